"""Something that waits for a person, as start pages list it; and what waits because of messages and supplements."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from applications.calls.deadline import ApplicationTime
from applications.cases.models import Case
from applications.correspondence.models import Message
from applications.correspondence.queries import waiting_for_authority, waiting_for_region
from applications.submissions.models import MoreTime, SupplementRequest
from regions.models import Region

SHOWN_TASKS = 8


@dataclass(frozen=True)
class Task:
    """Something that waits for a person: what to do, where, about what, and since or until when."""

    title: str
    url: str
    about: str
    icon: str
    # The time in which it can be done, or since when it has waited, or the last day and whether that has gone.
    closing: ApplicationTime | None = None
    since: datetime | None = None
    due_on: date | None = None
    is_late: bool = False


def about_for_staff(case: Case) -> str:
    return f"{case.title} · {case.region.name} · {case.registry_number}"


def about_for_region(case: Case) -> str:
    return f"{case.title} · {case.registry_number}"


def asked_of_region(user: Any, region: Region) -> QuerySet[SupplementRequest]:
    """What a region is asked to complete, and has not answered."""
    return SupplementRequest.objects.visible_to_region(user).filter(case__region=region).waiting()


def written_to_region(user: Any, region: Region) -> QuerySet[Message]:
    """What the authority wrote last in the region's cases."""
    return waiting_for_region(user).filter(case__region=region)


def supplement_tasks(requests: QuerySet[SupplementRequest], at: datetime) -> Iterator[Task]:
    today = localdate(at)
    for request in requests.select_related("case").order_by("due_on", "pk")[:SHOWN_TASKS]:
        yield Task(
            _("Komplettera ansökan"),
            reverse("submissions:supplement", args=[request.case_id]),
            about_for_region(request.case),
            "pencil-square",
            due_on=request.due_on,
            is_late=request.is_overdue_on(today),
        )


def message_tasks(messages: QuerySet[Message]) -> Iterator[Task]:
    for message in messages.select_related("case").order_by("pk")[:SHOWN_TASKS]:
        yield Task(
            _("Läs och svara på meddelandet från myndigheten"),
            reverse("correspondence:messages", args=[message.case_id]),
            about_for_region(message.case),
            "chat-left-text",
            since=message.sent_at,
        )


def officer_waits(user: Any, at: datetime) -> Iterator[Task]:
    """What regions have written and asked in an officer's cases, and in those that nobody at work has. Two queries."""
    today, cases = localdate(at), Case.objects.named_to_staff(user)
    asked = SupplementRequest.objects.filter(case__in=cases.filter(officer=user)).waiting()
    asked = asked.annotate(wants_more_time=Exists(MoreTime.objects.filter(request=OuterRef("pk"), answered_at=None)))
    for request in asked.select_related("case__region").order_by("due_on", "pk")[:SHOWN_TASKS]:
        is_late = request.is_overdue_on(today)
        if request.wants_more_time or is_late:
            title = (
                _("Svara om mer tid för komplettering") if request.wants_more_time else _("Kompletteringen är försenad")
            )
            yield Task(
                title,
                reverse("submissions:supplements", args=[request.case_id]),
                about_for_staff(request.case),
                "hourglass-split",
                due_on=request.due_on,
                is_late=is_late,
            )
    nobodys = cases.without_officer().values("pk")
    written = waiting_for_authority(user).filter(case__in=cases.filter(officer=user) | cases.filter(pk__in=nobodys))
    for message in written.select_related("case__region").order_by("pk")[:SHOWN_TASKS]:
        yield Task(
            _("Svara regionen") if message.case.officer_id == user.pk else _("Ta ärendet och svara regionen"),
            reverse(
                "correspondence:messages" if message.case.officer_id == user.pk else "desk:case", args=[message.case_id]
            ),
            about_for_staff(message.case),
            "chat-left-text",
            since=message.sent_at,
        )
