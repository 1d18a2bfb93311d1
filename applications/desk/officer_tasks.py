"""What waits for a case officer: in the cases that are theirs, and in those that nobody at work has."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.cases.querysets import CaseQuerySet, alike, officer_at_work
from applications.cases.states import CAN_BE_TAKEN, UNDECIDED, Stage
from applications.correspondence.models import Hearing, Message
from applications.correspondence.queries import waiting_for_authority
from applications.decisions.models import Proposal
from applications.desk.assessing import asked_of, late_assessment_tasks, late_in, to_assess
from applications.desk.clock_tasks import delay_tasks
from applications.desk.waiting import (
    SHOWN_TASKS,
    Task,
    about_for_staff,
    first_for_tasks,
    named_for_tasks,
    promised,
    request_tasks,
    requests_to_answer,
)
from applications.drafting.models import Attachment
from applications.letters.models import Letter
from applications.letters.queries import left_long_enough, letters_left_unread
from applications.reviews.models import Assessment
from applications.submissions.models import MoreTime, SupplementRequest
from portal.accounts.models import User
from portal.prepared import Prepared
from portal.row_by_row import ExistsForRow

# From when the officer is shown that a supplement is to come.
SUPPLEMENT_IS_NEAR = timedelta(days=7)
# Where the next step in a case is the officer's own.
_OFFICERS_STEPS = (Stage.CHECKING, Stage.ASSESSING)


def officer_tasks(user: Any, at: datetime) -> Iterator[Task]:
    """The first of each kind, oldest first. Six queries, and one more for each kind that is rare and waits."""
    today, reach = localdate(at), alike(user)
    (waits,) = _what_waits(user, today, alike=reach)
    if waits["requested"]:
        yield from request_tasks(user, today)
    if waits["to_hear"]:
        yield from _regions_to_hear(_to_hear(user))
    if waits["unheard"]:
        yield from _hearings_to_go_on_from(_unheard(user, today))
    if waits["unread"]:
        yield from _letters_to_call_about(_unread(user), at)
    if waits["written"]:
        yield from (_message_to_answer(message, user) for message in _first_written(user, alike=reach))
    if waits["supplements"]:
        yield from _supplement_tasks(_first_supplements(user, today + SUPPLEMENT_IS_NEAR, alike=reach), today)
    if waits["late"]:
        yield from late_assessment_tasks(late_in(_mine(user), today), at)
    yield from delay_tasks(user, at)
    yield from (_next_step(case, at) for case in _first_at_hand(user, alike=reach))
    if waits["infected"]:
        title = _("Be om en ny fil: virus i en bilaga")
        yield from (_case_task(title, case, at, "shield-exclamation") for case in _infected(user)[:SHOWN_TASKS])
    yield from (_case_task(_("Ta ärendet"), case, at, "inbox") for case in _first_to_take(user, alike=reach))
    if waits["to_assess"]:
        yield from to_assess(user, at)


@Prepared
def _what_waits(user: Any, today: date) -> QuerySet[Any]:
    """Mostly nothing of the kind waits, so that one question spares nine."""
    return User.objects.filter(pk=user.pk).values(
        written=Exists(_written(user)),
        unread=Exists(_unread(user)),
        unheard=Exists(_unheard(user, today)),
        requested=Exists(requests_to_answer(user)),
        to_hear=Exists(_to_hear(user)),
        to_assess=Exists(asked_of(user)),
        supplements=Exists(_supplements(user)),
        late=Exists(late_in(_mine(user), today)),
        infected=Exists(_infected(user)),
    )


def _mine(user: Any) -> CaseQuerySet:
    """An officer's cases that are not decided, oldest first."""
    return named_for_tasks(user).filter(officer=user, stage__in=UNDECIDED)


# --- What regions write, and leave unread --------------------------------------------------------------------------


def _written(user: Any) -> QuerySet[Message]:
    return waiting_for_authority(user).filter(Q(case__officer=user) | ~officer_at_work("case__officer"))


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


def _unread(user: Any) -> QuerySet[Letter]:
    cases = Case.objects.named_to_staff(user)
    return letters_left_unread(cases.filter(Q(officer=user) | ~officer_at_work("officer")))


def _letters_to_call_about(unread: QuerySet[Letter], at: datetime) -> Iterator[Task]:
    for letter in left_long_enough(unread, at)[:SHOWN_TASKS]:
        yield Task(
            _("Regionen har inte öppnat sitt beslut, trots påminnelse. Hör av dig till den"),
            reverse("letters:letter", args=[letter.decision.case_id]),
            about_for_staff(letter.decision.case),
            "envelope-exclamation",
            since=letter.delivered_at,
        )


# --- Hearings ------------------------------------------------------------------------------------------------------


def _to_hear(user: Any) -> QuerySet[Proposal]:
    return Proposal.objects.unheard().filter(case__in=Case.objects.named_to_staff(user).filter(officer=user))


def _regions_to_hear(proposals: QuerySet[Proposal]) -> Iterator[Task]:
    """What can't be decided until the officer has asked the region, or noted why not."""
    told = ("proposed_at", "case__title", "case__registry_number", "case__region__name")
    for proposal in proposals.select_related("case__region").only(*told).order_by("proposed_at", "pk")[:SHOWN_TASKS]:
        yield Task(
            _("Be om regionens yttrande, eller notera varför det inte behövs"),
            reverse("correspondence:hearing", args=[proposal.case_id]),
            about_for_staff(proposal.case),
            "chat-square-text",
            since=proposal.proposed_at,
        )


def _unheard(user: Any, today: date) -> QuerySet[Hearing]:
    cases = Case.objects.named_to_staff(user).filter(officer=user)
    return Hearing.objects.filter(case__in=cases).run_out_on(today).newest().exclude(case__stage=Stage.PROPOSED)


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


# --- Supplements ---------------------------------------------------------------------------------------------------


def _supplements(user: Any) -> QuerySet[Any]:
    return SupplementRequest.objects.waiting().filter(case__in=_mine(user).order_by())


@Prepared
def _first_supplements(user: Any, near: date) -> QuerySet[Any]:
    """Those that are late or soon due, or whose region wants more time, the first day first."""
    more_time = MoreTime.objects.filter(request=OuterRef("pk"), answered_at=None)
    found = _supplements(user).annotate(wants_more_time=ExistsForRow(more_time))
    told = ("due_on", "case__title", "case__registry_number", "case__region__name")
    found = found.filter(Q(due_on__lte=near) | Q(wants_more_time=True)).select_related("case__region").only(*told)
    return found.order_by("due_on", "case_id")[:SHOWN_TASKS]


def _supplement_tasks(found: list[Any], today: date) -> Iterator[Task]:
    for request in found:
        is_late = request.due_on < today
        yield Task(
            _supplement_title(request.wants_more_time, is_late),
            reverse("submissions:supplements", args=[request.case_id]),
            about_for_staff(request.case),
            "hourglass-split",
            due_on=request.due_on,
            is_late=is_late,
        )


def _supplement_title(wants_more_time: bool, is_late: bool) -> str:
    if wants_more_time:
        return _("Svara om mer tid för komplettering")
    return _("Kompletteringen är försenad") if is_late else _("En komplettering ska komma in")


# --- The next step of each case ------------------------------------------------------------------------------------


def _at_hand(user: Any) -> CaseQuerySet:
    """The cases whose next step is the officer's: none waits for a supplement."""
    waiting = SupplementRequest.objects.waiting().filter(case=OuterRef("pk"))
    return _mine(user).filter(~Exists(waiting), stage__in=_OFFICERS_STEPS)


@Prepared
def _first_at_hand(user: Any) -> QuerySet[Any]:
    assessed = Assessment.objects.filter(case=OuterRef("pk"), assessor=user, handed_in_at__isnull=False)
    sent_back = Proposal.objects.filter(case=OuterRef("pk"), state=Proposal.State.SENT_BACK)
    found = _at_hand(user).annotate(was_assessed=ExistsForRow(assessed), was_sent_back=ExistsForRow(sent_back))
    return found[:SHOWN_TASKS]


def _next_step(case: Any, at: datetime) -> Task:
    if case.withdrawn_at:
        title = _("Föreslå avskrivning: ansökan är återkallad")
        return _case_task(title, case, at, "list-check", "decisions:propose")
    if case.stage == Stage.CHECKING:
        return _case_task(_("Granska ansökan formellt"), case, at, "list-check", "reviews:check")
    if not case.was_assessed:
        return _case_task(_("Bedöm ansökan och föreslå beslut"), case, at, "list-check", "reviews:assess")
    title = _("Gör ett nytt förslag") if case.was_sent_back else _("Föreslå beslut")
    return _case_task(title, case, at, "list-check", "decisions:propose")


def _infected(user: Any) -> CaseQuerySet:
    infected = Attachment.objects.to_be_replaced().order_by()
    return _at_hand(user).filter(pk__in=infected.values("draft"))


@Prepared
def _first_to_take(user: Any) -> QuerySet[Any]:
    open_cases = Case.objects.named_to_staff(user).filter(stage__in=CAN_BE_TAKEN)
    return first_for_tasks(open_cases.without_officer().order_by("arrived_at", "pk"))


def _case_task(title: str, case: Case, at: datetime, icon: str, page: str = "desk:case") -> Task:
    address, since = reverse(page, args=[case.pk]), case.arrived_at
    return Task(title, address, about_for_staff(case), icon, since=since, **promised(case, at))
