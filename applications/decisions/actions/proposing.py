"""Proposing a decision, and what may become of a proposal beside being decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import applications.cases.actions
import portal.audit.actions
from applications.calls.models import Outcome
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.decisions import amounts as year_amounts
from applications.decisions import queries, rules
from applications.decisions.actions.locking import expect_waiting, locked_with_case
from applications.decisions.actions.reasons import faults_in_reasons, keep_reasons
from applications.decisions.models import Proposal, ProposedAmount
from applications.decisions.reasons import Reason, joined, written
from applications.reviews.queries import check_of, has_handed_in
from portal.accounts.access import require


@transaction.atomic
def propose_decision(
    *,
    case_id: int,
    outcome: str,
    amounts: Mapping[int, int],
    reasons: str | Sequence[Reason],
    conditions: str = "",
    by: Any,
    at: datetime,
) -> Proposal:
    """The officer of a case proposes how it should be decided, with whole kronor by year where money is granted.

    `reasons` are a text, or the reasons one by one, each kept with the score of the criterion that it rests on.
    `conditions` are one a line, and kept for grants only. Raises PermissionDenied, and ValidationError (under the
    form's field names where one is to blame) when the stage, the review, the amounts or the reasons don't allow it.
    """
    case = Case.objects.locked().get(pk=case_id)
    require(
        rules.may_propose(by, case),
        _("Bara ärendets handläggare, som har förklarat att det inte finns något jäv, kan föreslå beslut."),
    )
    applications.cases.actions.expect_stage(case, *queries.OUTCOMES)
    chosen = _known_outcome(outcome)
    _check_reviewed(case, chosen, by)
    if awaited := queries.awaited_from_region(case, at):
        raise ValidationError(awaited, code="awaited")
    submission = queries.newest_submission(case)
    if submission is None:
        raise ValidationError(_("Ärendet har ingen inlämnad ansökan att besluta om."), code="no_submission")
    faults: dict[str, Any] = year_amounts.faults_in(
        chosen, amounts, applied=queries.applied_in(submission), left=queries.left_in(case.call)
    )
    why = written(reasons)
    if wrong := faults_in_reasons(case.call, why):
        faults["reasons"] = wrong
    if not why:
        faults["reasons"] = _("Skriv skälen: vilka omständigheter som avgör och varför de leder till det här utfallet.")
    if faults:
        raise ValidationError(faults)
    proposal = Proposal.objects.create(
        case=case,
        submission=submission,
        outcome=chosen,
        reasons=joined(why),
        conditions="\n".join(queries.lines(conditions)) if chosen.grants else "",
        proposed_by=by,
        proposed_at=at,
        came_from=case.stage,
    )
    ProposedAmount.objects.bulk_create(
        [ProposedAmount(proposal=proposal, year=year, amount=amount) for year, amount in sorted(amounts.items())]
        if chosen.grants
        else ()
    )
    keep_reasons(proposal, why)
    applications.cases.actions.move(case=case, to=Stage.PROPOSED)
    portal.audit.actions.record(
        case, "decision_proposed", by=by, at=at, proposal=proposal, outcome=chosen.value, amounts=dict(amounts)
    )
    return proposal


def _known_outcome(outcome: str) -> Outcome:
    try:
        return Outcome(outcome)
    except ValueError:
        raise ValidationError({"outcome": _("Välj ett av utfallen.")}, code="unknown_outcome") from None


def _check_reviewed(case: Case, outcome: Outcome, officer: Any) -> None:
    """What the case must have gone through before this outcome can be proposed. Raises ValidationError."""
    if case.withdrawn_at and outcome != Outcome.CLOSE:
        raise ValidationError(
            {"outcome": _("Regionen har återkallat ansökan, så den kan bara avskrivas.")}, code="withdrawn"
        )
    if outcome not in queries.OUTCOMES[Stage(case.stage)]:
        raise ValidationError(
            {"outcome": _("Ansökan är inte bedömd än, så den kan bara avvisas eller avskrivas.")}, code="not_assessed"
        )
    if case.stage == Stage.CHECKING and outcome == Outcome.DISMISS and check_of(case) is None:
        raise ValidationError(
            {"outcome": _("Gör den formella granskningen först. Där framgår varför ansökan ska avvisas.")},
            code="not_checked",
        )
    if outcome in {Outcome.GRANT, Outcome.GRANT_IN_PART, Outcome.REJECT} and not has_handed_in(officer, case):
        raise ValidationError(
            {"outcome": _("Du har inte lämnat din bedömning. Lämna den först, så att förslaget vilar på den.")},
            code="not_assessed",
        )


@transaction.atomic
def send_back(*, proposal_id: int, comment: str, by: Any, at: datetime) -> Proposal:
    """A decision maker sends a proposal back to where its case stood, and says why. Sent twice, it is sent back once.

    Raises PermissionDenied, and ValidationError without a comment or when the proposal no longer waits.
    """
    case, proposal = locked_with_case(proposal_id)
    require(
        rules.may_send_back(by, proposal),
        _("Bara en beslutsfattare som inte själv har föreslagit beslutet, och inte har jäv, kan skicka tillbaka det."),
    )
    if proposal.state == Proposal.State.SENT_BACK and proposal.sent_back_by_id == by.pk:
        return proposal
    expect_waiting(proposal)
    if not comment.strip():
        raise ValidationError({"comment": _("Skriv vad föredraganden behöver ändra.")})
    proposal.state = Proposal.State.SENT_BACK
    proposal.sent_back_by, proposal.sent_back_at, proposal.sent_back_comment = by, at, comment.strip()
    proposal.save(update_fields=["state", "sent_back_by", "sent_back_at", "sent_back_comment"])
    _go_back(case, proposal)
    portal.audit.actions.record(
        case, "proposal_sent_back", by=by, at=at, proposal=proposal, comment=proposal.sent_back_comment
    )
    return proposal


@transaction.atomic
def lapse_proposal(*, case: Case, at: datetime) -> None:
    """The region took a locked case's application back: a proposal that waits is no longer to be decided.

    The case goes back to where it came from, where closing it can be proposed.
    """
    for proposal in case.proposals.awaiting_decision():
        proposal.state = Proposal.State.LAPSED
        proposal.save(update_fields=["state"])
        _go_back(case, proposal)
        portal.audit.actions.record(case, "proposal_lapsed", by=None, at=at, proposal=proposal)


def _go_back(case: Case, proposal: Proposal) -> None:
    """A case whose decision was to be replaced never left its stage."""
    if proposal.replaces_id is None:
        applications.cases.actions.move(case=case, to=Stage(proposal.came_from))
