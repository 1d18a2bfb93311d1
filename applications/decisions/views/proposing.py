"""Where the decision of a case stands, and the form of a proposal."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

import applications.decisions.actions
from applications.calls.models import Outcome
from applications.cases.models import Case
from applications.decisions import dismissing, queries, readiness, rules
from applications.decisions.forms import ProposalForm
from applications.decisions.models import Proposal
from applications.decisions.reason_choices import picked_before, reason_choices
from applications.decisions.scenarios import Planned, planned_for
from applications.reviews.queries import basis_shown_to
from portal.accounts.access import open_to
from portal.accounts.rules import handles_cases, is_case_officer
from portal.accounts.unsent import typed_in


def _case(request: HttpRequest, case_id: int) -> Case:
    return get_object_or_404(Case.objects.visible_to_staff(request.user).with_names(), pk=case_id)


@open_to(handles_cases)
@require_safe
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Where the decision of a case stands: decided, proposed, sent back or not begun."""
    case = _case(request, case_id)
    proposal = queries.open_proposal(request.user, case)
    decision = queries.decision_in_force(request.user, case)
    shown = queries.on_page(proposal)
    may_decide = proposal is not None and rules.may_become_decider(request.user, proposal)
    context = {
        "case": case,
        "tab": "decision",
        "decision": decision,
        "may_release": decision is not None and rules.may_release(request.user, decision),
        "shown": shown,
        # Who decides is shown the check on the page where they do.
        "points": _points_for_others(request.user, shown) if shown and not may_decide else [],
        "earlier": queries.earlier_decisions(request.user, case) if decision else [],
        "may_replace": decision is not None
        and rules.may_propose(request.user, case)
        and not rules.why_not_replace(case, decision),
        "sent_back": queries.sent_back_proposals(request.user, case),
        "may_propose": rules.may_propose(request.user, case) and case.stage in queries.OUTCOMES,
        "may_decide": may_decide,
    }
    return render(request, "decisions/case.html", context)


def _points_for_others(reader: Any, shown: queries.ProposalOnPage) -> list[readiness.Point]:
    """The check before deciding, for those who may have something to put right but don't decide."""
    facts = queries.facts_of(shown.proposal, reader, shown.rows, timezone.now())
    return readiness.points(replace(facts, is_read_by_decider=False))


@open_to(is_case_officer, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, case_id: int) -> HttpResponse:
    """The officer proposes a decision."""
    case = _case(request, case_id)
    sent_back = queries.sent_back_proposals(request.user, case)[:1]
    planned = None if sent_back else planned_for(case)
    form = _proposal_form(request, case, sent_back[0] if sent_back else None, planned)
    if request.method == "POST" and form.is_valid():
        try:
            applications.decisions.actions.propose_decision(
                case_id=case.pk, **form.proposed(), by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Förslaget är lämnat. Nu väntar det på en beslutsfattare."))
            if Proposal.objects.unheard().filter(case=case).exists():
                text = _("Förslaget går emot regionen. Be om dess yttrande, eller notera varför det inte behövs.")
                messages.warning(request, text)
            return redirect("decisions:case", case.pk)
    may_propose = rules.may_propose(request.user, case) and case.stage in queries.OUTCOMES
    awaited = queries.awaited_from_region(case, timezone.now()) if may_propose else ""
    context = {
        "case": case,
        "tab": "decision",
        "form": form,
        # A form that was refused is shown with what was typed, also when the case has gone on in the meantime.
        "form_is_open": form.is_bound or (may_propose and not awaited),
        "awaited": awaited,
        "sent_back": sent_back,
        "planned": planned,
        "basis": basis_shown_to(request.user, case),
    }
    return render(request, "decisions/propose.html", context, status=422 if form.errors else 200)


def _proposal_form(request: HttpRequest, case: Case, before: Proposal | None, planned: Planned | None) -> ProposalForm:
    """An empty form begins with what was proposed before, what the chosen scenario has planned, or what was applied
    for, and with the usual conditions.
    """
    rows = queries.year_rows_for(case)
    outcomes = queries.outcomes_for(case) or tuple(Outcome)
    usual = queries.usual_conditions(case.call)
    choices = reason_choices(case, outcomes, picked_before(before))
    if (typed := typed_in(request)) is not None:
        return ProposalForm(typed, outcomes=outcomes, rows=rows, usual=usual, choices=choices)
    words = queries.first_words(rows, before, planned)
    if not before or before.outcome != Outcome.DISMISS:
        words |= dismissing.first_words(case, request.GET.get("grund", ""))
    if case.withdrawn_at:
        words = {"outcome": Outcome.CLOSE, "reasons": queries.closing_reasons(case), **words}
    return ProposalForm(outcomes=outcomes, rows=rows, usual=usual, choices=choices, initial=words)
