"""Calls that remind, in a year when no call that the migrations load is open."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from applications.calls.models import Call
from applications.reminders.models import Kind, Reminder, Way
from portal.accounts.models import User
from tests.factories.calls import call
from tests.factories.outbox import mail

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def stockholm(*when: int) -> datetime:
    """A moment by the clock in Stockholm."""
    return datetime(*when, tzinfo=STOCKHOLM).astimezone(UTC)  # type: ignore[arg-type]


OPENS, CLOSES = stockholm(2023, 5, 23), stockholm(2023, 9, 10)
# Three days before the last day, 9 September.
THREE_DAYS = stockholm(2023, 9, 6, 9)


def reminding_call(**fields: Any) -> Call:
    """A call open from 23 May to 9 September 2023, with reminders 30, 14, 7, 3, 1 and 0 days before, at 09.00."""
    return call(
        **{
            "title": "Strukturer för validering",
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "published_at": stockholm(2023, 5, 1),
            "project_earliest_start_on": date(2022, 5, 23),
            **fields,
        }
    )


def reminder(of: Call, person: User, **fields: Any) -> Reminder:
    """A reminder that was sent at its planned moment, by a mail that has `state` unless it went another `way`."""
    planned_at = fields.pop("planned_at", THREE_DAYS)
    state = fields.pop("state", "done")
    way = fields.pop("way", Way.MAIL)
    return Reminder.objects.create(
        call=of,
        person=person,
        kind=Kind.BEFORE_CLOSING,
        planned_at=planned_at,
        queued_at=planned_at,
        region_names="Region Dalarna",
        way=way,
        mail=mail(person=person, to=person.email, state=state, **fields) if way == Way.MAIL else None,
    )
