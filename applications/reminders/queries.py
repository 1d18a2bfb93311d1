"""What the plan and its mails are made from, and the staff's page of them: few queries, whatever the size."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.timezone import localtime

import portal.notices.actions
from applications.calls.models import Call
from applications.cases.models import Case
from applications.drafting.content import DraftContent
from applications.drafting.models import Attachment, SectionVersion
from applications.drafting.queries import OF_A_FILE, attached_file
from applications.reminders.kinds import DEADLINE_REMINDER
from applications.reminders.mails import DraftPart, RegionPart, ReminderMail, written
from applications.reminders.models import Reminder, Round
from applications.reminders.plan import (
    BEFORE_CLOSING,
    TOO_LATE_TO_TELL,
    CallFacts,
    Done,
    Due,
    Moment,
    PersonFacts,
    RegionFacts,
    Step,
    coming,
    regions_to_act_on,
)
from applications.submissions.models import Reopening
from regions.models import Membership, Region


@dataclass(frozen=True)
class Facts:
    """All that the plan asks about one call."""

    call: Call
    plan: CallFacts
    regions: tuple[RegionFacts, ...]
    people: tuple[PersonFacts, ...]
    done: frozenset[Done]
    sent: frozenset[tuple[int, datetime]]


@dataclass(frozen=True)
class World:
    """The facts of some calls, and the things behind their ids."""

    calls: tuple[Facts, ...]
    people: dict[int, Any]
    regions: dict[str, Region]
    drafts: dict[int, DraftPart]
    reopened: dict[int, Case]

    def mail(self, facts: Facts, moment: Moment, codes: Iterable[str], *, at: datetime) -> ReminderMail:
        """The mail to those who act for these regions, as it is sent at `at`."""
        by_code = {region.code: region for region in facts.regions}
        parts = tuple(self._part(facts.call, by_code[code]) for code in codes)
        return ReminderMail(facts.call, moment.kind, parts, at)

    def _part(self, call: Call, region: RegionFacts) -> RegionPart:
        return RegionPart(
            name=self.regions[region.code].name,
            closes_at=call.closing_for(region.code),
            has_submitted=region.submitted,
            drafts=tuple(self.drafts[pk] for pk in region.drafts),
            reopened=tuple(self.reopened[pk] for pk in region.reopened),
        )


def call_facts(call: Call) -> CallFacts:
    """The call as the plan sees it. Its steps are prefetched."""
    return CallFacts(
        id=call.pk,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        announced_at=call.published_at,
        steps=tuple(Step(step.days_before, step.at_time) for step in call.reminder_steps.all()),
        grace_minutes=call.grace_minutes,
    )


def reminded(call: Call, moment: Moment) -> set[int]:
    """The ids of those who have got their reminder of a planned moment."""
    sent = Reminder.objects.filter(call=call, planned_at=moment.at)
    return set(sent.values_list("person_id", flat=True))


def rounds_done(call: Call) -> frozenset[Done]:
    """The planned moments that have been dealt with. The call's rounds are prefetched."""
    return frozenset(
        Done(Moment(one.planned_at, one.kind), frozenset(one.regions) if one.regions else None)
        for one in call.reminder_rounds.all()
    )


def with_plan(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Calls with their steps and the rounds that are done: three queries."""
    return calls.prefetch_related("reminder_steps", Prefetch("reminder_rounds", Round.objects.order_by("pk")))


def calls_to_act_on(at: datetime) -> list[Call]:
    """The calls of which a planned moment is to be dealt with now: three queries, mostly for nothing."""
    running = Call.objects.open_for_some_at(at - TOO_LATE_TO_TELL, opened_by=at)
    return [call for call in with_plan(running) if _may_have_to_act(call, at)]


def _may_have_to_act(call: Call, at: datetime) -> bool:
    """Whether some region's planned moment is to be dealt with; regions with the call's own closing count as one."""
    own = [RegionFacts(code, closes_at=call.closing_for(code)) for code in call.region_closings]
    done = rounds_done(call)
    # Who the others are takes a question: what was done for any but those with closings of their own was for them.
    others = [Done(one.moment) for one in done if one.regions is None or one.regions - call.region_closings.keys()]
    facts = call_facts(call)
    return bool(
        regions_to_act_on(facts, own, done=done, at=at)
        or regions_to_act_on(facts, [RegionFacts(_OTHERS)], done=others, at=at)
    )


# Stands for all regions that have the call's own closing. No region has such a code.
_OTHERS = "*"


def gather(calls: Collection[Call]) -> World:
    """The facts of calls that came `with_plan`: nine queries, however many calls, regions, people and drafts."""
    eligible: dict[int, set[str]] = defaultdict(set)
    for call_id, code in Call.eligible_regions.through.objects.filter(call__in=calls).values_list(
        "call_id", "region_id"
    ):
        eligible[call_id].add(code)
    codes = set().union(*eligible.values()) if eligible else set()
    regions = {region.code: region for region in Region.objects.filter(pk__in=codes)}
    people, codes_of = _people(codes)
    muted = portal.notices.actions.who_muted(DEADLINE_REMINDER, list(people))
    cases = _cases(calls)
    sent: dict[int, set[tuple[int, datetime]]] = defaultdict(set)
    for call_id, person_id, planned_at in Reminder.objects.filter(call__in=calls).values_list(
        "call_id", "person_id", "planned_at"
    ):
        sent[call_id].add((person_id, planned_at))
    drafts = [case for case in cases if case.is_draft]
    reopened = [case for case in cases if case.is_reopened and not case.is_draft]
    contents = _contents(drafts)
    return World(
        calls=tuple(
            Facts(
                call=call,
                plan=call_facts(call),
                regions=_region_facts(call, eligible[call.pk], [case for case in cases if case.call_id == call.pk]),
                people=tuple(
                    PersonFacts(person_id, frozenset(mine), opted_out=person_id in muted)
                    for person_id, codes in sorted(codes_of.items())
                    if (mine := codes & eligible[call.pk])
                ),
                done=rounds_done(call),
                sent=frozenset(sent[call.pk]),
            )
            for call in calls
        ),
        people=people,
        regions=regions,
        drafts={case.pk: DraftPart(case, contents.get(case.pk)) for case in drafts},
        reopened={case.pk: case for case in reopened},
    )


def _people(codes: set[str]) -> tuple[dict[int, Any], dict[int, set[str]]]:
    """The active people who act for any of these regions, and for which each does."""
    people: dict[int, Any] = {}
    codes_of: dict[int, set[str]] = defaultdict(set)
    for membership in Membership.objects.in_regions(codes).order_by("person__name", "person_id"):
        people[membership.person_id] = membership.person
        codes_of[membership.person_id].add(membership.region_id)
    return people, codes_of


def _cases(calls: Collection[Call]) -> list[Any]:
    """All cases in these calls but drafts that were taken away, and whether each is reopened."""
    kept = Case.objects.kept().filter(call__in=calls)
    kept = kept.annotate(is_reopened=Exists(Reopening.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)))
    cases = kept.select_related("call", "draft__form_version").order_by("pk")
    return list(cases.prefetch_related("call__years"))


def _region_facts(call: Call, codes: Iterable[str], cases: Collection[Any]) -> tuple[RegionFacts, ...]:
    """The regions with what each has in the call: cases that know whether they are reopened."""
    submitted = {case.region_id for case in cases if not case.is_draft}
    drafts: dict[str, list[int]] = defaultdict(list)
    reopened: dict[str, list[int]] = defaultdict(list)
    for case in cases:
        if case.is_draft:
            drafts[case.region_id].append(case.pk)
        elif case.is_reopened and not case.withdrawn_at:
            reopened[case.region_id].append(case.pk)
    return tuple(
        RegionFacts(
            code=code,
            submitted=code in submitted,
            drafts=tuple(drafts[code]),
            reopened=tuple(reopened[code]),
            closes_at=call.closing_for(code) if code in call.region_closings else None,
        )
        for code in sorted(codes)
    )


def _contents(cases: Collection[Case]) -> dict[int, DraftContent]:
    """What each draft says now, by its case's id: two queries, however many drafts. The drafts came with the cases."""
    begun = [case for case in cases if hasattr(case, "draft")]
    sections: dict[int, dict[str, Any]] = defaultdict(dict)
    current = SectionVersion.objects.filter(draft__in=[case.pk for case in begun], is_current=True)
    for draft_id, key, content in current.values_list("draft_id", "section_key", "content"):
        sections[draft_id][key] = content
    files: dict[int, list[Any]] = defaultdict(list)
    kept = Attachment.objects.filter(draft__in=[case.pk for case in begun], removed_at__isnull=True)
    for draft_id, *file in kept.values_list("draft_id", *OF_A_FILE):
        files[draft_id].append(attached_file(*file))
    forms = {case.draft.form_version_id: case.draft.form_version for case in begun}
    return {
        case.pk: DraftContent(
            definition=forms[case.draft.form_version_id].parsed,
            sections=sections[case.pk],
            attachments=files[case.pk],
        )
        for case in begun
    }


# --- The staff's page -----------------------------------------------------------------------------------

AHEAD = BEHIND = timedelta(days=30)
ROWS_ON_PAGE = 50


@dataclass(frozen=True)
class PlannedMail:
    """One text and all who would get it, alike."""

    regions: str
    drafts: tuple[str, ...]
    people: list[Any]
    # The ids of those of them who want no such mails: it is new on their start page, and that is all.
    muted: Collection[int]
    subject: str
    body: str


@dataclass(frozen=True)
class PlannedMoment:
    call: Call
    at: datetime
    kind: str
    is_overdue: bool
    mails: list[PlannedMail]

    @property
    def number_of_people(self) -> int:
        return sum(len(mail.people) for mail in self.mails)


@dataclass(frozen=True)
class PlannedDay:
    day: date
    moments: list[PlannedMoment]


@dataclass(frozen=True)
class PlanPage:
    """Who gets what in the next 30 days, beside what was sent in the last 30 and what failed of it."""

    calls: list[Call]
    call: Call | None
    days: list[PlannedDay]
    sent: Page[Reminder]
    failed: int
    only_failed: bool


def plan_page(*, call: str, only_failed: bool, page: str, at: datetime) -> PlanPage:
    """The page of planned and sent reminders, of all calls or the one whose address is `call`.

    With `only_failed`, of what was sent only what failed. 16 queries, whatever the size.
    """
    calls = list(with_plan(Call.objects.open_for_some_at(at - BEHIND, opened_by=at + AHEAD)))
    chosen = next((one for one in calls if one.slug == call), None)
    world = gather([chosen] if chosen else calls)
    reminders = Reminder.objects.filter(call__in=[chosen] if chosen else calls).queued_between(at - BEHIND, at)
    shown = reminders.failed() if only_failed else reminders
    return PlanPage(
        calls=calls,
        call=chosen,
        days=_by_day(_planned(world, at)),
        sent=Paginator(shown.for_page(), ROWS_ON_PAGE).get_page(page),
        failed=reminders.failed().count(),
        only_failed=only_failed,
    )


def _planned(world: World, at: datetime) -> list[PlannedMoment]:
    planned = [
        PlannedMoment(
            call=facts.call,
            at=moment.at,
            kind=moment.kind,
            is_overdue=moment.at <= at,
            mails=_mails(world, facts, moment, everyone, at=max(at, moment.at)),
        )
        for facts in world.calls
        for moment, everyone in coming(
            facts.plan, facts.regions, facts.people, done=facts.done, at=at, until=at + AHEAD
        )
    ]
    return sorted(planned, key=lambda moment: (moment.at, moment.call.pk))


def _mails(world: World, facts: Facts, moment: Moment, everyone: Iterable[Due], *, at: datetime) -> list[PlannedMail]:
    """The mails of a planned moment. Those who act for the same regions in the same language get the same mail."""
    alike: dict[tuple[tuple[str, ...], str], list[Any]] = defaultdict(list)
    for one in everyone:
        person = world.people[one.person_id]
        alike[one.regions, person.language].append(person)
    mails = []
    # What comes after closing is mailed to everyone who hears at all.
    before = moment.kind == BEFORE_CLOSING
    muted = {person.id for person in facts.people if before and person.opted_out}
    for (codes, _language), people in sorted(alike.items(), key=lambda item: item[0]):
        mail = world.mail(facts, moment, codes, at=at)
        subject, body = written(mail, people[0])
        titles = tuple(draft.case.title for draft in mail.drafts)
        mails.append(PlannedMail(mail.region_names, titles, people, muted, subject, body))
    return mails


def _by_day(moments: Iterable[PlannedMoment]) -> list[PlannedDay]:
    """Moments in order, under the days in Stockholm on which they fall."""
    return [
        PlannedDay(day, list(of_day))
        for day, of_day in groupby(moments, key=lambda moment: localtime(moment.at).date())
    ]
