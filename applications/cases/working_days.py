"""Working days in Sweden, on which something may fall due. Pure: they ask neither database nor clock."""

from datetime import date, timedelta
from functools import cache

import holidays

# What a region gets to answer in unless the officer says otherwise, and never more than.
USUAL_DAYS = 14
MOST_DAYS = 366


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


def usual_due_day(today: date) -> date:
    """The last day to suggest for what is asked for today."""
    return working_day_from(today + timedelta(days=USUAL_DAYS))
