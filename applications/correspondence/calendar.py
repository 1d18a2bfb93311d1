"""The days by which regions may answer in hearings, for their calendars and those of the cases' officers."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.correspondence.models import Hearing
from portal.calendar.dates import CalendarDate


def hearings_due(person: Any, at: datetime) -> Iterator[CalendarDate]:
    """What waits for an answer in the cases of a person's regions, and in those that they are the officer of."""
    mine = Q(case__in=Case.objects.visible_to_region(person)) | Q(case__officer=person)
    for hearing in Hearing.objects.visible_to(person).waiting().filter(mine).select_related("case"):
        yield CalendarDate(
            key=f"hearing-{hearing.pk}",
            title=_("Sista dag för yttrande: %(title)s") % {"title": hearing.case.title},
            when=hearing.due_on,
            page=reverse("correspondence:hearing", args=[hearing.case_id]),
            sequence=hearing.times_moved,
        )
