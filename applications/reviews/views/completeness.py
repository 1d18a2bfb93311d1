"""The page of the completeness check."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import applications.reviews.actions
from applications.cases.models import Case
from applications.cases.rules import may_handle
from applications.cases.states import Stage
from applications.reviews import queries, rules
from applications.reviews.forms import CompletenessForm
from applications.reviews.models import CompletenessCheck
from portal.accounts.access import open_to
from portal.accounts.rules import handles_cases


def _case(request: HttpRequest, case_id: int) -> Case:
    return get_object_or_404(Case.objects.visible_to_staff(request.user).with_names(), pk=case_id)


@open_to(handles_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, case_id: int) -> HttpResponse:
    """The completeness check: its form for the officer, its result for others who see the case."""
    case = _case(request, case_id)
    done = queries.check_of(case)
    form = CompletenessForm(request.POST or None, items=list(case.call.checklist.all()), check=done)
    if request.method == "POST" and form.is_valid():
        try:
            result = applications.reviews.actions.check_completeness(
                case_id=case.pk, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _after_check(request, result)
    context = {
        "case": case,
        "tab": "assessment",
        "form": form,
        "check": done,
        # A form that was refused is shown with what was typed, also when the case has gone on in the meantime.
        "form_is_open": form.is_bound or (rules.may_check(request.user, case) and case.stage == Stage.CHECKING),
        "may_dismiss": may_handle(request.user, case) and case.stage == Stage.CHECKING,
    }
    return render(request, "reviews/check.html", context, status=422 if form.errors else 200)


def _after_check(request: HttpRequest, result: CompletenessCheck) -> HttpResponse:
    if result.is_complete:
        messages.success(request, _("Ansökan är komplett. Nu kan den bedömas."))
        return redirect("reviews:assess", result.case_id)
    messages.warning(
        request,
        _(
            "Granskningen är sparad: ansökan är inte komplett. "
            "Gör om den när något har ändrats, eller föreslå avvisning."
        ),
    )
    return redirect("reviews:check", result.case_id)
