"""Cases at any stage, made as rows: for tests of one room that need not walk the whole way."""

from datetime import UTC, datetime
from typing import Any

from applications.cases.actions import keep_text
from applications.cases.models import Case, ConflictDeclaration
from applications.cases.states import Stage
from portal.accounts.models import User
from tests.factories.calls import call as make_call
from tests.factories.regions import member, region

STARTED = datetime(2022, 5, 30, 8, 0, tzinfo=UTC)
ARRIVED = datetime(2022, 6, 1, 10, 0, tzinfo=UTC)


def draft_case(**fields: Any) -> Case:
    """A case that its region has begun, without a draft's content."""
    code = fields.pop("code", "20")
    call = fields.pop("call", None) or make_call()
    return Case.objects.create(
        **{
            "call": call,
            "region": region(code),
            "title": "Validering i hela Dalarna",
            "created_at": STARTED,
            "created_by": fields.pop("by", None) or member("editor", code=code),
            **fields,
        }
    )


def submitted_case(stage: Stage = Stage.SUBMITTED, officer: User | None = None, **fields: Any) -> Case:
    """A case that was handed in, at `stage`; its officer, if any, has declared no conflict of interest."""
    number = Case.objects.submitted().count() + 1
    case = draft_case(
        **{
            "stage": stage,
            "registry_number": f"2022-{number:06d}",
            "arrived_at": ARRIVED,
            "amount_applied": 4_350_000,
            "officer": officer,
            **fields,
        }
    )
    keep_text(case=case, answers="")
    if officer:
        no_conflict(case, officer)
    return case


def no_conflict(case: Case, *people: User) -> None:
    """Each of `people` has declared that they have no conflict of interest in `case`, so that it opens to them."""
    for person in people:
        ConflictDeclaration.objects.create(
            case=case,
            person=person,
            has_conflict=False,
            declared_at=ARRIVED,
            parties=case.parties,
            parties_since=case.parties_since,
        )


def conflict(case: Case, person: User) -> ConflictDeclaration:
    return ConflictDeclaration.objects.create(
        case=case, person=person, has_conflict=True, statement="Min syster leder projektet.", declared_at=ARRIVED
    )
