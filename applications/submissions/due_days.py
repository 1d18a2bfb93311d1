"""Days on which something falls due, in Sweden. Pure: they ask neither database nor clock."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

from applications.cases.working_days import MOST_DAYS, USUAL_DAYS, is_working_day, usual_due_day, working_day_from

__all__ = [
    "MOST_DAYS",
    "USUAL_DAYS",
    "is_working_day",
    "months_after",
    "reminder_due",
    "usual_due_day",
    "working_day_from",
]

# How long before its last day a request is reminded of, and for how long after it.
REMINDED_BEFORE = timedelta(days=3)
REMINDED_AFTER = timedelta(days=14)


def months_after(day: date, months: int) -> date:
    """The same date so many months later, or the month's last; then the first working day (lagen 1930:173)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return working_day_from(date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])))


Reminder = Literal["soon", "late", ""]


def reminder_due(*, asked_on: date, due_on: date, today: date) -> Reminder:
    """Which reminder a request without an answer calls for today: before its last day, after it, or none.

    What was asked for so shortly before its last day that the request is its own reminder is not reminded of before.
    """
    if due_on < today <= due_on + REMINDED_AFTER:
        return "late"
    is_fresh = asked_on >= due_on - REMINDED_BEFORE
    return "soon" if due_on - REMINDED_BEFORE <= today <= due_on and not is_fresh else ""
