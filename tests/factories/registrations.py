"""An application on paper, as the registrar registers it."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

import applications.submissions.actions
from applications.cases.models import Case
from applications.submissions.actions import PaperApplication
from applications.submissions.models import Registration
from tests.factories.accounts import staff
from tests.factories.calls import call as make_call
from tests.factories.files import upload

# The call of the factories closes at 22.00 UTC the day before: this is 9 hours and 12 minutes too late.
LATE = datetime(2022, 9, 10, 7, 12, tzinfo=UTC)
IN_TIME = datetime(2022, 9, 9, 13, 30, tzinfo=UTC)
REGISTERED = datetime(2022, 9, 12, 8, 0, tzinfo=UTC)

PAPER: dict[str, Any] = {
    "title": "Validering i hela länet",
    "sender": "Siv Berg",
    "contact": "siv.berg@example.test",
    "start_on": date(2022, 10, 1),
    "end_on": date(2024, 12, 31),
    "amounts": {2022: 200_000, 2023: 900_000, 2024: 800_000},
    "partners": [("Region Gävleborg", "232100-0198")],
}


def paper(**fields: Any) -> PaperApplication:
    return PaperApplication(**{**PAPER, **fields})


def register(**fields: Any) -> Registration:
    """Register a paper application that came in late; `paper={…}` says something else in it."""
    papers = fields.pop("papers", None)
    values = {
        "form_key": uuid.uuid4(),
        "call_id": fields.pop("call", None) or make_call().pk,
        "region_code": "20",
        "application": paper(**fields.pop("paper", {})),
        "papers": [upload(name="ansokan.pdf")] if papers is None else papers,
        "came_by": "post",
        "arrived_at": LATE,
        "by": fields.pop("by", None) or staff("registrar", name="Rut Registrator"),
        "at": REGISTERED,
        **fields,
    }
    return applications.submissions.actions.register_application(**values)


def registered_case(**fields: Any) -> Case:
    return register(**fields).submission.case
