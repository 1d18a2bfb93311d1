"""A call's place in time. Filters take the time to apply and the moment: {{ time|time_left:now }}."""

from datetime import datetime
from datetime import time as time_of_day

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime

from applications.calls import deadline
from applications.calls.deadline import ApplicationTime
from applications.calls.models import Call
from regions.models import Region

register = template.Library()


@register.filter
def time_for(call: Call, region: Region | None) -> ApplicationTime:
    """When a region can apply; None: what is told to everyone."""
    return call.application_time_for(region.pk) if region else call.application_time


@register.filter
def phase(time: ApplicationTime, moment: datetime) -> str:
    """draft, upcoming, open or closed."""
    return time.phase_at(moment).value


@register.filter
def days_left(time: ApplicationTime, moment: datetime) -> int:
    return deadline.days_left(time.closes_at, moment)


@register.filter
def time_left(time: ApplicationTime, moment: datetime) -> str:
    """12 dagar kvar; Stänger i dag kl. 23.59"""
    return deadline.days_left_in_words(time.closes_at, moment)


@register.filter
def has_clock(time: ApplicationTime, moment: datetime) -> bool:
    """Whether it closes so soon that hours and minutes are told, too."""
    return time.closes_soon_at(moment)


@register.filter
def clock_left(time: ApplicationTime, moment: datetime) -> str:
    """1 timme 18 minuter; 9 minuter 12 sekunder"""
    return deadline.time_left_in_words(time.closes_at, moment)


@register.filter
def in_last_minutes(time: ApplicationTime, moment: datetime) -> bool:
    """Whether it closes within minutes, when people need to know what counts."""
    return time.is_open_at(moment) and time.closes_at - moment <= deadline.LAST_MINUTES


@register.filter
def milliseconds(moment: datetime) -> int:
    """Since 1970, as JavaScript counts."""
    return int(moment.timestamp() * 1000)


@register.filter
def part_gone(time: ApplicationTime, moment: datetime) -> int:
    """How many per cent of the time to apply have gone."""
    return deadline.part_gone(time.opens_at, time.closes_at, moment)


@register.filter
def last_minute(closes_at: datetime) -> datetime:
    """The last minute before a closing."""
    return deadline.last_minute(closes_at)


@register.filter
def opening(time: ApplicationTime) -> str:
    """23 maj 2022; with the time of day when it is not midnight: 23 maj 2022 kl. 09.00."""
    opens_at = localtime(time.opens_at)
    return date_format(opens_at, "DATETIME_FORMAT" if opens_at.time() != time_of_day.min else "DATE_FORMAT")
