"""Reminding regions of letters that nobody has opened: once. When that doesn't help, staff see it (desk)."""

from datetime import datetime

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

import portal.audit.actions
import portal.notices.actions
from applications.letters import queries
from applications.letters.actions.locking import locked_with_case
from applications.letters.models import Letter
from applications.letters.notices import UNREAD
from regions.queries import people_of

log = structlog.get_logger(__name__)
# Nobody is reminded at night.
FIRST_HOUR = 8


def remind_of_unread(*, at: datetime) -> int:
    """Remind the regions whose letters have waited, unread, for as long as their calls say.

    Safe to call at any time, by any number of workers. Returns how many letters were reminded of.
    """
    if localtime(at).hour < FIRST_HOUR:
        return 0
    return sum(_remind(letter.pk, at=at) for letter in queries.letters_to_remind_of(at))


def _remind(letter_id: int, *, at: datetime) -> bool:
    try:
        return _remind_once(letter_id, at=at)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are still reminded; it is tried again
        log.error("unread_letter_not_reminded_of", letter=letter_id, error=type(error).__name__)  # noqa: TRY400
        return False


@transaction.atomic
def _remind_once(letter_id: int, *, at: datetime) -> bool:
    case, letter = locked_with_case(letter_id)
    if letter.reminded_at or not Letter.objects.unread().filter(pk=letter.pk).exists():
        return False
    letter.reminded_at = at
    letter.save(update_fields=["reminded_at"])
    portal.notices.actions.notify(
        people=people_of(case.region_id),
        kind=UNREAD,
        template="letters/mail_unread.txt",
        context={"case": case, "letter": letter},
        key=letter.reminder_key,
        link=reverse("letters:letter", args=[case.pk]),
        at=at,
    )
    portal.audit.actions.record(case, "letter_reminded_of", by=None, at=at, letter=letter)
    return True
