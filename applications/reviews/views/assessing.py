"""The page of the assessments."""

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
from applications.cases.rules import may_handle
from applications.cases.states import Stage
from applications.reviews import queries, rules
from applications.reviews.forms import AssessmentForm
from applications.reviews.scoring import weighted_total
from portal.accounts.access import open_to
from portal.accounts.rules import handles_cases
from portal.accounts.unsent import typed_in


def _case(request: HttpRequest, case_id: int) -> Case:
    cases = Case.objects.visible_to_staff(request.user).with_names()
    return get_object_or_404(cases.prefetch_related("call__criteria"), pk=case_id)


@open_to(handles_cases, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest, case_id: int) -> HttpResponse:
    """The assessment: a person's own form, and what others have handed in once that may be seen."""
    case = _case(request, case_id)
    mine = queries.assessment_by(request.user, case)
    may_write = rules.may_assess(request.user, case) and case.stage == Stage.ASSESSING
    form = AssessmentForm(
        typed_in(request) or None,
        criteria=list(case.call.criteria.all()),
        assessment=mine,
        sections=queries.read_beside(case) if may_write else (),
    )
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
        request,
        "reviews/assess.html",
        _assess_context(request, case, mine, form, may_write),
        status=422 if form.errors else 200,
    )


def _assess_context(
    request: HttpRequest, case: Case, mine: Any, form: AssessmentForm, may_write: bool
) -> dict[str, Any]:
    """What the page of assessments shows. The form stands open until it is handed in, and again when asked for."""
    is_handed_in = bool(mine and mine.handed_in_at)
    shown = queries.assessments_shown_to(request.user, case)
    consensus = queries.consensus_shown_to(request.user, case) if shown else None
    return {
        "case": case,
        "tab": "assessment",
        "form": form,
        "mine": mine,
        "may_write": may_write,
        "is_handed_in": is_handed_in,
        "form_is_open": form.is_bound or (may_write and (not is_handed_in or "andra" in request.GET)),
        "may_propose": may_handle(request.user, case) and case.stage == Stage.ASSESSING and is_handed_in,
        "assessments": shown,
        "total": weighted_total(consensus.scored) if consensus else queries.total_of(shown),
        "consensus": consensus,
        "changed_since": may_write and queries.changed_since(case, mine),
        "may_agree": rules.may_agree(request.user, case) and case.stage == Stage.ASSESSING and bool(shown),
        "may_set_day": rules.may_agree(request.user, case) and case.stage == Stage.ASSESSING,
        "rows": queries.side_by_side(case, shown, consensus) if shown else [],
        "check": queries.check_of(case),
    }
