"""What a notice that has waited for a digest says by the time the digest is written.

A room whose notices may have lost their meaning by then says how to tell, when Django starts:

    restate_with(MARKED_READY, still_marked)
"""

from collections.abc import Callable
from datetime import datetime

from django.utils import translation

from portal.notices.kinds import Kind
from portal.notices.models import Notice

# Subject and link as they hold at a moment, in the language in use; None when there is nothing left to tell.
Restate = Callable[[Notice, datetime], tuple[str, str] | None]
_by_kind: dict[str, Restate] = {}


def restate_with(kind: Kind, restate: Restate) -> None:
    """Ask `restate` of each notice of this kind that is to stand in a digest."""
    _by_kind[kind.key] = restate


def as_they_hold(notices: list[Notice], *, language: str, at: datetime) -> list[Notice]:
    """Those of `notices` that still hold, each with what it says at `at`. Their rows stay as people were told."""
    with translation.override(language):
        return [notice for notice in notices if _holds(notice, at)]


def _holds(notice: Notice, at: datetime) -> bool:
    restate = _by_kind.get(notice.kind)
    if restate is None:
        return True
    said = restate(notice, at)
    if said is not None:
        notice.subject, notice.link = said
    return said is not None
