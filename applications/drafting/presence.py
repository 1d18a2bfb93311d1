"""Who is in which section of a draft now: marks in the cache that go out by themselves. Nothing is kept of it.

Writing goes on without it: a cache that is away shows nobody, and stops nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.core.cache import cache

from applications.cases.models import Case
from regions.rules import region_codes_of

# Longer than twice the pause between two marks from a page (static/js/drafting/presence.js).
LIVES = timedelta(seconds=40)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Mark:
    """A person in a section. `writes`: something was written a moment ago; `version`: the newest that they see."""

    person_id: int
    name: str
    section_key: str
    at: datetime
    writes: bool
    version: int

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def mark(*, case: Case, person: Any, section_key: str, writes: bool, version: int, at: datetime) -> None:
    """Note that a person is in a section of a case that they may see."""
    _write(case.pk, case.region_id, Mark(person.pk, str(person), section_key, at, writes, version), at)


def others_here(*, case_id: int, person: Any, own: Mark | None, at: datetime) -> list[Mark]:
    """The region's other people who are in the draft now, having noted `own`, or that the person has left it.

    Raises Case.DoesNotExist for one who may not see the case.
    """
    region, marks = _read(case_id)
    if region not in region_codes_of(person):
        region = Case.objects.visible_to_region(person).values_list("region_id", flat=True).get(pk=case_id)
    if own is not None or person.pk in marks:
        _write(case_id, region, own or person.pk, at)
    alive = (found for found in marks.values() if found.person_id != person.pk and found.at > at - LIVES)
    return sorted(alive, key=lambda found: found.name)


def _read(case_id: int) -> tuple[str, dict[int, Mark]]:
    """The case's region, and the newest mark of each person; nothing where there is none."""
    try:
        found: tuple[str, dict[int, Mark]] = cache.get(_key(case_id)) or ("", {})
    except Exception:
        log.warning("presence_not_read", exc_info=True)
        return "", {}
    return found


def _write(case_id: int, region: str, own: Mark | int, at: datetime) -> None:
    """Put a person's mark among the others', or take it away. Two at once may lose one: its next comes soon."""
    _region, marks = _read(case_id)
    marks = {pk: found for pk, found in marks.items() if found.at > at - LIVES}
    if isinstance(own, Mark):
        marks[own.person_id] = own
    else:
        marks.pop(own, None)
    try:
        cache.set(_key(case_id), (region, marks), timeout=int(LIVES.total_seconds()))
    except Exception:
        log.warning("presence_not_written", exc_info=True)


def _key(case_id: int) -> str:
    return f"drafting.presence.{case_id}"
