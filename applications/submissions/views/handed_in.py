"""What was handed in: its versions, what differs between them, and its receipts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.cases.models import Case
from applications.submissions import queries, rules
from applications.submissions.models import Submission
from portal.accounts.access import open_to
from portal.accounts.rules import handles_cases
from portal.requests import PortalRequest
from regions.rules import acts_for_a_region

reads_applications = acts_for_a_region | handles_cases


def seen_case(request: HttpRequest, case_id: int) -> Case:
    """A case that the reader may see, in whichever capacity. Raises Http404."""
    cases = Case.objects.visible_to(request.user).select_related("call", "region", "officer")
    return get_object_or_404(cases, pk=case_id)


def seen_version(case: Case, number: int | None) -> Submission:
    """A version of it; the newest without a number. Raises Http404."""
    submission = queries.version_of(case, number)
    if submission is None:
        raise Http404
    submission.case = case
    return submission


def frame_for(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What every page about what was handed in needs: the page around it differs for the region and for staff."""
    as_staff = Case.objects.visible_to_staff(request.user).filter(pk=case.pk).exists()
    now = timezone.now()
    return {
        "case": case,
        "tab": "application",
        "now": now,
        "as_staff": as_staff,
        "frame": "cases/case_base.html" if as_staff else "cases/region_base.html",
        "standing": queries.standing_of(case, now),
        "may_reopen": not as_staff and rules.may_reopen(request.user, case) and not rules.why_not_reopen(case, now),
        "may_withdraw": not as_staff and rules.may_withdraw(request.user, case) and not rules.why_not_withdraw(case),
    }


@open_to(acts_for_a_region)
@require_safe
def receipt(request: PortalRequest, case_id: int, number: int | None = None) -> HttpResponse:
    """The proof that a version was handed in, and what happens next."""
    cases = Case.objects.visible_to_region(request.user).select_related("call", "region", "draft")
    case = get_object_or_404(cases, pk=case_id)
    submission = seen_version(case, number)
    newest = queries.latest_submission(case) if number is not None else submission
    context = {
        "submission": submission,
        "newest": newest,
        "pdf": queries.pdf_of_version(submission),
        **frame_for(request, case),
    }
    return render(request, "submissions/receipt.html", context)


@open_to(reads_applications)
@require_safe
def application(request: HttpRequest, case_id: int, number: int | None = None) -> HttpResponse:
    """An application as it was handed in, for its region and for staff: the newest version, or one of the others."""
    case = seen_case(request, case_id)
    submission = seen_version(case, number)
    context = {
        "submission": submission,
        "sections": queries.shown_submission(submission, case.call.project_years),
        "versions": queries.versions_listed(case),
        **frame_for(request, case),
    }
    return render(request, "submissions/application.html", context)


@open_to(reads_applications)
@require_safe
def versions(request: HttpRequest, case_id: int) -> HttpResponse:
    """All versions of an application with their receipts, to read, keep and compare."""
    case = seen_case(request, case_id)
    found = queries.versions_listed(case)
    if not found:
        raise Http404
    return render(request, "submissions/versions.html", {"versions": found, **frame_for(request, case)})


@open_to(reads_applications)
@require_safe
def diff(request: HttpRequest, case_id: int) -> HttpResponse:
    """What differs between two versions, `?fran=1&till=2`; without them, between the two newest."""
    case = seen_case(request, case_id)
    found = {version.number: version for version in queries.versions_listed(case)}
    if not found:
        raise Http404
    new = _number(request.GET.get("till", ""), found, max(found))
    old = _number(request.GET.get("fran", ""), found, max(new - 1, min(found)))
    old_version, new_version = seen_version(case, old), seen_version(case, new)
    context = {
        "versions": list(found.values()),
        "old": old_version,
        "new": new_version,
        "changed": queries.changes_between(case, old_version, new_version),
        **frame_for(request, case),
    }
    return render(request, "submissions/diff.html", context)


def _number(typed: str, found: dict[int, Submission], otherwise: int) -> int:
    """The version that an address names, or another one when it names none."""
    known = {str(number): number for number in found}
    return known.get(typed, otherwise)
