"""Hearing the region: the same address for the region, which answers, and for staff, where the officer asks."""

from datetime import date

import django.contrib.messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

import applications.correspondence.actions
from applications.cases.models import Case, Side
from applications.cases.working_days import usual_due_day
from applications.correspondence import hearing as hearings
from applications.correspondence import rules
from applications.correspondence.hearing_forms import (
    HearingAnswerForm,
    HearingForm,
    MoveHearingForm,
    WaiveHearingForm,
)
from applications.correspondence.models import Hearing
from applications.correspondence.views.messages import case_and_side
from portal.accounts.access import open_to
from portal.accounts.rules import handles_cases, is_case_officer
from portal.accounts.unsent import typed_in
from portal.requests import PortalRequest
from regions.rules import acts_for_a_region


@open_to(acts_for_a_region | handles_cases, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def hearing(request: PortalRequest, case_id: int) -> HttpResponse:
    """What the region was sent to answer, and its answers; with the form to answer, or to send more."""
    case, side = case_and_side(request, case_id)
    return _for_region(request, case) if side == Side.REGION else _for_staff(request, case)


def _for_region(request: PortalRequest, case: Case) -> HttpResponse:
    found = hearings.hearings_of(case)
    waiting = next((each for each in found if each.answered_as is None), None)
    form = HearingAnswerForm(typed_in(request), request.FILES or None)
    if request.method == "POST" and waiting and form.is_valid():
        try:
            applications.correspondence.actions.answer_hearing(
                hearing_id=waiting.pk,
                **form.cleaned_data,
                by=request.user,
                arrived_at=request.arrived_at,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            django.contrib.messages.success(request, _("Ert yttrande är skickat och blir en del av ärendet."))
            return redirect("correspondence:hearing", case.pk)
    context = {
        "case": case,
        "tab": "messages",
        "hearings": found,
        "waiting": waiting,
        "form": form,
        "is_late": waiting is not None and localdate() > waiting.due_on,
        "may_write": rules.may_write[Side.REGION](request.user, case),
        "now": timezone.now(),
    }
    return render(request, "correspondence/hearing_for_region.html", context, status=422 if form.errors else 200)


def _for_staff(request: PortalRequest, case: Case) -> HttpResponse:
    form = HearingForm(typed_in(request), request.FILES or None, due_on=_usual_due_day(case))
    if request.method == "POST" and form.is_valid():
        try:
            applications.correspondence.actions.ask_hearing(
                case_id=case.pk, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            django.contrib.messages.success(request, _("Regionen har fått materialet och kan yttra sig."))
            return redirect("correspondence:hearing", case.pk)
    return _staff_page(request, case, form=form)


def _usual_due_day(case: Case) -> date:
    return usual_due_day(localdate(), days=case.call.answer_days)


def _staff_page(request: HttpRequest, case: Case, **forms: Form) -> HttpResponse:
    found = hearings.hearings_of(case)
    context = {
        "case": case,
        "tab": "decision",
        "hearings": found,
        "waiting": next((each for each in found if each.answered_as is None), None),
        "waivers": list(case.hearing_waivers.select_related("noted_by")),
        "form": HearingForm(due_on=_usual_due_day(case)),
        "waive_form": WaiveHearingForm(),
        "move_form": MoveHearingForm(),
        **forms,
        "may_write": rules.may_write[Side.AUTHORITY](request.user, case) and not case.withdrawn_at,
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "correspondence/hearing.html", context, status=status)


@open_to(is_case_officer)
@require_POST
def waive(request: HttpRequest, case_id: int) -> HttpResponse:
    """It is noted that it is plainly unnecessary to hear the region."""
    case, form = _staff_case(request, case_id), WaiveHearingForm(request.POST)
    if form.is_valid():
        try:
            applications.correspondence.actions.waive_hearing(
                case_id=case.pk, why=form.cleaned_data["why"], by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            django.contrib.messages.success(request, _("Det är noterat varför regionen inte behöver höras."))
            return redirect("correspondence:hearing", case.pk)
    return _staff_page(request, case, waive_form=form)


@open_to(is_case_officer)
@require_POST
def move(request: HttpRequest, case_id: int, hearing_id: int) -> HttpResponse:
    """The region gets more time to answer."""
    case, form = _staff_case(request, case_id), MoveHearingForm(request.POST)
    get_object_or_404(Hearing, case=case, pk=hearing_id)
    if form.is_valid():
        try:
            applications.correspondence.actions.move_hearing(
                hearing_id=hearing_id, due_on=form.cleaned_data["due_on"], by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            django.contrib.messages.success(request, _("Regionen har fått mer tid."))
            return redirect("correspondence:hearing", case.pk)
    return _staff_page(request, case, move_form=form)


def _staff_case(request: HttpRequest, case_id: int) -> Case:
    return get_object_or_404(Case.objects.visible_to_staff(request.user).submitted().with_names(), pk=case_id)
