"""The dates of calls: for everyone who opens a call's page, and for people's own calendars."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.calls.models import Call
from portal.accounts.rules import is_staff_member
from portal.calendar.dates import CalendarDate
from regions.models import Region
from regions.rules import memberships_of

# How long a call that has closed stays in people's own calendars.
KEPT = timedelta(days=365)


def dates_of_call(call: Call) -> list[CalendarDate]:
    """When a published call opens, and closes for everyone."""
    return [_opening(call), _closing(call, call.closes_at)]


def dates_of_calls(person: Any, at: datetime) -> Iterator[CalendarDate]:
    """The calls that a person's regions may apply in, each with the region's own closing; for staff every closing."""
    calls = Call.objects.published().listed().filter(closes_at__gt=at - KEPT)
    if is_staff_member(person):
        yield from _for_staff(list(calls))
        return
    regions = {membership.region_id: membership.region for membership in memberships_of(person)}
    opened = set()
    for call in calls.filter(eligible_regions__in=regions).annotate(for_region=F("eligible_regions")):
        if call.pk not in opened:
            opened.add(call.pk)
            yield _opening(call)
        of_several = regions[call.for_region].name if len(regions) > 1 else ""
        yield _closing(call, call.closing_for(call.for_region), code=call.for_region, region=of_several)


def _for_staff(calls: list[Call]) -> Iterator[CalendarDate]:
    """Every call's dates, and the closing of each region that was given longer, which is named. One query more."""
    given = {code for call in calls for code in call.region_closings}
    names = dict(Region.objects.filter(pk__in=given).values_list("pk", "name")) if given else {}
    for call in calls:
        yield from dates_of_call(call)
        for code in sorted(call.region_closings):
            if (closes_at := call.closing_for(code)) > call.closes_at:
                yield _closing(call, closes_at, code=code, region=names[code])


def _opening(call: Call) -> CalendarDate:
    title = _("Öppnar: %(call)s") % {"call": call.shown_title}
    return _date(call, f"call-{call.pk}-opens", title, when=call.opens_at)


def _closing(call: Call, closes_at: datetime, *, code: str = "", region: str = "") -> CalendarDate:
    """The last minute before closing: what people are told. `region` is named when the reader acts for several."""
    title = _("Stänger: %(call)s") % {"call": call.shown_title}
    if region:
        title = _("Stänger för %(region)s: %(call)s") % {"region": region, "call": call.shown_title}
    key = f"call-{call.pk}-closes" + (f"-{code}" if code else "")
    return _date(call, key, title, when=closes_at - timedelta(minutes=1), until=closes_at)


def _date(call: Call, key: str, title: str, *, when: datetime, until: datetime | None = None) -> CalendarDate:
    return CalendarDate(
        key=key,
        title=title,
        when=when,
        until=until,
        page=reverse("calls:call", args=[call.slug]),
        sequence=call.audit_sequence,
    )
