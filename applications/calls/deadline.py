"""The deadline: the one rule of what comes in time, and a closing as people say it, by the calendar in Stockholm.

`closes_at` is the first instant that is too late. What people are told is the last minute in which it can be done:
a call that closes at 00.00 on 10 September "stänger 9 september kl. 23.59".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

# A call that closes within this time shows a clock.
LAST_DAYS = timedelta(hours=48)
# From here on pages say what counts.
LAST_MINUTES = timedelta(minutes=15)


class Phase(models.TextChoices):
    """Where a call is. A published call's phase follows from the clock alone."""

    DRAFT = "draft", gettext_lazy("Inte publicerad")
    UPCOMING = "upcoming", gettext_lazy("Öppnar snart")
    OPEN = "open", gettext_lazy("Öppen")
    CLOSED = "closed", gettext_lazy("Stängd")


@dataclass(frozen=True)
class ApplicationTime:
    """From when to when one can apply (ansökningstid): a call's for everyone, or one region's own."""

    opens_at: datetime
    closes_at: datetime
    is_published: bool = True

    def phase_at(self, moment: datetime) -> Phase:
        """Whether it is a draft's, to come, open or closed at `moment`."""
        if not self.is_published:
            return Phase.DRAFT
        if moment < self.opens_at:
            return Phase.UPCOMING
        return Phase.OPEN if moment < self.closes_at else Phase.CLOSED

    def is_open_at(self, moment: datetime) -> bool:
        return self.phase_at(moment) == Phase.OPEN

    def is_closed_at(self, moment: datetime) -> bool:
        return self.phase_at(moment) == Phase.CLOSED

    def closes_soon_at(self, moment: datetime) -> bool:
        """Whether it is open, and so near its closing that pages show a clock."""
        return self.is_open_at(moment) and self.closes_at - moment <= LAST_DAYS

    @property
    def last_minute(self) -> datetime:
        """The last minute before closing, Stockholm's time: what people are told, "9 september kl. 23.59"."""
        return last_minute(self.closes_at)


def closing_for(closes_at: datetime, region_closings: Mapping[str, str], region_code: str) -> datetime:
    """The first instant that is too late for a region: the call's own, or the later one that the region was given."""
    given = region_closings.get(region_code)
    return max(closes_at, datetime.fromisoformat(given)) if given else closes_at


def is_in_time(
    *,
    opens_at: datetime,
    closes_at: datetime,
    region_closings: Mapping[str, str],
    grace_minutes: int,
    region_code: str,
    arrived_at: datetime,
) -> bool:
    """Whether what reached the authority at `arrived_at` came in time (förvaltningslagen 22 §).

    It arrived when the call had opened, and before its closing for this region and the call's minutes of grace.
    """
    closing = closing_for(closes_at, region_closings, region_code)
    return opens_at <= arrived_at < closing + timedelta(minutes=grace_minutes)


def last_minute(closes_at: datetime) -> datetime:
    """The last minute before closing, in Stockholm's time."""
    return localtime(closes_at - timedelta(minutes=1))


def last_day(closes_at: datetime) -> date:
    """The last calendar day in Stockholm on which something can be handed in."""
    return localtime(closes_at - timedelta(microseconds=1)).date()


def days_left(closes_at: datetime, moment: datetime) -> int:
    """Calendar days in Stockholm from the day of `moment` to the last day: 0 on the last day itself, below 0 after."""
    return (last_day(closes_at) - localtime(moment).date()).days


def days_left_in_words(closes_at: datetime, moment: datetime) -> str:
    """What is left as people say it: "12 dagar kvar", "Stänger i dag kl. 23.59", "Stängd"."""
    if moment >= closes_at:
        return _("Stängd")
    days = days_left(closes_at, moment)
    time = last_minute(closes_at)
    if days == 0:
        return _("Stänger i dag kl. %(time)s") % {"time": f"{time:%H.%M}"}
    if days == 1:
        return _("Stänger i morgon kl. %(time)s") % {"time": f"{time:%H.%M}"}
    return ngettext("%(days)s dag kvar", "%(days)s dagar kvar", days) % {"days": days}


def length_in_words(length: timedelta) -> list[str]:
    """A length of time in its two largest units, rounded down: ["1 timme", "18 minuter"], ["3 minuter"]."""
    seconds = int(length.total_seconds())
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    words = [
        (days, ngettext("%(number)s dygn", "%(number)s dygn", days)),
        (hours, ngettext("%(number)s timme", "%(number)s timmar", hours)),
        (minutes, ngettext("%(number)s minut", "%(number)s minuter", minutes)),
        (seconds, ngettext("%(number)s sekund", "%(number)s sekunder", seconds)),
    ]
    largest = next((place for place, (number, _word) in enumerate(words) if number), len(words) - 1)
    return [word % {"number": number} for number, word in words[largest : largest + 2] if number or not length]


def time_left_in_words(closes_at: datetime, moment: datetime) -> str:
    """What is left as a clock says it, never more than there is: "1 timme 18 minuter", "9 minuter 12 sekunder"."""
    left = max(closes_at - moment, timedelta())
    if left >= timedelta(minutes=10):  # So far from closing nobody counts seconds.
        left -= timedelta(seconds=left.total_seconds() % 60)
    return " ".join(length_in_words(left)) or _("mindre än en sekund")


def margin_in_words(closes_at: datetime, arrived_at: datetime, grace_minutes: int | None = None) -> str:
    """How long before its closing something came in; or after, and whether it counts.

    The portal itself takes nothing that does not count: without `grace_minutes`, what came after came within them.
    """
    margin = abs(closes_at - arrived_at)
    length = _(" och ").join(length_in_words(margin)) if margin >= timedelta(seconds=1) else _("mindre än en sekund")
    if arrived_at < closes_at:
        return _("Kom in %(length)s före stängning") % {"length": length}
    if grace_minutes is not None and arrived_at >= closes_at + timedelta(minutes=grace_minutes):
        return _("Kom in %(length)s efter stängning, för sent") % {"length": length}
    return _("Kom in %(length)s efter stängning, och räknas som inlämnad i tid") % {"length": length}


def part_gone(opens_at: datetime, closes_at: datetime, moment: datetime) -> int:
    """How many per cent of the open time have gone at `moment`, 0–100."""
    gone = (moment - opens_at) / (closes_at - opens_at)
    return round(100 * min(max(gone, 0), 1))
