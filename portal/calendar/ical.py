"""Dates as an iCalendar file (RFC 5545). Moments are in UTC, whole days are dates; lines are folded by the library."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils.translation import get_language
from icalendar import Calendar, Event, vDuration, vUri

from portal.calendar.dates import CalendarDate

# How often programs that follow an address should ask again.
ASK_AGAIN_AFTER = timedelta(hours=6)


def write(dates: Iterable[CalendarDate], *, name: str, at: datetime) -> bytes:
    """An iCalendar file that is called `name`, its events in the order of their dates, written at a moment."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.AGENCY_NAME}//Regionala valideringsmedel//{(get_language() or 'sv').upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    # What most programs read, older than the two of RFC 7986.
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(ASK_AGAIN_AFTER), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN_AFTER))
    for one in sorted(dates, key=_order):
        calendar.add_component(_event(one, at))
    return calendar.to_ical()


def _order(one: CalendarDate) -> tuple[str, str]:
    when = one.when.astimezone(UTC) if isinstance(one.when, datetime) else one.when
    return when.isoformat(), one.key


def _event(one: CalendarDate, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{one.key}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("sequence", one.sequence)
    event.add("summary", one.title)
    event.add("dtstart", _value(one.when))
    if until := one.until or _day_after(one.when):
        event.add("dtend", _value(until))
    event.add("url", vUri(settings.PORTAL_URL + one.page))
    # Nobody is busy because a call closes.
    event.add("transp", "TRANSPARENT")
    return event


def _value(when: datetime | date) -> datetime | date:
    return when.astimezone(UTC) if isinstance(when, datetime) else when


def _day_after(when: datetime | date) -> date | None:
    return None if isinstance(when, datetime) else when + timedelta(days=1)
