"""Something that waits for a person, as start pages list it; and what waits for a region, or for those who decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.calls.deadline import ApplicationTime
from applications.cases.models import Case
from applications.cases.querysets import CaseQuerySet, alike, officer_at_work
from applications.correspondence.hearing import to_be_heard
from applications.correspondence.models import Hearing, Message
from applications.correspondence.queries import waiting_for_region
from applications.reviews.models import DecisionRequest
from applications.submissions.due_days import months_after
from applications.submissions.models import SupplementRequest
from portal.accounts.rules import is_decision_maker
from portal.prepared import Prepared
from regions.models import Region

SHOWN_TASKS = 8
TASK_OF_CASE = (
    "title",
    "stage",
    "registry_number",
    "arrived_at",
    "withdrawn_at",
    "region__name",
    "call__decision_months",
)


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
    # The day by which the call promises that the case is decided.
    decide_by: date | None = None

    @property
    def last_day(self) -> date | None:
        return self.due_on or self.decide_by


def decide_by(case: Case) -> date | None:
    """The day by which a case, which came with its call, is to be decided: so many months after it came in."""
    months = case.call.decision_months
    return months_after(localdate(case.arrived_at), months) if months and case.arrived_at else None


def promised(case: Case, at: datetime) -> dict[str, Any]:
    """By when the call promises a decision, and whether that day has gone."""
    day = decide_by(case)
    return {"decide_by": day, "is_late": day is not None and localdate(at) > day}


def named_for_tasks(user: Any) -> CaseQuerySet:
    """The cases that lists may name to the user as staff, with what a task tells of each, oldest first."""
    return _told_in_tasks(Case.objects.named_to_staff(user)).order_by("arrived_at", "pk")


def first_for_tasks(cases: CaseQuerySet) -> CaseQuerySet:
    """The first of these cases, with what a task tells of each.

    Of many cases PostgreSQL then filters and sorts the keys alone, which an index can tell it, and reads the rest of
    the few that are shown.
    """
    keys = cases.values("pk")[:SHOWN_TASKS]
    return _told_in_tasks(Case.objects.filter(pk__in=keys)).order_by(*cases.query.order_by)


def _told_in_tasks(cases: CaseQuerySet) -> CaseQuerySet:
    """Without a call's long texts."""
    return cases.select_related("region", "call").only(*TASK_OF_CASE)


def about_for_staff(case: Case) -> str:
    return f"{case.title} · {case.region.name} · {case.registry_number}"


def about_for_region(case: Case) -> str:
    return f"{case.title} · {case.registry_number}"


def asked_of_region(user: Any, region: Region) -> QuerySet[SupplementRequest]:
    """What a region is asked to complete, and has not answered."""
    return SupplementRequest.objects.visible_to_region(user).filter(case__region=region).waiting()


def written_to_region(user: Any, region: Region) -> QuerySet[Message]:
    """What the authority wrote last in the region's cases, but for what has a page of its own to answer it on."""
    return waiting_for_region(user).filter(case__region=region, hearing__isnull=True)


def heard_from_region(user: Any, region: Region) -> QuerySet[Hearing]:
    """What the region may say its opinion of before we decide."""
    return to_be_heard(user).filter(case__region=region)


@Prepared
def _first_asked(user: Any, region: Region) -> QuerySet[SupplementRequest]:
    shown = ("due_on", "answered_at", "closed_at", "case__title", "case__registry_number")
    # Which ones are first, an index alone tells. No case has two that wait.
    first = asked_of_region(user, region).order_by("due_on", "case_id").values("case_id")[:SHOWN_TASKS]
    found = SupplementRequest.objects.waiting().filter(case__in=first).select_related("case").only(*shown)
    return found.order_by("due_on", "case_id")


def supplement_tasks(user: Any, region: Region, at: datetime) -> Iterator[Task]:
    """What a region is asked to complete, the first day first. One query."""
    today = localdate(at)
    for request in _first_asked(user, region, alike=alike(user)):
        yield Task(
            _("Komplettera ansökan"),
            reverse("submissions:supplement", args=[request.case_id]),
            about_for_region(request.case),
            "pencil-square",
            due_on=request.due_on,
            is_late=request.is_overdue_on(today),
        )


def hearing_tasks(hearings: QuerySet[Hearing], at: datetime) -> Iterator[Task]:
    today = localdate(at)
    for hearing in hearings.order_by("due_on", "pk")[:SHOWN_TASKS]:
        yield Task(
            _("Yttra er innan vi beslutar"),
            reverse("correspondence:hearing", args=[hearing.case_id]),
            about_for_region(hearing.case),
            "chat-square-text",
            due_on=hearing.due_on,
            is_late=hearing.due_on < today,
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


def decider_waits(user: Any, at: datetime) -> Iterator[Task]:
    """The requests for a decision, for one who decides and is no officer. One query."""
    yield from request_tasks(user, localdate(at))


def requests_to_answer(user: Any) -> QuerySet[DecisionRequest]:
    """For the officer of a case, or all of them where nobody at work has it; and for everyone who decides: they decide
    it, or refuse.
    """
    asked = DecisionRequest.objects.waiting().filter(case__in=Case.objects.named_to_staff(user))
    if is_decision_maker(user):
        return asked
    return asked.filter(Q(case__officer=user) | ~officer_at_work("case__officer"))


@Prepared
def _first_requests(user: Any) -> QuerySet[DecisionRequest]:
    shown = ("answer_by", "case__officer", "case__title", "case__registry_number", "case__region__name")
    asked = requests_to_answer(user).select_related("case__region").only(*shown)
    return asked.order_by("answer_by", "pk")[:SHOWN_TASKS]


def request_tasks(user: Any, today: date) -> Iterator[Task]:
    for each in _first_requests(user, alike=alike(user)):
        left = (each.answer_by - today).days
        title = ngettext(
            "Regionen begär att ärendet avgörs: %(days)d dag kvar",
            "Regionen begär att ärendet avgörs: %(days)d dagar kvar",
            left,
        ) % {"days": left}
        yield Task(
            title if left >= 0 else _("Regionen begär att ärendet avgörs: tiden har gått"),
            # Whoever takes the case has first to find it.
            reverse("clocks:case" if each.case.officer_id else "desk:case", args=[each.case_id]),
            about_for_staff(each.case),
            "hourglass-split",
            due_on=each.answer_by,
            is_late=left < 0,
        )
