"""Checking and handing in an application."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import applications.submissions.actions
from applications.cases.models import Case
from applications.drafting.queries import drafts_seen_by
from applications.drafting.rules import may_write_in
from applications.submissions import queries, rules
from applications.submissions.actions import ApplicationChanged, TooLate
from applications.submissions.forms import SubmitForm
from portal.accounts.access import open_to
from portal.requests import PortalRequest
from regions.queries import signatories_of
from regions.rules import acts_for_a_region


@open_to(acts_for_a_region)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: PortalRequest, case_id: int) -> HttpResponse:
    """All that will be handed in, what is missing, and the signatory's confirmation."""
    if request.method == "POST":
        return _submit(request, case_id)
    case = get_object_or_404(drafts_seen_by(request.user), pk=case_id)
    if not case.draft.is_open:
        return redirect("submissions:receipt", case_id)
    return redirect("submissions:supplement", case_id) if case.draft.open_sections else _check_page(request, case)


def _submit(request: PortalRequest, case_id: int) -> HttpResponse:
    form = SubmitForm(request.POST)
    error: ValidationError | None = None
    if form.is_valid():
        try:
            applications.submissions.actions.submit_application(
                case_id=case_id,
                by=request.user,
                arrived_at=request.arrived_at,
                at=timezone.now(),
                seen_hash=form.cleaned_data["seen_hash"],
            )
        except Case.DoesNotExist as not_seen:
            raise Http404 from not_seen
        except ValidationError as refused:
            error = refused
        else:
            return redirect("submissions:receipt", case_id)
    case = get_object_or_404(drafts_seen_by(request.user), pk=case_id)
    if not case.draft.is_open:
        return redirect("submissions:receipt", case_id)
    return _check_page(request, case, form=form, error=error)


def refused_page(request: PortalRequest, case_id: int, error: ValidationError, typed: dict[str, str]) -> HttpResponse:
    """The page again after a mark, or its answer, was refused, with what was typed."""
    case = get_object_or_404(drafts_seen_by(request.user), pk=case_id)
    if not case.draft.is_open:
        messages.error(request, " ".join(error.messages))
        return redirect("submissions:receipt", case_id)
    return _check_page(request, case, error=error, typed=typed)


def _check_page(
    request: PortalRequest,
    case: Case,
    form: SubmitForm | None = None,
    error: ValidationError | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    page = queries.check_page(case)
    sign_off = queries.sign_off_of(case)
    changed, too_late = isinstance(error, ApplicationChanged), isinstance(error, TooLate)
    now, may_submit = request.arrived_at, rules.may_submit(request.user, case)
    is_closed = too_late or case.application_time.is_closed_at(now)
    # What comes next is confirmed anew, on what is shown now.
    shown = SubmitForm(initial={"seen_hash": page.sha256, "seen": page.seen})
    was_changed = sign_off is not None and sign_off.content_sha256 != page.sha256
    context: dict[str, Any] = {
        "case": case,
        "page": page,
        "form": shown,
        "not_confirmed": form.errors.get("confirmed") if form else None,
        "refused": error.messages if error else [],
        "refused_heading": _("Det gick inte") if typed is not None else _("Ansökan är inte inlämnad"),
        "changes": queries.changes_since(case, form.data.get("seen", "")) if form and changed else None,
        "sign_off": sign_off,
        "sign_off_changes": queries.changes_since(case, sign_off.seen) if sign_off and was_changed else None,
        "typed": typed or {},
        "standing": queries.standing_of(case, now),
        "is_closed": is_closed,
        "heading": _("Hela ansökan") if is_closed else _("Kontrollera och lämna in"),
        "may_submit": may_submit,
        "may_write": may_write_in(request.user, case) and not case.discarded_at,
        "signatories": [] if may_submit or is_closed else signatories_of(case.region),
        "now": now,
    }
    return render(request, "submissions/check.html", context, status=422 if form or error else 200)
