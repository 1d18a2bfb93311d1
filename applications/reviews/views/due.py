"""Setting the day by which a case is to be assessed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import applications.reviews.actions
from applications.cases.models import Case
from applications.reviews import queries, rules
from applications.reviews.due_forms import AssessmentDayForm
from portal.accounts.access import open_to, require
from portal.accounts.rules import is_case_officer


@open_to(is_case_officer)
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_day(request: HttpRequest, case_id: int) -> HttpResponse:
    """The day by which assessors are asked to hand in, and who has not."""
    case = get_object_or_404(Case.objects.visible_to_staff(request.user).with_names(), pk=case_id)
    require(rules.may_agree(request.user, case), _("Bara ärendets handläggare kan sätta en sista dag för bedömningen."))
    before = queries.assessment_day_of(case)
    form = AssessmentDayForm(request.POST or None, initial={"due_on": before.due_on} if before else None)
    if form.is_valid():
        try:
            applications.reviews.actions.set_assessment_day(
                case_id=case.pk, due_on=form.cleaned_data["due_on"], by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Sista dagen är satt. De som inte har lämnat sin bedömning får veta det."))
            return redirect("reviews:assess", case.pk)
    context = {"case": case, "tab": "assessment", "form": form, "waits": queries.still_to_hand_in(case)}
    return render(request, "reviews/assessment_day.html", context, status=422 if form.errors else 200)
