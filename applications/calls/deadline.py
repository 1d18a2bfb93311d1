"""A call's closing as people say it: by the calendar in Stockholm, never by counting hours.

`closes_at` is the first instant that is too late. What people are told is the last minute in which it can be done:
a call that closes at 00.00 on 10 September "stänger 9 september kl. 23.59".
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


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


def part_gone(opens_at: datetime, closes_at: datetime, moment: datetime) -> int:
    """How many per cent of the open time have gone at `moment`, 0–100."""
    gone = (moment - opens_at) / (closes_at - opens_at)
    return round(100 * min(max(gone, 0), 1))
