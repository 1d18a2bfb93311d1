"""Working days in Sweden, on which something may fall due. Pure: they ask neither database nor clock."""

from datetime import date, timedelta
from functools import cache
from typing import Literal

import holidays

# A region never gets longer to answer in.
MOST_DAYS = 366
# How long before its last day a request is reminded of, and for how long after it.
REMINDED_BEFORE = timedelta(days=3)
REMINDED_AFTER = timedelta(days=14)


@cache
def _days_off(year: int) -> frozenset[date]:
    """Holidays, and the eves of midsummer, Christmas and the new year, which lagen (1930:173) 2 § counts with them."""
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


def is_working_day(day: date) -> bool:
    """Whether something may fall due on that day: no Saturday, Sunday or holiday (lagen 1930:173)."""
    return day.weekday() < 5 and day not in _days_off(day.year)  # noqa: PLR2004 - Saturday is 5


def working_day_from(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def usual_due_day(today: date, *, days: int) -> date:
    """The last day to suggest for what is asked for today, where the call gives so many days to answer."""
    return working_day_from(today + timedelta(days=days))


Reminder = Literal["soon", "late", ""]


def reminder_due(*, asked_on: date, due_on: date, today: date) -> Reminder:
    """Which reminder a request without an answer calls for today: before its last day, after it, or none.

    What was asked for so shortly before its last day that the request is its own reminder is not reminded of before.
    """
    if due_on < today <= due_on + REMINDED_AFTER:
        return "late"
    is_fresh = asked_on >= due_on - REMINDED_BEFORE
    return "soon" if due_on - REMINDED_BEFORE <= today <= due_on and not is_fresh else ""
