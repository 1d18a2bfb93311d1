"""Reminding regions of hearings that are soon to be answered, and telling officers of those that were not."""

from datetime import datetime

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate, localtime

import portal.notices.actions
from applications.cases.models import Case
from applications.cases.queries import officer_at_work
from applications.cases.working_days import reminder_due
from applications.correspondence.models import Hearing
from applications.correspondence.notices import HEARING_REMINDER, HEARING_RUN_OUT
from regions.queries import people_of

log = structlog.get_logger(__name__)

# Nobody is reminded at night.
FIRST_HOUR = 8
TEMPLATES = {
    "soon": "correspondence/mail_hearing_is_soon.txt",
    "late": "correspondence/mail_hearing_is_late.txt",
}


def remind_of_hearings(*, at: datetime) -> int:
    """Remind the regions that may soon no longer answer in time; tell the officers whose regions did not: once each.

    Safe to call at any time, by any number of workers. Returns how many hearings were told of.
    """
    if localtime(at).hour < FIRST_HOUR:
        return 0
    waiting = Hearing.objects.perhaps_to_tell_of(localdate(at)).order_by("pk")
    return sum(_remind(hearing_id, at=at) for hearing_id in waiting.values_list("pk", flat=True))


def _remind(hearing_id: int, *, at: datetime) -> bool:
    try:
        return _remind_once(hearing_id, at=at)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are still told of; it is tried again
        log.error("hearing_not_reminded_of", hearing=hearing_id, error=type(error).__name__)  # noqa: TRY400
        return False


@transaction.atomic
def _remind_once(hearing_id: int, *, at: datetime) -> bool:
    # The case is locked, as by everything else that is done to a hearing.
    case = Case.objects.locked().get(hearings=hearing_id)
    today = localdate(at)
    hearing = Hearing.objects.perhaps_to_tell_of(today).filter(pk=hearing_id).first()
    if hearing is None:
        return False
    if hearing.is_overdue_on(today):
        hearing.late_told_for = hearing.due_on
        hearing.save(update_fields=["late_told_for"])
        _tell(case, hearing, "late", at=at)
        return True
    if reminder_due(asked_on=localdate(hearing.asked_at), due_on=hearing.due_on, today=today) != "soon":
        return False
    hearing.soon_told_for = hearing.due_on
    hearing.save(update_fields=["soon_told_for"])
    _tell(case, hearing, "soon", at=at)
    return True


def _tell(case: Case, hearing: Hearing, which: str, *, at: datetime) -> None:
    link = reverse("correspondence:hearing", args=[case.pk])
    is_late = which == "late"
    portal.notices.actions.notify(
        people=officer_at_work(case) if is_late else people_of(case.region_id),
        kind=HEARING_RUN_OUT if is_late else HEARING_REMINDER,
        template=TEMPLATES[which],
        context={"case": case, "hearing": hearing, "link": link},
        key=f"hearing_{which}:{hearing.pk}:{hearing.due_on}",
        at=at,
        link=link,
    )
