"""Reminding regions of supplements that are soon due, or overdue, and telling officers of those that are overdue."""

from datetime import datetime

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from applications.cases.models import Case
from applications.cases.queries import officer_at_work
from applications.submissions.actions.supplements import tell
from applications.submissions.due_days import reminder_due
from applications.submissions.models import SupplementRequest
from applications.submissions.notices import SUPPLEMENT_ANSWER, SUPPLEMENT_REMINDER
from regions.queries import people_of

log = structlog.get_logger(__name__)

# Nobody is reminded at night.
FIRST_HOUR = 8
TEMPLATES = {
    "soon": "submissions/mail_supplement_is_soon.txt",
    "late": "submissions/mail_supplement_is_late.txt",
}


def remind_of_supplements(*, at: datetime) -> int:
    """Remind the regions whose supplements are soon due or overdue: once before the last day, and once after.

    The officer is told of it when it is overdue, once for each last day.
    Safe to call at any time, by any number of workers. Returns how many requests were reminded of.
    """
    if localtime(at).hour < FIRST_HOUR:
        return 0
    waiting = SupplementRequest.objects.perhaps_to_remind_of(localdate(at)).order_by("pk")
    return sum(_remind(request_id, at=at) for request_id in waiting.values_list("pk", flat=True))


def _remind(request_id: int, *, at: datetime) -> bool:
    try:
        return _remind_once(request_id, at=at)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are still reminded; it is tried again
        log.error("supplement_not_reminded_of", request=request_id, error=type(error).__name__)  # noqa: TRY400
        return False


@transaction.atomic
def _remind_once(request_id: int, *, at: datetime) -> bool:
    # The case is locked, as by everything else that is done to a request.
    case = Case.objects.locked().get(supplement_requests=request_id)
    today = localdate(at)
    asked = SupplementRequest.objects.perhaps_to_remind_of(today).filter(pk=request_id).first()
    if asked is None:
        return False
    asked.case = case
    which = reminder_due(asked_on=localdate(asked.asked_at), due_on=asked.due_on, today=today)
    if not which:
        return False
    if which == "soon":
        asked.soon_told_for = asked.due_on
    else:
        asked.late_told_for = asked.due_on
    asked.save(update_fields=["soon_told_for", "late_told_for"])
    tell(
        people_of(case.region_id),
        SUPPLEMENT_REMINDER,
        asked,
        TEMPLATES[which],
        key=f"supplement_{which}:{asked.pk}:{asked.due_on}",
        link=reverse("submissions:supplement", args=[case.pk]),
        at=at,
    )
    if which == "late":
        tell(
            officer_at_work(case),
            SUPPLEMENT_ANSWER,
            asked,
            "submissions/mail_supplement_overdue.txt",
            key=f"supplement_overdue:{asked.pk}:{asked.due_on}",
            link=reverse("submissions:supplements", args=[case.pk]),
            at=at,
        )
    return True
