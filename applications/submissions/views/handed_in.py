"""What was handed in, and its receipt."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from applications.cases.models import Case
from applications.submissions import queries
from portal.accounts.access import open_to
from portal.accounts.rules import handles_cases
from regions.rules import acts_for_a_region


@open_to(acts_for_a_region)
@require_safe
def receipt(request: HttpRequest, case_id: int) -> HttpResponse:
    """The proof that an application was handed in, and what happens next."""
    case = get_object_or_404(Case.objects.visible_to_region(request.user).select_related("call", "region"), pk=case_id)
    submission = queries.latest_submission(case)
    if submission is None:
        raise Http404
    return render(request, "submissions/receipt.html", {"case": case, "submission": submission})


@open_to(acts_for_a_region | handles_cases)
@require_safe
def application(request: HttpRequest, case_id: int) -> HttpResponse:
    """An application as it was handed in, for its region and for staff."""
    cases = Case.objects.visible_to(request.user).select_related("call", "region", "officer")
    case = get_object_or_404(cases, pk=case_id)
    submission = queries.latest_submission(case)
    if submission is None:
        raise Http404
    as_staff = Case.objects.visible_to_staff(request.user).filter(pk=case.pk).exists()
    context = {
        "case": case,
        "submission": submission,
        "sections": queries.shown_submission(submission, case.call.project_years),
        "tab": "application",
    }
    template = "submissions/application_for_staff.html" if as_staff else "submissions/application_for_region.html"
    return render(request, template, context)
