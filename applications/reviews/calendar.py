"""The days by which requests for a decision are to be answered, for the calendars of the cases' officers."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.reviews.models import DecisionRequest
from portal.calendar.dates import CalendarDate


def requests_due(person: Any, at: datetime) -> Iterator[CalendarDate]:
    """What waits in the cases that a person is the officer of."""
    mine = Case.objects.visible_to_staff(person).filter(officer=person)
    waiting = DecisionRequest.objects.waiting().filter(case__in=mine).select_related("case")
    for asked in waiting:
        yield CalendarDate(
            key=f"decision-request-{asked.pk}",
            title=_("Sista dag att avgöra eller avslå begäran: %(title)s") % {"title": asked.case.title},
            when=asked.answer_by,
            page=reverse("clocks:case", args=[asked.case_id]),
        )
