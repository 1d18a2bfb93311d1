"""Which reminders are due: a pure function of a call, its regions, people and a moment.

A planned moment is so many calendar days before a region's last day, at a time of day in Stockholm. A region that was
given longer than the others has planned moments of its own. At a planned moment each person of a region that has not
submitted gets one reminder, for all their regions together. When planned moments were missed, the latest of them alone
is made up for, and only before closing. After a region's closing, its people are told of drafts that were never
submitted, and of applications that were reopened and not submitted again, once.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from applications.calls.deadline import last_day

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# A submit that arrived in time may still be handled just after closing: nobody is told too early that it was not done.
GRACE = timedelta(minutes=10)
# After so long a region has found out by itself; an old call that is put in as history tells nobody anything.
TOO_LATE_TO_TELL = timedelta(days=14)

BEFORE_CLOSING = "before_closing"
AFTER_CLOSING = "after_closing"


@dataclass(frozen=True)
class Step:
    """A line of a call's reminder plan."""

    days_before: int
    at_time: time


@dataclass(frozen=True)
class CallFacts:
    """What the plan needs to know of a call. `announced_at` is when it was published, None for a draft."""

    id: int
    opens_at: datetime
    closes_at: datetime
    announced_at: datetime | None
    steps: tuple[Step, ...]
    # The call's minutes of grace: within them a region that submits is not told that it did not.
    grace_minutes: int = 0


@dataclass(frozen=True)
class RegionFacts:
    """A region that may apply: whether it has, and the ids of its drafts and of what it submitted and then reopened."""

    code: str
    submitted: bool = False
    drafts: tuple[int, ...] = ()
    reopened: tuple[int, ...] = ()
    # Its own closing, when it was given longer than the call.
    closes_at: datetime | None = None

    @property
    def is_unsent(self) -> bool:
        """Whether something that the region wrote was not sent."""
        return bool(self.drafts or self.reopened)


@dataclass(frozen=True)
class PersonFacts:
    """Somebody who acts for regions."""

    id: int
    regions: frozenset[str]
    is_active: bool = True
    # Wants no mails that remind.
    opted_out: bool = False


@dataclass(frozen=True, order=True)
class Moment:
    """A planned moment of a call."""

    at: datetime
    kind: str = BEFORE_CLOSING


@dataclass(frozen=True)
class Done:
    """A planned moment that was dealt with, and for which regions; None: for all of them."""

    moment: Moment
    regions: frozenset[str] | None = None

    def covers(self, code: str) -> bool:
        return self.regions is None or code in self.regions


@dataclass(frozen=True)
class Due:
    """One reminder: to one person, at one planned moment, about these regions, in order of their codes."""

    call_id: int
    moment: Moment
    person_id: int
    regions: tuple[str, ...]


def for_region(call: CallFacts, region: RegionFacts) -> CallFacts:
    """The call as one region sees it, with the region's own closing."""
    return replace(call, closes_at=max(call.closes_at, region.closes_at)) if region.closes_at else call


def planned_moments(call: CallFacts) -> tuple[Moment, ...]:
    """Every moment at which the call, as a region sees it, reminds or tells somebody, in order. None for a call that is
    not published.
    """
    if call.announced_at is None:
        return ()
    begins = max(call.opens_at, call.announced_at)
    instants = {_instant(call, step) for step in call.steps}
    before = sorted(Moment(at) for at in instants if begins <= at < call.closes_at)
    return (*before, Moment(call.closes_at, AFTER_CLOSING))


def _instant(call: CallFacts, step: Step) -> datetime:
    """The step's time of day on its calendar day in Stockholm. A time that the clocks skip comes an hour later."""
    day = last_day(call.closes_at) - timedelta(days=step.days_before)
    return datetime.combine(day, step.at_time, tzinfo=STOCKHOLM).astimezone(UTC)


def moment_to_act_on(call: CallFacts, *, done: Collection[Moment], at: datetime) -> Moment | None:
    """The planned moment that is to be dealt with at `at`, if any: the latest that has come, unless it was `done`.

    Nor when a later one was done: a plan or a closing that is changed meanwhile never leads back.
    """
    come = [moment for moment in planned_moments(call) if moment.at <= at]
    if not come or any(come[-1].at <= moment.at for moment in done):
        return None
    latest = come[-1]
    told_from = call.closes_at + GRACE + timedelta(minutes=call.grace_minutes)
    if latest.kind == AFTER_CLOSING and not told_from <= at < call.closes_at + TOO_LATE_TO_TELL:
        return None
    return latest


def regions_to_act_on(
    call: CallFacts, regions: Iterable[RegionFacts], *, done: Collection[Done], at: datetime
) -> dict[Moment, frozenset[str]]:
    """The planned moments that are to be dealt with at `at`, in order, and for which regions each."""
    found: dict[Moment, set[str]] = {}
    for region in regions:
        mine = {one.moment for one in done if one.covers(region.code)}
        if moment := moment_to_act_on(for_region(call, region), done=mine, at=at):
            found.setdefault(moment, set()).add(region.code)
    return {moment: frozenset(codes) for moment, codes in sorted(found.items())}


def due(
    call: CallFacts,
    regions: Collection[RegionFacts],
    people: Collection[PersonFacts],
    *,
    done: Collection[Done],
    sent: Collection[tuple[int, datetime]],
    at: datetime,
) -> tuple[Due, ...]:
    """The reminders to send now. `done` are the planned moments dealt with, `sent` who was reminded of which."""
    return tuple(
        one
        for moment, codes in regions_to_act_on(call, regions, done=done, at=at).items()
        for one in at_moment(call, _among(regions, codes), people, moment)
        if (one.person_id, moment.at) not in sent
    )


def coming(
    call: CallFacts,
    regions: Collection[RegionFacts],
    people: Collection[PersonFacts],
    *,
    done: Collection[Done],
    at: datetime,
    until: datetime,
) -> tuple[tuple[Moment, tuple[Due, ...]], ...]:
    """The moments from `at` to `until`, with who would hear at each if nothing changed; first what is due already."""
    now = regions_to_act_on(call, regions, done=done, at=at)
    ahead: dict[Moment, set[str]] = {}
    for region in regions:
        for moment in planned_moments(for_region(call, region)):
            if at < moment.at <= until:
                ahead.setdefault(moment, set()).add(region.code)
    moments = [*now.items(), *sorted(ahead.items())]
    return tuple((moment, at_moment(call, _among(regions, codes), people, moment)) for moment, codes in moments)


def _among(regions: Iterable[RegionFacts], codes: Collection[str]) -> list[RegionFacts]:
    return [region for region in regions if region.code in codes]


def at_moment(
    call: CallFacts, regions: Iterable[RegionFacts], people: Iterable[PersonFacts], moment: Moment
) -> tuple[Due, ...]:
    """Who hears at a planned moment of these regions, by person: one each, whatever the number of their regions.

    Before closing those who opted out too: they have it without a mail.
    """
    people = [person for person in people if person.is_active]
    is_after = moment.kind == AFTER_CLOSING
    heard_of = {region.code for region in regions if (region.is_unsent if is_after else not region.submitted)}
    listening = [person for person in people if not (is_after and person.opted_out)]
    heard = {person.id: person.regions & heard_of for person in listening}
    if is_after:
        heard |= _those_who_must_be_told(heard_of, people, listening)
    return tuple(
        Due(call.id, moment, person_id, tuple(sorted(codes))) for person_id, codes in sorted(heard.items()) if codes
    )


def _those_who_must_be_told(
    unsent: set[str], people: list[PersonFacts], listening: list[PersonFacts]
) -> dict[int, frozenset[str]]:
    """A region is told that its draft was not submitted, also when everyone there has turned reminders off."""
    deaf = unsent - frozenset().union(*(person.regions for person in listening))
    return {person.id: person.regions & deaf for person in people if person.opted_out and person.regions & deaf}
