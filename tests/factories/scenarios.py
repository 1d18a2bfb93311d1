"""Plans for a call's money, and calls in which many applications compete, made as rows."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from applications.calls.models import Call
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.decisions.models import Scenario, ScenarioAmount
from portal.accounts.models import User
from tests.factories.accounts import staff
from tests.factories.cases import submitted_case
from tests.factories.reviews import assessment
from tests.factories.submissions import submission

MADE = datetime(2022, 10, 20, 9, 0, tzinfo=UTC)


def scored_case(
    call: Call, points: int, amounts: Mapping[int, int], officer: User, code: str = "20", **fields: Any
) -> Case:
    """A case with a score of so many points of five."""
    case = submitted_case(**{"stage": Stage.ASSESSING, "officer": officer, "call": call, "code": code, **fields})
    submission(case, amounts=dict(amounts))
    assessment(case, officer, points=points)
    return case


def scenario(call: Call, plan: Mapping[Case, Mapping[int, int]] | None = None, **fields: Any) -> Scenario:
    """A plan for a call's money: {case: {year: kronor}}."""
    by = fields.pop("by", None) or staff("case_officer")
    made = Scenario.objects.create(
        **{"call": call, "name": "Bredd i landet", "made_by": by, "made_at": MADE, "changed_by": by, "changed_at": MADE}
        | fields
    )
    ScenarioAmount.objects.bulk_create(
        [
            ScenarioAmount(scenario=made, case=case, year=year, amount=amount)
            for case, years in (plan or {}).items()
            for year, amount in years.items()
        ]
    )
    return made
