"""Proposing that a decision be replaced: a correction, or a new decision (förvaltningslagen 36–38 §§).

A decided case is never edited. What is proposed here goes the way of every proposal: another person decides.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import portal.audit.actions
from applications.calls.models import Outcome
from applications.cases.models import Case
from applications.decisions import amounts as year_amounts
from applications.decisions import queries, rules
from applications.decisions.actions.reasons import faults_in_reasons, keep_reasons
from applications.decisions.models import Decision, Ground, Proposal, ProposedAmount
from applications.decisions.obstacles import why_not_on
from applications.decisions.reasons import Reason, joined, written
from portal.accounts.access import require


@transaction.atomic
def propose_replacement(
    *,
    decision_id: int,
    ground: str,
    outcome: str,
    amounts: Mapping[int, int],
    reasons: str | Sequence[Reason],
    conditions: str = "",
    by: Any,
    at: datetime,
) -> Proposal:
    """The officer proposes a decision in the place of the one in force, which the region knows of or which is held.

    A correction (36 §) keeps the outcome. A change for the worse needs one of the grounds of 37 §. Raises
    Decision.DoesNotExist, PermissionDenied, and ValidationError (under the form's field names where one is to blame).
    """
    case = Case.objects.locked().get(decisions=decision_id)
    require(
        rules.may_propose(by, case),
        _("Bara ärendets handläggare, som har förklarat att det inte finns något jäv, kan föreslå beslut."),
    )
    replaced = Decision.objects.select_related("release", "submission").get(pk=decision_id)
    if why_not := rules.why_not_replace(case, replaced):
        raise ValidationError(why_not, code="not_replaceable")
    faults: dict[str, Any] = {**_faults(case, replaced, ground, outcome, amounts)}
    why = written(reasons)
    if wrong := faults_in_reasons(case.call, why):
        faults["reasons"] = wrong
    if not why:
        faults["reasons"] = _("Skriv skälen: vad som är fel i beslutet som gäller, och varför det nya är rätt.")
    elif joined(why) == replaced.reasons:
        faults["reasons"] = _(
            "Skälen är desamma som i beslutet som gäller. Skriv vad som är fel i det, och vad som ändras."
        )
    if faults:
        raise ValidationError(faults)
    chosen = Outcome(outcome)
    proposal = Proposal.objects.create(
        case=case,
        submission=replaced.submission,
        outcome=chosen,
        reasons=joined(why),
        conditions="\n".join(queries.lines(conditions)) if chosen.grants else "",
        proposed_by=by,
        proposed_at=at,
        came_from=case.stage,
        replaces=replaced,
        ground=ground,
    )
    ProposedAmount.objects.bulk_create(
        [ProposedAmount(proposal=proposal, year=year, amount=amount) for year, amount in sorted(amounts.items())]
        if chosen.grants
        else ()
    )
    keep_reasons(proposal, why)
    portal.audit.actions.record(
        case,
        "replacement_proposed",
        by=by,
        at=at,
        proposal=proposal,
        decision=replaced,
        outcome=chosen.value,
        ground=ground,
        amounts=dict(amounts),
    )
    return proposal


def _faults(case: Case, replaced: Decision, ground: str, outcome: str, amounts: Mapping[int, int]) -> dict[str, str]:
    """Why a decision can't be replaced so, by form field."""
    if outcome not in Outcome.values:
        return {"outcome": _("Välj ett av utfallen.")}
    if ground not in Ground.values:
        return {"ground": _("Välj på vilken grund beslutet ersätts.")}
    if faults := _faults_of_ground(case, replaced, ground, outcome):
        return faults
    faults = year_amounts.faults_in(
        Outcome(outcome),
        amounts,
        applied=queries.applied_in(replaced.submission),
        left=queries.left_for(case.call, replaced),
    )
    is_worse = year_amounts.is_worse(replaced.granted_by_year, amounts)
    if is_worse and not Ground(ground).allows_worse:
        faults["ground"] = _(
            "Regionen får mindre än den har beviljats. Det kräver ett förbehåll i beslutet, tvingande säkerhetsskäl "
            "eller oriktiga uppgifter (37 § förvaltningslagen)."
        )
    return faults


def _faults_of_ground(case: Case, replaced: Decision, ground: str, outcome: str) -> dict[str, str]:
    """What is wrong with the ground and outcome in themselves, whatever the amounts."""
    if case.withdrawn_at and (outcome, ground) != (Outcome.CLOSE, Ground.WITHDRAWN):
        return {"outcome": _("Regionen har återkallat ansökan, så beslutet kan bara ersättas av en avskrivning.")}
    if ground == Ground.WITHDRAWN and not case.withdrawn_at:
        return {"ground": _("Regionen har inte återkallat ansökan. Välj en annan grund.")}
    if why_not := why_not_on(ground, replaced):
        return {"ground": why_not}
    if Ground(ground).is_correction and outcome != replaced.outcome:
        return {"outcome": _("En rättelse ändrar inte utfallet. Välj en grund för ett nytt beslut i stället.")}
    return {}
