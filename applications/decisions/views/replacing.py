"""The form to propose a correction, or a new decision in the place of the one in force."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import applications.decisions.actions
from applications.calls.models import Outcome
from applications.cases.models import Case
from applications.decisions import amounts, queries, rules
from applications.decisions.forms import ReplacementForm
from applications.decisions.models import Decision, Ground
from applications.decisions.obstacles import obstacles_to
from applications.decisions.reason_choices import picked_before, reason_choices, reasons_to_begin_with
from applications.reviews.queries import basis_shown_to
from portal.accounts.access import open_to
from portal.accounts.rules import is_case_officer
from portal.accounts.unsent import typed_in


@open_to(is_case_officer, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, case_id: int) -> HttpResponse:
    """The officer proposes what is to stand in the place of the decision in force."""
    case = get_object_or_404(Case.objects.visible_to_staff(request.user).with_names(), pk=case_id)
    decision = queries.decision_in_force(request.user, case)
    if decision is None:
        return redirect("decisions:case", case.pk)
    form = _form(request, case, decision)
    if request.method == "POST" and form.is_valid():
        try:
            applications.decisions.actions.propose_replacement(
                decision_id=decision.pk, **form.proposed(), by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Förslaget är lämnat. Beslutet gäller tills en beslutsfattare har beslutat."))
            return redirect("decisions:case", case.pk)
    why_not = rules.why_not_replace(case, decision)
    context = {
        "case": case,
        "tab": "decision",
        "form": form,
        "form_is_open": form.is_bound or (rules.may_propose(request.user, case) and not why_not),
        "why_not": why_not,
        "obstacles": obstacles_to(decision),
        "basis": basis_shown_to(request.user, case),
    }
    return render(request, "decisions/replace.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, case: Case, decision: Decision) -> ReplacementForm:
    """The decision's own words and amounts, or what was applied for where it grants nothing; for one that its region
    has withdrawn, closing it.
    """
    applied = queries.applied_in(decision.submission)
    rows = amounts.year_rows(
        applied=applied,
        amounts=decision.granted_by_year if Outcome(decision.outcome).grants else applied,
        left=queries.left_for(case.call, decision),
    )
    is_withdrawn = case.withdrawn_at is not None
    outcomes = (Outcome.CLOSE,) if is_withdrawn else tuple(Outcome)
    choices = reason_choices(case, outcomes, picked_before(decision.proposal))
    offered: dict[str, Any] = {
        "replaced": decision,
        "outcomes": outcomes,
        "rows": rows,
        "usual": queries.usual_conditions(case.call),
        "choices": choices,
        "is_withdrawn": is_withdrawn,
    }
    if (typed := typed_in(request)) is not None:
        return ReplacementForm(typed, **offered)
    if is_withdrawn:
        words = {"outcome": Outcome.CLOSE, "ground": Ground.WITHDRAWN, "reasons": queries.closing_reasons(case)}
    else:
        words = {"outcome": decision.outcome, **reasons_to_begin_with(decision.proposal)}
    granted = {f"amount_{row.year}": row.amount for row in rows}
    return ReplacementForm(**offered, initial={**granted, **words})
