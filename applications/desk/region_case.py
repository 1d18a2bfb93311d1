"""A case as its region follows it: where it is, what comes next and when at the latest, and what has happened.

Only what has been released to the region is asked for here: never a check, an assessment, a proposal, or the stage
beyond what `Case.status_for_region` says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.calls.models import Outcome
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.correspondence.hearing import hearings_of, is_waiting
from applications.correspondence.models import Hearing, Message
from applications.decisions.models import Decision
from applications.desk.overview import Step
from applications.letters.models import Letter
from applications.records.queries import events_for_region
from applications.reviews.handling_time import WITH_REQUEST, HandlingTime, handling_time
from applications.submissions.models import Submission, SupplementRequest
from applications.submissions.supplementing import given_up_at, requests_of
from portal.audit.models import AuditEntry
from portal.ui.numbers import kronor

SHOWN_MESSAGES = 5
# Who handles the case is no secret to its party.
_OFFICERS = {
    "case_taken": gettext_lazy("En handläggare tog ärendet"),
    "case_handed_over": gettext_lazy("En ny handläggare tog över ärendet"),
}


@dataclass(frozen=True)
class Event:
    """Something that happened in a case, and where to read of it."""

    at: datetime
    text: str
    url: str = ""


@dataclass(frozen=True)
class RegionCase:
    """What a region's page of its case shows."""

    steps: list[Step]
    events: list[Event]
    submissions: list[Submission]
    asked: SupplementRequest | None
    is_overdue: bool
    # What the region may say its opinion of before we decide, and has not.
    heard: Hearing | None
    is_heard_late: bool
    # What the authority wrote last, while nobody of the region has answered.
    to_answer: Message | None
    letter: Letter | None
    # The letters before it, each with the one that came in its place.
    earlier: list[tuple[Letter, Letter]]
    # The last day by which we count on having decided, and whether it has gone; after which one may ask for a decision.
    decided_by: date | None
    is_delayed: bool
    may_ask_on: date | None
    may_ask_now: bool
    time: HandlingTime
    # What the page offers whoever may: by what the region knows, and never by the stage, or a link would tell it.
    can_change: bool
    can_withdraw: bool


def region_case(case: Case, *, at: datetime) -> RegionCase:
    """A case that was handed in, which came with its call and officer. Eleven queries at most, whatever happened."""
    submissions = list(case.submissions.defer("content").order_by("-number"))
    requests = requests_of(case)
    messages = list(case.messages.select_related("settled").order_by("-pk")[:SHOWN_MESSAGES])
    letters = _delivered_letters(case)
    letter = letters[0] if letters else None
    asked = next((request for request in requests if request.is_open), None)
    is_over = bool(case.released_outcome)
    stands = not is_over and case.withdrawn_at is None
    time = handling_time(case, at=at, supplements=requests)
    decided_by = time.clock.decided_by
    may_ask = stands and case.call.may_ask_for_decision and time.request is None
    events = [
        *_of_versions(case, submissions, requests),
        *_of_supplements(case, requests),
        *_of_messages(case, messages),
        *_of_time(case, time),
        *_of_the_case(case),
        *_of_letters(case, letters),
        *(_of_appeals(case) if is_over else ()),
    ]
    newest = messages[0] if messages else None
    hearings = hearings_of(case)
    heard = next((each for each in hearings if each.answered_as is None and is_waiting(each, case)), None)
    events += _of_hearings(case, hearings)
    return RegionCase(
        steps=list(_steps(case, submissions, asked, letter, decided_by)),
        events=sorted(events, key=lambda event: event.at, reverse=True),
        submissions=submissions,
        asked=asked,
        is_overdue=asked is not None and asked.is_overdue_on(localdate(at)),
        heard=heard,
        is_heard_late=heard is not None and localdate(at) > heard.due_on,
        to_answer=newest
        if newest and not newest.is_from_region and not newest.settled_as and not (heard and heard.message == newest)
        else None,
        letter=letter,
        earlier=[(letter, later) for later, letter in pairwise(letters)],
        decided_by=None if is_over else decided_by,
        is_delayed=not is_over and decided_by is not None and localdate(at) > decided_by,
        may_ask_on=time.clock.six_months_on if may_ask else None,
        may_ask_now=may_ask and localdate(at) >= time.clock.may_ask_from,
        time=time,
        can_change=stands and asked is None and case.application_time.is_open_at(at),
        can_withdraw=stands,
    )


def _delivered_letters(case: Case) -> list[Letter]:
    """What the region has been told, newest first: the first is what it knows to be in force."""
    if not case.released_outcome:
        return []
    letters = Letter.objects.delivered().filter(decision__case=case).select_related("acknowledged_by", "decision")
    return list(letters.prefetch_related("decision__amounts").order_by("-pk"))


def _steps(
    case: Case,
    submissions: list[Submission],
    asked: SupplementRequest | None,
    letter: Letter | None,
    decided_by: date | None,
) -> Iterator[Step]:
    """Where the case is, what has been before and what comes."""
    yield Step(_("Ansökan är inlämnad och registrerad"), "done", str(case.registry_number), case.arrived_at)
    if letter:
        outcome = Outcome(case.released_outcome).label.lower()
        title = _("Beslut: %(outcome)s") % {"outcome": outcome}
        yield Step(title, "done", _granted_of_applied(case, letter), at=letter.delivered_at)
        is_read = letter.acknowledged_at is not None
        title = _("Ni har tagit del av beslutet") if is_read else _("Ni tar del av beslutet")
        yield Step(title, "done" if is_read else "now", at=letter.acknowledged_at)
        return
    by_when = _("senast %(day)s") % {"day": date_format(decided_by, "DATE_FORMAT")} if decided_by else ""
    if case.withdrawn_at:
        yield Step(_("Ni har återkallat ansökan"), "done", at=case.withdrawn_at)
        yield Step(_("Vi avslutar ärendet med ett beslut om avskrivning"), "now", by_when)
    else:
        is_taken = case.stage != Stage.SUBMITTED
        title = _("En handläggare har tagit ärendet") if is_taken else _("En handläggare tar ärendet")
        yield Step(title, "done" if is_taken else "now")
        if asked:
            due = _("senast %(day)s") % {"day": date_format(asked.due_on, "DATE_FORMAT")}
            yield Step(_("Ni kompletterar ansökan"), "now", due)
        yield Step(_("Vi granskar och bedömer ansökan"), "now" if is_taken and not asked else "later")
        yield Step(_("Vi beslutar"), "later", by_when)
    yield Step(_("Ni får ett mejl och läser beslutet här"), "later")


def _granted_of_applied(case: Case, letter: Letter) -> str:
    """How much of what the region applied for it gets; nothing where nothing is granted."""
    granted = letter.decision.total
    amounts = {"granted": kronor(granted), "applied": kronor(case.amount_applied)}
    return _("%(granted)s beviljat, av %(applied)s sökta") % amounts if granted else ""


def _of_versions(case: Case, submissions: list[Submission], requests: list[SupplementRequest]) -> Iterator[Event]:
    supplements = {request.submission_id for request in requests}
    for version in submissions:
        if version.pk in supplements:
            continue
        if version.number == 1 and case.came_by:
            url = reverse("submissions:version", args=[case.pk, 1])
            yield Event(version.arrived_at, _("Ansökan %(how)s") % {"how": case.came_in_words}, url)
            continue
        text = _("%(name)s lämnade in version %(number)s av ansökan")
        url = reverse("submissions:version", args=[case.pk, version.number])
        yield Event(version.arrived_at, text % {"name": version.submitted_by_name, "number": version.number}, url)


def _of_supplements(case: Case, requests: list[SupplementRequest]) -> Iterator[Event]:
    url = reverse("submissions:supplement", args=[case.pk])
    for request in requests:
        yield Event(request.asked_at, _("Vi bad er komplettera ansökan"), url)
        if request.answered_at:
            version = request.submission.number if request.submission else 0
            text = _("Er komplettering kom in, och är version %(number)s av ansökan") % {"number": version}
            yield Event(request.answered_at, text, reverse("submissions:version", args=[case.pk, version]))
        if ended := given_up_at(case, request):
            yield Event(ended, _("Vi slutade vänta på komplettering"), url)
        for more in request.more_time.all():
            yield Event(more.asked_at, _("Ni bad om mer tid för kompletteringen"), url)
            if more.answered_at:
                given = _("Ni fick mer tid, till och med %(day)s")
                day = date_format(more.given_on, "DATE_FORMAT") if more.given_on else ""
                text = given % {"day": day} if more.given_on else _("Ni fick inte mer tid")
                yield Event(more.answered_at, text, url)


def _of_time(case: Case, time: HandlingTime) -> Iterator[Event]:
    url = reverse("clocks:region", args=[case.pk])
    for notice in time.notices:
        day = date_format(notice.expected_on, "DATE_FORMAT")
        text = _("Vi underrättade er om att ärendet är försenat. Beslut väntas senast %(day)s")
        yield Event(notice.sent_at, text % {"day": day}, url)
    if asked := time.request:
        text = _("%(name)s begärde att ärendet avgörs") % {"name": asked.asked_by_name}
        yield Event(asked.arrived_at, text, url)
    if refusal := time.refusal:
        yield Event(refusal.refused_at, _("Vi avslog begäran om att ärendet avgörs"), url)


def _of_hearings(case: Case, hearings: list[Hearing]) -> Iterator[Event]:
    url = reverse("correspondence:hearing", args=[case.pk])
    for hearing in hearings:
        yield Event(hearing.asked_at, _("Vi bad er yttra er innan vi beslutar"), url)
        if hearing.answered_as:
            text = _("%(name)s yttrade sig") % {"name": hearing.answered_as.message.sent_by_name}
            yield Event(hearing.answered_as.message.sent_at, text, url)


def _of_messages(case: Case, messages: list[Message]) -> Iterator[Event]:
    url = reverse("correspondence:messages", args=[case.pk])
    for message in messages:
        text = _("%(name)s skrev till myndigheten") if message.is_from_region else _("%(name)s skrev till er")
        yield Event(message.sent_at, text % {"name": message.sent_by_name}, f"{url}#message-{message.pk}")


def _of_the_case(case: Case) -> Iterator[Event]:
    entries = AuditEntry.objects.filter(subject=case.audit_subject, event__in=_OFFICERS)
    for event, at in entries.values_list("event", "at"):
        yield Event(at, str(_OFFICERS[event]))
    for reopening in case.reopenings.all():
        yield Event(reopening.opened_at, _("Ni öppnade ansökan för ändring"))
    if case.withdrawn_at:
        yield Event(case.withdrawn_at, _("Ni återkallade ansökan"))


def _of_letters(case: Case, letters: list[Letter]) -> Iterator[Event]:
    for letter in letters:
        url = reverse("letters:earlier_letter", args=[case.pk, letter.pk])
        if letter.delivered_at:
            yield Event(letter.delivered_at, _given(letter.decision), url)
        if letter.acknowledged_at:
            yield Event(letter.acknowledged_at, _("Ni bekräftade att ni har tagit del av beslutet"))


def _given(decision: Decision) -> str:
    if decision.is_a_correction:
        return _("Ni fick en rättelse av beslutet")
    return _("Ni fick ett nytt beslut, som ersätter det tidigare") if decision.replaces_id else _("Ni fick beslutet")


def _of_appeals(case: Case) -> Iterator[Event]:
    words = {
        "came_in": _("Ert överklagande kom in"),
        "dismissed": _("Vi avvisade överklagandet, för att det kom in för sent"),
        "stands": _("Vi omprövade beslutet, som står fast"),
        "changed": _("Vi ändrade beslutet som ni överklagade"),
        "handed_over": _("Vi lämnade över överklagandet till domstolen"),
    }
    for event in events_for_region(case):
        url = reverse("records:regions_appeal", args=[case.pk, event.appeal_id])
        yield Event(event.at, words[event.what], url)


def regions_case(user: Any, case_id: int) -> Case | None:
    """A case that was handed in, for somebody of its region, with all that its page names."""
    cases = Case.objects.visible_to_region(user).submitted()
    return cases.select_related("call", "region", "officer", "contact", *WITH_REQUEST).filter(pk=case_id).first()
