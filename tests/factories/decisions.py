"""Proposals and decisions, made as rows, for tests that need not walk the whole way to them."""

from datetime import UTC, datetime
from typing import Any

from applications.calls.models import Criterion, Outcome
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.decisions.models import Decision, GrantedAmount, Proposal, ProposalReason, ProposedAmount, Release
from portal.accounts.models import User
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict, submitted_case
from tests.factories.correspondence import heard
from tests.factories.reviews import assessment
from tests.factories.submissions import submission

PROPOSED = datetime(2022, 11, 21, 9, 0, tzinfo=UTC)
DECIDED = datetime(2022, 11, 24, 9, 0, tzinfo=UTC)
IN_PART = {2022: 450_000, 2023: 1_850_000, 2024: 1_600_000}


def assessed_case(officer: User | None = None, **fields: Any) -> Case:
    """A case that its officer has assessed: a decision can be proposed. `amounts` are what was applied for."""
    officer = officer or staff("case_officer", name="Sara Nyberg")
    amounts = fields.pop("amounts", None)
    case = submitted_case(**{"stage": Stage.ASSESSING, "officer": officer, **fields})
    submission(case, **({"amounts": amounts} if amounts else {}))
    assessment(case, officer)
    return case


def proposal(case: Case | None = None, amounts: dict[int, int] | None = None, **fields: Any) -> Proposal:
    """A proposal that waits for a decision, to grant in part unless told otherwise; the region need not be heard."""
    case = case or assessed_case(stage=Stage.PROPOSED)
    if fields.pop("is_heard", True):
        heard(case, case.officer or staff("case_officer"))
    made = Proposal.objects.create(
        **{
            "case": case,
            "submission": case.submissions.first(),
            "outcome": Outcome.GRANT_IN_PART,
            "reasons": "Projektet bygger upp en gemensam ingång till validering i hela länet.",
            "conditions": "Pengarna får bara användas till projektet.",
            "proposed_by": case.officer,
            "proposed_at": PROPOSED,
            "came_from": Stage.ASSESSING,
            **fields,
        }
    )
    if Outcome(made.outcome).grants:
        rows = IN_PART if amounts is None else amounts
        ProposedAmount.objects.bulk_create(
            [ProposedAmount(proposal=made, year=year, amount=amount) for year, amount in rows.items()]
        )
    return made


def reason(of: Proposal, text: str, *, criterion: Criterion | None = None, points: int = 4) -> ProposalReason:
    """The next reason of a proposal, perhaps resting on a criterion that had so many points."""
    score = {"points": points, "highest": criterion.max_score} if criterion else {}
    position = of.reason_rows.count() + 1
    return ProposalReason.objects.create(proposal=of, position=position, text=text, criterion=criterion, **score)


def decider(case: Case, **fields: Any) -> User:
    """A decision maker who has declared no conflict of interest in the case."""
    person = staff("decision_maker", **{"name": "Eva Strand", **fields})
    no_conflict(case, person)
    return person


def decision(of: Proposal | None = None, by: User | None = None, **fields: Any) -> Decision:
    """A decision in force, as proposed, and released unless `is_held`.

    The case's stage and the call's budget are left as they are.
    """
    is_held = fields.pop("is_held", False)
    of = of or proposal(assessed_case(stage=Stage.DECIDED))
    by = by or decider(of.case)
    made = Decision.objects.create(
        **{
            "case": of.case,
            "proposal": of,
            "submission": of.submission,
            "outcome": of.outcome,
            "reasons": of.reasons,
            "conditions": of.conditions,
            "legal_basis": "Beslutet följer förordningen.",
            "appeal": "Beslutet får inte överklagas.",
            "presented_by": of.proposed_by,
            "decided_by": by,
            "presented_by_name": of.proposed_by.name,
            "decided_by_name": by.name,
            "decided_at": DECIDED,
            **fields,
        }
    )
    GrantedAmount.objects.bulk_create(
        [GrantedAmount(decision=made, year=row.year, amount=row.amount) for row in of.amounts.all()]
    )
    of.state = Proposal.State.DECIDED
    of.save(update_fields=["state"])
    if not is_held:
        Release.objects.create(decision=made, released_at=made.decided_at, released_by=by)
    return made
