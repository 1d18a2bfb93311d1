"""Proposals, decisions and letters, made as rows: for tests of letters that need not walk the whole way."""

from datetime import UTC, datetime
from typing import Any

from applications.calls.models import Outcome
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.decisions.models import Decision, GrantedAmount, Proposal, ProposedAmount, Release
from applications.letters.models import Letter, Mailing
from portal.accounts.models import User
from tests.factories.accounts import staff
from tests.factories.cases import submitted_case
from tests.factories.correspondence import heard
from tests.factories.submissions import AMOUNTS, submission

PROPOSED = datetime(2022, 11, 21, 9, 0, tzinfo=UTC)
DECIDED = datetime(2022, 11, 24, 23, 30, tzinfo=UTC)  # half past midnight on the 25th in Stockholm
CODE = "K7QF-2M9X-TD4R"
MADE = datetime(2022, 11, 25, 8, 0, tzinfo=UTC)
GRANTED = {2022: 450_000, 2023: 1_850_000, 2024: 1_600_000}
TEXTS: dict[str, str] = {
    "reasons": "Projektet bygger upp en gemensam ingång till validering.\n\nBudgeten för externa tjänster sänks.",
    "conditions": "Pengarna får bara användas till projektet.\nNi ska lämna lägesrapport var sjätte månad.\n",
}
CALL_TEXTS: dict[str, str] = {
    "legal_basis": "Beslutet följer förordningen.",
    "appeal": "Beslutet får inte överklagas.",
    "closing": "Hör av er om något är oklart.",
}


def granted_for(outcome: str) -> dict[int, int]:
    return {Outcome.GRANT.value: AMOUNTS, Outcome.GRANT_IN_PART.value: GRANTED}.get(outcome, {})


def proposal(outcome: str = Outcome.GRANT_IN_PART, case: Case | None = None, **fields: Any) -> Proposal:
    """A proposal that waits for its decision, with a handed-in version of its own."""
    case = case or submitted_case(stage=Stage.PROPOSED)
    heard(case, fields.get("by") or staff("case_officer"))
    amounts = fields.pop("amounts", granted_for(outcome))
    version = fields.pop("submission", None) or submission(case)
    made = Proposal.objects.create(
        **{
            "case": case,
            "submission": version,
            "outcome": outcome,
            "proposed_by": fields.pop("by", None) or staff("case_officer", name="Sara Nyberg"),
            "proposed_at": PROPOSED,
            "came_from": Stage.ASSESSING,
            "reasons": TEXTS["reasons"],
            "conditions": TEXTS["conditions"] if Outcome(outcome).grants else "",
            **fields,
        }
    )
    ProposedAmount.objects.bulk_create([ProposedAmount(proposal=made, year=y, amount=a) for y, a in amounts.items()])
    return made


def decision(outcome: str = Outcome.GRANT_IN_PART, proposed: Proposal | None = None, **fields: Any) -> Decision:
    """A decision that was made on a proposal, without its letter; released unless `is_held`."""
    is_held = fields.pop("is_held", False)
    if "replaces" in fields:
        fields.setdefault("ground", "wrong")
    proposed = proposed or proposal(outcome, case=fields.pop("case", None))
    amounts = fields.pop("amounts", granted_for(outcome))
    decided_by = fields.pop("by", None) or staff("decision_maker", name="Eva Strand")
    Case.objects.filter(pk=proposed.case_id).update(stage=Stage.DECIDED)
    Proposal.objects.filter(pk=proposed.pk).update(state=Proposal.State.DECIDED)
    made = Decision.objects.create(
        **{
            "case": proposed.case,
            "proposal": proposed,
            "submission": proposed.submission,
            "outcome": outcome,
            "reasons": proposed.reasons,
            "conditions": proposed.conditions,
            "presented_by": proposed.proposed_by,
            "presented_by_name": proposed.proposed_by.name,
            "decided_by": decided_by,
            "decided_by_name": decided_by.name,
            "decided_at": DECIDED,
            **CALL_TEXTS,
            **fields,
        }
    )
    GrantedAmount.objects.bulk_create([GrantedAmount(decision=made, year=y, amount=a) for y, a in amounts.items()])
    if not is_held:
        Release.objects.create(decision=made, released_at=made.decided_at, released_by=decided_by)
    return made


def unmade_letter(outcome: str = Outcome.GRANT_IN_PART, **fields: Any) -> Letter:
    """A letter as it is before it is ordered: what it says can be composed, and rendered."""
    return Letter(decision=decision(outcome, **fields), code=CODE, created_at=DECIDED)


def ordered_letter(outcome: str = Outcome.GRANT_IN_PART, **fields: Any) -> Letter:
    """A letter that no worker has made yet."""
    return Letter.objects.create(decision=decision(outcome, **fields), created_at=DECIDED)


def made_letter(outcome: str = Outcome.GRANT_IN_PART, **fields: Any) -> Letter:
    """A letter that was made, kept and told of, as a worker does it."""
    import applications.letters.actions

    return applications.letters.actions.make_letter(letter_id=ordered_letter(outcome, **fields).pk, at=MADE)


def replacing_letter(first: Letter, *, ground: str = "wrong", **fields: Any) -> Letter:
    """The letter of a decision that replaces that of `first`."""
    old = first.decision
    Decision.objects.filter(pk=old.pk).update(is_in_force=False)
    again = proposal(case=old.case, submission=old.submission, by=old.presented_by, replaces=old, ground=ground)
    return made_letter(proposed=again, by=old.decided_by, replaces=old, ground=ground, **fields)


def mailing(found: list[Letter], by: User, **fields: Any) -> Mailing:
    """A mailing of some letters that goes on; its jobs are not queued."""
    made = Mailing.objects.create(**{"title": "Mötet den 24 november", "started_at": MADE, "started_by": by, **fields})
    made.letters.set(found)
    return made
