"""Days on which something falls due, in Sweden. Pure: they ask neither database nor clock."""

from calendar import monthrange
from datetime import date

from applications.cases.working_days import (
    MOST_DAYS,
    REMINDED_AFTER,
    REMINDED_BEFORE,
    is_working_day,
    reminder_due,
    usual_due_day,
    working_day_from,
)

__all__ = [
    "MOST_DAYS",
    "REMINDED_AFTER",
    "REMINDED_BEFORE",
    "is_working_day",
    "months_after",
    "reminder_due",
    "usual_due_day",
    "working_day_from",
]


def months_after(day: date, months: int) -> date:
    """The same date so many months later, or the month's last; then the first working day (lagen 1930:173)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return working_day_from(date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])))
