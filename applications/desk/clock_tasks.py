"""What waits for an officer because cases take time: regions to tell of delays, and cases that soon are delayed."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.cases.models import Case
from applications.cases.querysets import alike
from applications.cases.states import UNDECIDED
from applications.desk.waiting import Task
from applications.reviews.clocks import CaseClock, DelayTold, case_clock
from applications.reviews.models import DelayNotice
from portal.prepared import Prepared


def delay_tasks(user: Any, at: datetime) -> Iterator[Task]:
    """An officer's undecided cases that are past or near their day, each kind together. One query."""
    today = localdate(at)
    times = [(_clock(row, today), row["number"]) for row in _times(user, alike=alike(user))]
    address = f"{reverse('clocks:list')}?mina=1"
    if late := [(clock.decided_by or clock.due_on, number) for clock, number in times if clock.is_to_be_told]:
        title, url = _("Underrätta regionen: handläggningstiden har gått"), f"{address}&visa=att-underratta"
        yield Task(title, url, _cases(late), "envelope-exclamation", decide_by=min(late)[0], is_late=True)
    if near := [(clock.due_on, number) for clock, number in times if clock.is_near_due]:
        title, url = _("Handläggningstiden är snart slut"), f"{address}&visa=snart"
        yield Task(title, url, _cases(near), "hourglass-split", decide_by=min(near)[0])


@Prepared
def _times(user: Any) -> QuerySet[Any]:
    """When an officer's undecided cases came in, what their calls promise and what their regions were told last.

    Together with how many of them have that in common: most of a call's applications come on its last days.
    """
    mine = Case.objects.named_to_staff(user).filter(officer=user, stage__in=UNDECIDED, withdrawn_at__isnull=True)
    newest = DelayNotice.objects.filter(case=OuterRef("pk")).order_by("-pk")
    times = mine.order_by().values(
        arrived_on=TruncDate("arrived_at"),
        months=F("call__decision_months"),
        expected_on=Subquery(newest.values("expected_on")[:1]),
    )
    return times.annotate(number=Count("pk"))


def _clock(times: dict[str, Any], today: date) -> CaseClock:
    arrived_on, expected_on = times["arrived_on"], times["expected_on"]
    told = [DelayTold(arrived_on, expected_on)] if expected_on else []
    return case_clock(arrived_on=arrived_on, today=today, service_months=times["months"], told=told)


def _cases(found: list[tuple[date, int]]) -> str:
    number = sum(number for _day, number in found)
    return ngettext("%(number)d ärende", "%(number)d ärenden", number) % {"number": number}
