"""The pages of the review: the completeness check and the assessments."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import applications.reviews.actions
from applications.cases.models import Case
from applications.cases.rules import declaration_of, is_officer_of, may_handle
from applications.cases.states import Stage
from applications.reviews import queries, rules
from applications.reviews.forms import AssessmentForm, CompletenessForm
from applications.reviews.models import CompletenessCheck
from portal.accounts.access import open_to
from portal.accounts.rules import handles_cases
from portal.accounts.unsent import typed_in


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
        "must_declare": is_officer_of(request.user, case) and declaration_of(request.user, case) is None,
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


@open_to(handles_cases, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest, case_id: int) -> HttpResponse:
    """The assessment: a person's own form, and what others have handed in once that may be seen."""
    case = _case(request, case_id)
    mine = queries.assessment_by(request.user, case)
    form = AssessmentForm(typed_in(request) or None, criteria=list(case.call.criteria.all()), assessment=mine)
    if request.method == "POST" and form.is_valid():
        hand_in = "save" not in request.POST
        act = (
            applications.reviews.actions.hand_in_assessment if hand_in else applications.reviews.actions.save_assessment
        )
        try:
            act(
                case_id=case.pk,
                scores=form.scores(),
                summary=form.cleaned_data["summary"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Din bedömning är lämnad.") if hand_in else _("Din bedömning är sparad."))
            return redirect("reviews:assess", case.pk)
    return render(
        request, "reviews/assess.html", _assess_context(request, case, mine, form), status=422 if form.errors else 200
    )


def _assess_context(request: HttpRequest, case: Case, mine: Any, form: AssessmentForm) -> dict[str, Any]:
    """What the page of assessments shows. The form stands open until it is handed in, and again when asked for."""
    may_write = rules.may_assess(request.user, case) and case.stage == Stage.ASSESSING
    is_handed_in = bool(mine and mine.handed_in_at)
    shown = queries.assessments_shown_to(request.user, case)
    return {
        "case": case,
        "tab": "assessment",
        "form": form,
        "mine": mine,
        "may_write": may_write,
        "is_handed_in": is_handed_in,
        "form_is_open": form.is_bound or (may_write and (not is_handed_in or "andra" in request.GET)),
        "must_declare": rules.is_assessor_of(request.user, case) and declaration_of(request.user, case) is None,
        "may_propose": may_handle(request.user, case) and case.stage == Stage.ASSESSING and is_handed_in,
        "assessments": shown,
        "total": queries.total_of(shown),
        "rows": queries.side_by_side(case, shown) if shown else [],
        "check": queries.check_of(case),
    }
