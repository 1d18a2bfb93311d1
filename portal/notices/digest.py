"""When the day's digests are sent. Pure: asks neither database nor clock."""

from datetime import datetime, time, timedelta

from django.utils.timezone import localtime

# Before work begins, at the authority's own time.
SENT = time(7, 0)


def latest_moment(at: datetime) -> datetime:
    """The latest moment at or before `at` when digests are sent."""
    today = _moment_on(localtime(at))
    return today if today <= at else _moment_on(localtime(at) - timedelta(days=1))


def next_moment(at: datetime) -> datetime:
    """The first moment after `at` when digests are sent."""
    today = _moment_on(localtime(at))
    return today if today > at else _moment_on(localtime(at) + timedelta(days=1))


def _moment_on(day: datetime) -> datetime:
    # Wall-clock time: both arithmetic and `replace` on an aware local time keep it, also when summer time begins.
    return day.replace(hour=SENT.hour, minute=SENT.minute, second=0, microsecond=0)
