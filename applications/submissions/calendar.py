"""The days on which supplements are due, for the calendars of those who write them and of the case's officer."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.submissions.models import SupplementRequest
from portal.calendar.dates import CalendarDate


def supplements_due(person: Any, at: datetime) -> Iterator[CalendarDate]:
    """What waits for an answer in the cases of a person's regions, and in those that they are the officer of."""
    mine = Q(case__in=Case.objects.visible_to_region(person)) | Q(case__officer=person)
    waiting = SupplementRequest.objects.visible_to(person).waiting().filter(mine).select_related("case")
    waiting = waiting.annotate(times_moved=Count("more_time", filter=Q(more_time__given_on__isnull=False)))
    for request in waiting:
        page = "submissions:supplements" if request.case.officer_id == person.pk else "submissions:supplement"
        yield CalendarDate(
            key=f"supplement-{request.pk}",
            title=_("Sista dag för komplettering: %(title)s") % {"title": request.case.title},
            when=request.due_on,
            page=reverse(page, args=[request.case_id]),
            sequence=request.times_moved,
        )
