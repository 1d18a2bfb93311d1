"""Dates that people should have in their calendars, and where they come from.

This room knows nothing of calls or cases. A room above that has dates for people says so when Django starts:

    dates.add_source(calendar.dates_of_calls)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class CalendarDate:
    """Something that happens at a moment, lasts until another, or is due on a day."""

    # Unique and the same for as long as it is the same thing, wherever it is moved: `call-7-closes`.
    key: str
    title: str
    # A moment, or a whole day by the calendar in Stockholm.
    when: datetime | date
    # A path in the portal.
    page: str
    until: datetime | None = None
    # Grows whenever it is changed.
    sequence: int = 0


Source = Callable[[Any, datetime], Iterable[CalendarDate]]
_sources: list[Source] = []


def add_source(source: Source) -> Source:
    """Let `source(person, at)` give dates to people's own calendars, and give it back."""
    if source not in _sources:
        _sources.append(source)
    return source


def dates_for(person: Any, *, at: datetime) -> list[CalendarDate]:
    """All dates of a person, from every source."""
    return [found for source in _sources for found in source(person, at)]
