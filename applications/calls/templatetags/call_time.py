"""A call's place in time. Each filter takes the call and the moment: {{ call|time_left:now }}."""

from datetime import datetime, time

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime

from applications.calls import deadline
from applications.calls.models import Call

register = template.Library()


@register.filter
def phase(call: Call, moment: datetime) -> str:
    """draft, upcoming, open or closed."""
    return call.phase_at(moment).value


@register.filter
def days_left(call: Call, moment: datetime) -> int:
    return call.days_left_at(moment)


@register.filter
def time_left(call: Call, moment: datetime) -> str:
    """12 dagar kvar; Stänger i dag kl. 23.59"""
    return deadline.days_left_in_words(call.closes_at, moment)


@register.filter
def part_gone(call: Call, moment: datetime) -> int:
    """How many per cent of the time to apply have gone."""
    return deadline.part_gone(call.opens_at, call.closes_at, moment)


@register.filter
def opening(call: Call) -> str:
    """23 maj 2022; with the time of day when it is not midnight: 23 maj 2022 kl. 09.00."""
    opens_at = localtime(call.opens_at)
    return date_format(opens_at, "DATETIME_FORMAT" if opens_at.time() != time.min else "DATE_FORMAT")
