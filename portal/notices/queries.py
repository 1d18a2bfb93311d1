"""What the pages of a person's own notices need to know."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from portal.notices.kinds import mutable_keys
from portal.notices.models import DigestChoice, MutedKind, Notice
from portal.prepared import Prepared

SHOWN_NEWS = 5
ROWS_ON_PAGE = 25


def chosen_mails(person: Any) -> dict[str, Any]:
    """What a person has chosen, as the form of it asks: by default every kind, at once."""
    muted = MutedKind.objects.filter(person=person).values_list("kind", flat=True)
    return {
        "how_often": "daily" if DigestChoice.objects.filter(person=person).exists() else "at_once",
        "wanted": sorted(mutable_keys(person) - set(muted)),
    }


@dataclass(frozen=True)
class News:
    """The newest that a person has not read, and whether there is more."""

    notices: list[Notice]
    more: bool


@Prepared
def _newest_unread(person: Any) -> Any:
    return Notice.objects.of(person).unread()[: SHOWN_NEWS + 1]


def news_for(person: Any) -> News:
    """What is new for a person, for their start page. One query."""
    found = _newest_unread(person)
    return News(found[:SHOWN_NEWS], more=len(found) > SHOWN_NEWS)


def has_unread(person: Any) -> bool:
    return Notice.objects.of(person).unread().exists()


def notices_page(person: Any, page: str) -> Page[Notice]:
    """All that a person was told, newest first."""
    return Paginator(Notice.objects.of(person), ROWS_ON_PAGE).get_page(page)
