"""What the pages of messages need."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from applications.cases.models import Case, Side
from applications.correspondence.models import Message

MESSAGES_ON_PAGE = 20


@dataclass(frozen=True)
class Thread:
    """A page of a case's messages, newest first; and the last one, if the side that reads has yet to answer it."""

    page: Page[Message]
    to_answer: Message | None


def thread(case: Case, side: Side, page: str) -> Thread:
    """The messages of a case as one side reads them, with the files that went with them. Five queries at most."""
    messages = Message.objects.filter(case=case).select_related("document", "settled__settled_by")
    messages = messages.prefetch_related("attached__file").order_by("-pk")
    return Thread(Paginator(messages, MESSAGES_ON_PAGE).get_page(page), to_answer(case, side))


def to_answer(case: Case, side: Side) -> Message | None:
    """What the other side wrote last in a case, if it waits for an answer from `side`."""
    return Message.objects.to_be_answered_by(side).filter(case=case).first()


def waiting_for_region(user: Any) -> Any:
    """What the authority wrote last in cases of the user's regions, and nobody there has answered."""
    return Message.objects.visible_to_region(user).to_be_answered_by(Side.REGION)


def waiting_for_authority(user: Any) -> Any:
    """What a region wrote last in cases that lists may name to the user as staff, and nobody has answered."""
    cases = Case.objects.named_to_staff(user)
    return Message.objects.to_be_answered_by(Side.AUTHORITY).filter(case__in=cases)
