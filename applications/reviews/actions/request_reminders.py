"""Telling those who decide that a week is left to answer a region's request for a decision."""

from datetime import datetime

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate, localtime

import portal.notices.actions
from applications.cases.models import Case
from applications.reviews.actions.requesting import who_answers
from applications.reviews.models import DecisionRequest
from applications.reviews.notices import REQUEST_DUE

log = structlog.get_logger(__name__)
# Nobody is reminded at night.
FIRST_HOUR = 8


def remind_of_requests(*, at: datetime) -> int:
    """Tell the officer and the decision makers of each request that has a week left or less, once.

    Safe to call at any time, by any number of workers. Returns how many requests were reminded of.
    """
    if localtime(at).hour < FIRST_HOUR:
        return 0
    near = DecisionRequest.objects.near_their_last_day(localdate(at)).values_list("case_id", flat=True)
    return sum(_remind(case_id, at=at) for case_id in near)


def _remind(case_id: int, *, at: datetime) -> bool:
    try:
        return _remind_once(case_id, at=at)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are still reminded; it is tried again
        log.error("decision_request_not_reminded_of", case=case_id, error=type(error).__name__)  # noqa: TRY400
        return False


@transaction.atomic
def _remind_once(case_id: int, *, at: datetime) -> bool:
    case = Case.objects.locked().get(pk=case_id)
    asked = DecisionRequest.objects.near_their_last_day(localdate(at)).filter(case=case).first()
    if asked is None:
        return False
    asked.week_told_at = at
    asked.save(update_fields=["week_told_at"])
    link = reverse("clocks:case", args=[case.pk])
    portal.notices.actions.notify(
        people=who_answers(case),
        kind=REQUEST_DUE,
        template="reviews/mail_request_due.txt",
        context={"case": case, "asked": asked, "link": link, "days": (asked.answer_by - localdate(at)).days},
        key=f"decision_request_due:{asked.pk}",
        at=at,
        link=link,
    )
    return True
