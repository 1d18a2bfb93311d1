"""What waits for an officer because cases take time: regions to tell of delays, and cases that soon are delayed."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.desk.waiting import Task
from applications.reviews.clocks import CaseClock, DelayTold, case_clock
from applications.reviews.models import DelayNotice


def expected_on() -> Subquery:
    """Of cases: when their regions were last told to expect a decision."""
    newest = DelayNotice.objects.filter(case=OuterRef("pk")).order_by("-pk")
    return Subquery(newest.values("expected_on")[:1])


def delay_tasks(mine: Iterable[Any], at: datetime) -> Iterator[Task]:
    """Of an officer's undecided cases, with their calls and annotated with `expected_on`: each kind together."""
    clocks = [_clock(case, localdate(at)) for case in mine if case.withdrawn_at is None]
    address = f"{reverse('clocks:list')}?mina=1"
    if days := [clock.decided_by or clock.due_on for clock in clocks if clock.is_to_be_told]:
        title, url = _("Underrätta regionen: handläggningstiden har gått"), f"{address}&visa=att-underratta"
        yield Task(title, url, _cases(len(days)), "envelope-exclamation", decide_by=min(days), is_late=True)
    if days := [clock.due_on for clock in clocks if clock.is_near_due]:
        title, url = _("Handläggningstiden är snart slut"), f"{address}&visa=snart"
        yield Task(title, url, _cases(len(days)), "hourglass-split", decide_by=min(days))


def _clock(case: Any, today: date) -> CaseClock:
    arrived_on = localdate(case.arrived_at)
    told = [DelayTold(arrived_on, case.expected_on)] if case.expected_on else []
    return case_clock(arrived_on=arrived_on, today=today, service_months=case.call.decision_months, told=told)


def _cases(number: int) -> str:
    return ngettext("%(number)d ärende", "%(number)d ärenden", number) % {"number": number}
