"""Proposing, sending back and deciding. Every action locks the case's row, so one at a time acts on a case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

import applications.calls.actions
import applications.cases.actions
import portal.audit.actions
from applications.calls.models import Outcome
from applications.cases.models import Case, Document
from applications.cases.states import Stage
from applications.decisions import amounts as year_amounts
from applications.decisions import events, queries, readiness, rules
from applications.decisions.models import Decision, GrantedAmount, Proposal, ProposedAmount
from applications.reviews.queries import check_of, has_handed_in
from portal.accounts.access import require


@transaction.atomic
def propose_decision(
    *,
    case_id: int,
    outcome: str,
    amounts: Mapping[int, int],
    reasons: str,
    conditions: str = "",
    by: Any,
    at: datetime,
) -> Proposal:
    """The officer of a case proposes how it should be decided, with whole kronor by year where money is granted.

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
    faults = year_amounts.faults_in(
        chosen, amounts, applied=queries.applied_in(submission), left=queries.left_in(case.call)
    )
    if not reasons.strip():
        faults["reasons"] = _("Skriv skälen: vilka omständigheter som avgör och varför de leder till det här utfallet.")
    if faults:
        raise ValidationError(faults)
    proposal = Proposal.objects.create(
        case=case,
        submission=submission,
        outcome=chosen,
        reasons=reasons.strip(),
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
    case, proposal = _locked(proposal_id)
    require(
        rules.may_send_back(by, proposal),
        _("Bara en beslutsfattare som inte själv har föreslagit beslutet, och inte har jäv, kan skicka tillbaka det."),
    )
    if proposal.state == Proposal.State.SENT_BACK and proposal.sent_back_by_id == by.pk:
        return proposal
    _check_waits(proposal)
    if not comment.strip():
        raise ValidationError({"comment": _("Skriv vad föredraganden behöver ändra.")})
    proposal.state = Proposal.State.SENT_BACK
    proposal.sent_back_by, proposal.sent_back_at, proposal.sent_back_comment = by, at, comment.strip()
    proposal.save(update_fields=["state", "sent_back_by", "sent_back_at", "sent_back_comment"])
    applications.cases.actions.move(case=case, to=Stage(proposal.came_from))
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
        applications.cases.actions.move(case=case, to=Stage(proposal.came_from))
        portal.audit.actions.record(case, "proposal_lapsed", by=None, at=at, proposal=proposal)


@transaction.atomic
def decide(*, proposal_id: int, by: Any, at: datetime) -> Decision:
    """A decision maker decides as proposed (förvaltningslagen 28–32 §§): another person than the one who proposed.

    What the decision says is kept as it is now; the money is taken from the call's budget, or nothing happens at all.
    A proposal never changes, so the id is proof of what the decision maker saw. The same decide twice is one decision.
    Raises PermissionDenied, and ValidationError with everything that the check before deciding still lacks.
    """
    case, proposal = _locked(proposal_id)
    require(
        rules.may_decide(by, proposal),
        _(
            "Bara en beslutsfattare som har förklarat att det inte finns något jäv kan fatta beslutet, "
            "och aldrig den som har föreslagit det."
        ),
    )
    decided = Decision.objects.filter(proposal=proposal).first()
    if decided is not None and decided.decided_by_id == by.pk:
        return decided
    _check_waits(proposal)
    if lacking := readiness.unmet(queries.facts_of(proposal, by, queries.rows_of(proposal))):
        raise ValidationError([ValidationError(text, code="not_ready") for text in lacking])
    granted = {row.year: row.amount for row in proposal.amounts.all()}
    applications.calls.actions.commit_budget(call_id=case.call_id, amounts=granted)
    decision = _write_decision(case, proposal, by, at)
    GrantedAmount.objects.bulk_create(
        [GrantedAmount(decision=decision, year=year, amount=amount) for year, amount in granted.items()]
    )
    proposal.state = Proposal.State.DECIDED
    proposal.save(update_fields=["state"])
    applications.cases.actions.move(case=case, to=Stage.DECIDED)
    # The register is kept in Swedish, whatever language the decision maker has.
    with translation.override("sv"):
        line = _("Beslut: %(outcome)s") % {"outcome": decision.get_outcome_display().lower()}
    applications.cases.actions.enter_document(
        case=case,
        direction=Document.Direction.INTERNAL,
        at=at,
        title=line,
        party=decision.decided_by_name,
    )
    portal.audit.actions.record(
        case,
        "decision_made",
        by=by,
        at=at,
        decision=decision,
        proposal=proposal,
        outcome=decision.outcome,
        amounts=granted,
        presented_by=decision.presented_by_id,
    )
    events.decision_made.send(sender=Decision, decision=decision, at=at)
    return decision


def _write_decision(case: Case, proposal: Proposal, by: Any, at: datetime) -> Decision:
    """The decision's row, with the texts as the call and the proposal have them at this moment."""
    text = queries.letter_text_for(case.call, proposal.outcome)
    return Decision.objects.create(
        case=case,
        proposal=proposal,
        submission=proposal.submission,
        outcome=proposal.outcome,
        reasons=proposal.reasons,
        conditions=proposal.conditions,
        legal_basis=text.legal_basis if text else "",
        appeal=text.appeal if text else "",
        closing=text.closing if text else "",
        presented_by=proposal.proposed_by,
        decided_by=by,
        presented_by_name=str(proposal.proposed_by),
        decided_by_name=str(by),
        decided_at=at,
    )


def _locked(proposal_id: int) -> tuple[Case, Proposal]:
    """The locked case of a proposal, and the proposal as it is once the case is locked."""
    case = Case.objects.locked().get(proposals=proposal_id)
    proposal = Proposal.objects.with_all().get(pk=proposal_id)
    proposal.case = case
    return case, proposal


def _check_waits(proposal: Proposal) -> None:
    """The proposal waits for a decision. Raises ValidationError that tells what became of it."""
    if proposal.state == Proposal.State.SENT_BACK:
        raise ValidationError(
            _(
                "%(name)s har skickat tillbaka förslaget, så det går inte att besluta om det. "
                "Vänta på ett nytt förslag."
            ),
            code="sent_back",
            params={"name": proposal.sent_back_by},
        )
    if proposal.state == Proposal.State.LAPSED:
        raise ValidationError(
            _("Regionen har återkallat ansökan, så förslaget har förfallit. Vänta på ett förslag om avskrivning."),
            code="lapsed",
        )
    if proposal.state == Proposal.State.DECIDED:
        raise ValidationError(_("Beslutet är redan fattat."), code="decided")
