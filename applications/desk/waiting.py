"""Something that waits for a person, as start pages list it; and what waits because of messages, supplements and
requests for a decision.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.calls.deadline import ApplicationTime
from applications.cases.models import Case
from applications.cases.querysets import CaseQuerySet, alike, officer_at_work
from applications.cases.states import Stage
from applications.correspondence.hearing import to_be_heard
from applications.correspondence.models import Hearing, Message
from applications.correspondence.queries import waiting_for_authority, waiting_for_region
from applications.letters.models import Letter
from applications.letters.queries import left_long_enough, letters_left_unread
from applications.reviews.models import DecisionRequest
from applications.submissions.due_days import months_after
from applications.submissions.models import MoreTime, SupplementRequest
from portal.accounts.models import User
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
# From when the officer is shown that a supplement is to come.
SUPPLEMENT_IS_NEAR = timedelta(days=7)


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


def named_for_tasks(user: Any) -> CaseQuerySet:
    """The cases that lists may name to the user as staff, with what a task tells of each; not a call's long texts."""
    cases = Case.objects.named_to_staff(user).select_related("region", "call").only(*TASK_OF_CASE)
    return cases.order_by("arrived_at", "pk")


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


def supplement_tasks(requests: QuerySet[SupplementRequest], at: datetime) -> Iterator[Task]:
    today = localdate(at)
    shown = ("due_on", "answered_at", "closed_at", "case__title", "case__registry_number")
    for request in requests.select_related("case").only(*shown).order_by("due_on", "pk")[:SHOWN_TASKS]:
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


def with_supplements(cases: QuerySet[Any]) -> QuerySet[Any]:
    """Cases with the `supplement_due_on` of what is waited for, and whether the region `wants_more_time` for it."""
    waiting = SupplementRequest.objects.waiting().filter(case=OuterRef("pk"))
    more_time = MoreTime.objects.filter(
        request__case=OuterRef("pk"), request__answered_at=None, request__closed_at=None, answered_at=None
    )
    return cases.annotate(
        supplement_due_on=Subquery(waiting.order_by("due_on", "pk").values("due_on")[:1]),
        wants_more_time=Exists(more_time),
    )


def supplements_to_settle(mine: Iterable[Any], at: datetime) -> Iterator[Task]:
    """Of an officer's cases, `with_supplements`: those whose supplement is late or soon due, or has a question."""
    today = localdate(at)
    waiting = [case for case in mine if case.supplement_due_on]
    for case in sorted(waiting, key=lambda each: (each.supplement_due_on, each.pk))[:SHOWN_TASKS]:
        is_late = case.supplement_due_on < today
        if case.wants_more_time or is_late or case.supplement_due_on <= today + SUPPLEMENT_IS_NEAR:
            yield Task(
                _supplement_title(case.wants_more_time, is_late),
                reverse("submissions:supplements", args=[case.pk]),
                about_for_staff(case),
                "hourglass-split",
                due_on=case.supplement_due_on,
                is_late=is_late,
            )


def _supplement_title(wants_more_time: bool, is_late: bool) -> str:
    if wants_more_time:
        return _("Svara om mer tid för komplettering")
    return _("Kompletteringen är försenad") if is_late else _("En komplettering ska komma in")


def officer_waits(user: Any, at: datetime) -> Iterator[Task]:
    """What regions have written and left unread in an officer's cases, and in those that nobody at work has;

    and requests for a decision, also of other officers' cases for one who decides.

    One query, and one more for each kind of thing that waits.
    """
    today, reach = localdate(at), alike(user)
    (waits,) = _what_waits(user, today, alike=reach)
    if waits["requested"]:
        yield from _request_tasks(user, today)
    if waits["unheard"]:
        yield from _hearings_to_go_on_from(_unheard(user, today))
    if waits["unread"]:
        yield from _letters_to_call_about(_unread(user), at)
    if waits["written"]:
        yield from (_message_to_answer(message, user) for message in _first_written(user, alike=reach))


@Prepared
def _what_waits(user: Any, today: date) -> QuerySet[Any]:
    """Mostly nothing of the kind waits, so that one question spares four."""
    return User.objects.filter(pk=user.pk).values(
        written=Exists(_written(user)),
        unread=Exists(_unread(user)),
        unheard=Exists(_unheard(user, today)),
        requested=Exists(_requests_to_answer(user)),
    )


def _written(user: Any) -> QuerySet[Message]:
    return waiting_for_authority(user).filter(Q(case__officer=user) | ~officer_at_work("case__officer"))


def _unread(user: Any) -> QuerySet[Letter]:
    cases = Case.objects.named_to_staff(user)
    return letters_left_unread(cases.filter(Q(officer=user) | ~officer_at_work("officer")))


def _unheard(user: Any, today: date) -> QuerySet[Hearing]:
    cases = Case.objects.named_to_staff(user).filter(officer=user)
    return Hearing.objects.filter(case__in=cases).run_out_on(today).newest().exclude(case__stage=Stage.PROPOSED)


def decider_waits(user: Any, at: datetime) -> Iterator[Task]:
    """The requests for a decision, for one who decides and is no officer. One query."""
    yield from _request_tasks(user, localdate(at))


def _requests_to_answer(user: Any) -> QuerySet[DecisionRequest]:
    """For the officer of a case, and for everyone who decides: they decide it, or refuse."""
    asked = DecisionRequest.objects.waiting().filter(case__in=Case.objects.named_to_staff(user))
    return asked if is_decision_maker(user) else asked.filter(case__officer=user)


@Prepared
def _first_requests(user: Any) -> QuerySet[DecisionRequest]:
    shown = ("answer_by", "case__title", "case__registry_number", "case__region__name")
    asked = _requests_to_answer(user).select_related("case__region").only(*shown)
    return asked.order_by("answer_by", "pk")[:SHOWN_TASKS]


def _request_tasks(user: Any, today: date) -> Iterator[Task]:
    for each in _first_requests(user, alike=alike(user)):
        left = (each.answer_by - today).days
        title = ngettext(
            "Regionen begär att ärendet avgörs: %(days)d dag kvar",
            "Regionen begär att ärendet avgörs: %(days)d dagar kvar",
            left,
        ) % {"days": left}
        yield Task(
            title if left >= 0 else _("Regionen begär att ärendet avgörs: tiden har gått"),
            reverse("clocks:case", args=[each.case_id]),
            about_for_staff(each.case),
            "hourglass-split",
            due_on=each.answer_by,
            is_late=left < 0,
        )


def _hearings_to_go_on_from(unheard: QuerySet[Hearing]) -> Iterator[Task]:
    told = ("due_on", "case__title", "case__registry_number", "case__region__name")
    for hearing in unheard.select_related("case__region").only(*told).order_by("due_on", "pk")[:SHOWN_TASKS]:
        yield Task(
            _("Regionen har inte yttrat sig i tid. Gå vidare, eller ge mer tid"),
            reverse("correspondence:hearing", args=[hearing.case_id]),
            about_for_staff(hearing.case),
            "chat-square-text",
            due_on=hearing.due_on,
            is_late=True,
        )


def _letters_to_call_about(unread: QuerySet[Letter], at: datetime) -> Iterator[Task]:
    for letter in left_long_enough(unread, at)[:SHOWN_TASKS]:
        yield Task(
            _("Regionen har inte öppnat sitt beslut, trots påminnelse. Hör av dig till den"),
            reverse("letters:letter", args=[letter.decision.case_id]),
            about_for_staff(letter.decision.case),
            "envelope-exclamation",
            since=letter.delivered_at,
        )


@Prepared
def _first_written(user: Any) -> QuerySet[Message]:
    shown = ("sent_at", "case__title", "case__registry_number", "case__officer", "case__region__name")
    return _written(user).select_related("case__region").only(*shown).order_by("pk")[:SHOWN_TASKS]


def _message_to_answer(message: Message, user: Any) -> Task:
    is_mine = message.case.officer_id == user.pk
    return Task(
        _("Svara regionen") if is_mine else _("Ta ärendet och svara regionen"),
        reverse("correspondence:messages" if is_mine else "desk:case", args=[message.case_id]),
        about_for_staff(message.case),
        "chat-left-text",
        since=message.sent_at,
    )
