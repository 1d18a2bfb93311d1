"""Cases that have taken time, and what is said of it."""

from datetime import UTC, date, datetime
from typing import Any

import applications.reviews.actions
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.reviews.models import DecisionRequest, DelayNotice, RequestRefusal
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict, submitted_case
from tests.factories.regions import member
from tests.factories.submissions import submission

# A case that came in on 1 June has its six months on 1 December.
MUCH_LATER = datetime(2022, 12, 5, 10, 0, tzinfo=UTC)
EXPECTED = date(2023, 2, 1)
WHY = "Vi väntar på ett yttrande från Myndigheten för yrkeshögskolan."


def old_case(stage: Stage = Stage.CHECKING, **fields: Any) -> Case:
    """A case that came in on 1 June 2022, written by `case.created_by`; its officer has no conflict of interest."""
    officer = fields.pop("officer", None) or staff("case_officer", name="Karin Ek")
    by = fields.pop("by", None) or member("editor", name="Anders Lind", code=fields.get("code", "20"))
    case = submitted_case(stage, officer, by=by, **fields)
    submission(case)
    return case


def delay_notice(case: Case, at: datetime = MUCH_LATER, **fields: Any) -> DelayNotice:
    values = {"reason": WHY, "expected_on": EXPECTED, "by": case.officer} | fields
    return applications.reviews.actions.send_delay_notice(case_id=case.pk, at=at, **values)


def decision_request(case: Case, at: datetime = MUCH_LATER, **fields: Any) -> DecisionRequest:
    values = {"text": "Beslutet brådskar.", "by": case.created_by, "arrived_at": at} | fields
    return applications.reviews.actions.request_decision(case_id=case.pk, at=at, **values)


def refusal(case: Case, at: datetime = MUCH_LATER, **fields: Any) -> RequestRefusal:
    values = {"reasons": "Ett yttrande återstår.", "appeal": "Beslutet överklagas till förvaltningsrätten."} | fields
    if "by" not in values:
        values["by"] = staff("decision_maker", name="Eva Strand")
        no_conflict(case, values["by"])
    return applications.reviews.actions.refuse_request(case_id=case.pk, at=at, **values)
