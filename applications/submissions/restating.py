"""Whether what has waited for somebody's digest still holds: a draft may have been handed in since it was told."""

from datetime import datetime

from applications.submissions.models import SignOff, SupplementRequest
from applications.submissions.notices import MARKED_READY, SENT_BACK, SUPPLEMENT_REMINDER
from applications.submissions.queries import sign_off_of
from portal.notices.models import Notice
from portal.notices.restating import restate_with


def _is_still_marked(notice: Notice, at: datetime) -> tuple[str, str] | None:
    return _unless_answered(notice, SignOff.State.WAITING)


def _is_still_sent_back(notice: Notice, at: datetime) -> tuple[str, str] | None:
    return _unless_answered(notice, SignOff.State.SENT_BACK)


def _unless_answered(notice: Notice, state: SignOff.State) -> tuple[str, str] | None:
    """As it was told, while that word on the draft is the newest one. The key names it."""
    told_of = (
        SignOff.objects.filter(pk=notice.key.split(":")[1], case__discarded_at=None).select_related("case").first()
    )
    newest = sign_off_of(told_of.case) if told_of else None
    return (notice.subject, notice.link) if newest and newest == told_of and newest.state == state else None


def _is_still_awaited(notice: Notice, at: datetime) -> tuple[str, str] | None:
    """As it was told, while the supplement is awaited by the day that the key names."""
    _reminder, request_id, due_on, _person = notice.key.split(":")
    holds = SupplementRequest.objects.waiting().filter(pk=request_id, due_on=due_on).exists()
    return (notice.subject, notice.link) if holds else None


restate_with(MARKED_READY, _is_still_marked)
restate_with(SENT_BACK, _is_still_sent_back)
restate_with(SUPPLEMENT_REMINDER, _is_still_awaited)
