"""Deciding as proposed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

import applications.calls.actions
import applications.cases.actions
import portal.audit.actions
from applications.cases.models import Case, Document
from applications.cases.states import Stage
from applications.decisions import events, queries, readiness, rules
from applications.decisions.actions.boards import keep_board
from applications.decisions.actions.locking import expect_waiting, locked_with_case
from applications.decisions.actions.releasing import release
from applications.decisions.models import Board, Decision, GrantedAmount, Proposal
from applications.decisions.obstacles import why_not_on
from portal.accounts.access import require


@transaction.atomic
def decide(
    *,
    proposal_id: int,
    is_held: bool = False,
    participant_ids: Collection[int] = (),
    presenter_id: int | None = None,
    dissent: str = "",
    board: Board | None = None,
    by: Any,
    at: datetime,
) -> Decision:
    """A decision maker decides as proposed (förvaltningslagen 28–32 §§): another person than the one who proposed.

    What the decision says is kept as it is now; the money is taken from the call's budget, or nothing happens at all.
    A proposal that replaces a decision makes another (36–38 §§): the one before stays as it was, not in force.
    `participant_ids` are others who took part in the final handling, free of conflict like the decision maker, and
    `dissent` what any of them, or who presented the case, would have decided otherwise: noted before the decision is
    sent (30–31 §§). Who presents may always have it noted, also where one person decides alone.
    `presenter_id` is who presented the case, if it was another than the one who proposed.
    `board` is how the call stood, if several are decided on the same; see `boards`.
    With `is_held` the region hears nothing before `release_decisions`; else it is released at once.
    A proposal never changes, so the id is proof of what the decision maker saw. The same decide twice is one decision.
    Raises PermissionDenied, and ValidationError with everything that the check before deciding still lacks.
    """
    case, proposal = locked_with_case(proposal_id)
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
    expect_waiting(proposal)
    if lacking := readiness.unmet(queries.facts_of(proposal, by, queries.rows_of(proposal), at)):
        raise ValidationError([ValidationError(text, code="not_ready") for text in lacking])
    presenter = _presenter(case, proposal, presenter_id, by)
    participants = _participants(case, presenter, participant_ids, by)
    granted = {row.year: row.amount for row in proposal.amounts.all()}
    take_money_and_place(case, proposal, granted)
    names = "\n".join(str(person) for person in participants)
    decision = _write_decision(case, proposal, by, at, presenter=presenter, participants=names, dissent=dissent.strip())
    GrantedAmount.objects.bulk_create(
        [GrantedAmount(decision=decision, year=year, amount=amount) for year, amount in granted.items()]
    )
    keep_board(decision, board)
    proposal.state = Proposal.State.DECIDED
    proposal.save(update_fields=["state"])
    if proposal.replaces_id is None:
        applications.cases.actions.move(case=case, to=Stage.DECIDED)
    # The register is kept in Swedish, whatever language the decision maker has.
    with translation.override("sv"):
        line = _register_line(decision) % {"outcome": decision.get_outcome_display().lower()}
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
        participants=[person.pk for person in participants],
        dissent=decision.dissent,
    )
    if proposal.replaces_id is not None:
        portal.audit.actions.record(
            case,
            "decision_replaced",
            by=by,
            at=at,
            decision=proposal.replaces,
            replaced_by=decision,
            ground=decision.ground,
        )
    events.decision_made.send(sender=Decision, decision=decision, at=at)
    if not is_held:
        release(case, decision, by=by, at=at)
    return decision


def take_money_and_place(case: Case, proposal: Proposal, granted: dict[int, int]) -> None:
    """Take what a proposal grants from the call's budget. One that replaces a decision takes its place: the difference
    is moved, and the decision is no longer in force.
    """
    if proposal.replaces is None:
        applications.calls.actions.commit_budget(call_id=case.call_id, amounts=granted)
        return
    replaced = Decision.objects.get(pk=proposal.replaces.pk)
    if not replaced.is_in_force:
        raise ValidationError(_("Beslutet som skulle ersättas gäller inte längre."), code="replaced")
    if why_not := why_not_on(proposal.ground, replaced):
        raise ValidationError(why_not, code="obstacle")
    applications.calls.actions.change_budget(call_id=case.call_id, before=replaced.granted_by_year, after=granted)
    Decision.objects.filter(pk=replaced.pk).update(is_in_force=False)


def _register_line(decision: Decision) -> str:
    if not decision.ground:
        return _("Beslut: %(outcome)s")
    return _("Rättat beslut: %(outcome)s") if decision.is_a_correction else _("Nytt beslut: %(outcome)s")


def _presenter(case: Case, proposal: Proposal, presenter_id: int | None, by: Any) -> Any:
    """Who presented the case. Raises ValidationError for one who may not take part in it, or who decides."""
    if presenter_id is None or presenter_id == proposal.proposed_by_id:
        return proposal.proposed_by
    presenter = queries.may_take_part(case, by, proposal.proposed_by_id).filter(pk=presenter_id).first()
    if presenter is None:
        text = _("Föredraganden ska vara en annan än den som beslutar, och ha förklarat att det inte finns något jäv.")
        raise ValidationError(text, code="presenter")
    return presenter


def _participants(case: Case, presenter: Any, ids: Collection[int], by: Any) -> list[Any]:
    """Those who took part, by name. Raises ValidationError for one who may not take part in this case."""
    found = list(queries.may_take_part(case, by, presenter.pk).filter(pk__in=ids)) if ids else []
    if len(found) != len(set(ids)):
        text = _("Bara den som har förklarat att det inte finns något jäv i ärendet kan delta. Ladda om sidan.")
        raise ValidationError({"participants": text}, code="participant")
    return found


def _write_decision(
    case: Case, proposal: Proposal, by: Any, at: datetime, *, presenter: Any, participants: str, dissent: str
) -> Decision:
    """The decision's row, with the texts as the call and the proposal have them at this moment."""
    kept = applications.calls.actions.keep_letter_texts(call=case.call, by=None, at=at, outcome=proposal.outcome)
    text = kept.get(proposal.outcome)
    return Decision.objects.create(
        case=case,
        proposal=proposal,
        submission=proposal.submission,
        outcome=proposal.outcome,
        reasons=proposal.reasons,
        conditions=proposal.conditions,
        legal_basis=text.legal_basis if text else "",
        appeal=text.appeal if text else "",
        more=text.more if text else "",
        closing=text.closing if text else "",
        letter_text_version=text,
        presented_by=presenter,
        decided_by=by,
        presented_by_name=str(presenter),
        decided_by_name=str(by),
        participants=participants,
        dissent=dissent,
        decided_at=at,
        replaces=proposal.replaces,
        ground=proposal.ground,
    )
