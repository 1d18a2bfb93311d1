"""Whether a reminder of an unread letter, which has waited for somebody's digest, still holds."""

from datetime import datetime

from applications.letters.models import Letter
from applications.letters.notices import UNREAD
from portal.notices.models import Notice
from portal.notices.restating import restate_with


def _is_still_unread(notice: Notice, at: datetime) -> tuple[str, str] | None:
    """As it was told, while nobody has opened the letter that the key names."""
    is_unread = Letter.objects.unread().filter(pk=notice.key.split(":")[1]).exists()
    return (notice.subject, notice.link) if is_unread else None


restate_with(UNREAD, _is_still_unread)
