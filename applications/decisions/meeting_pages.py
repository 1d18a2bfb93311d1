"""What the pages of meetings show, each to one person: nothing of a case in which they have a conflict of interest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from applications.calls.models import Outcome
from applications.decisions import meeting_people, readiness, rules, waiting
from applications.decisions.models import ItemAttendance, Meeting, MeetingItem, Minutes, Proposal

MEETINGS_ON_PAGE = 50


def meetings_for(user: Any, page: str) -> Page[Meeting]:
    """The meetings, the newest day first, with how many cases stand on each and how many are decided."""
    meetings = Meeting.objects.visible_to(user).select_related("chair", "call")
    counted = meetings.annotate(
        on_agenda=Count("items"), decided=Count("items", filter=Q(items__state=MeetingItem.State.DECIDED))
    )
    return Paginator(counted.order_by("-meets_on", "-pk"), MEETINGS_ON_PAGE).get_page(page)


@dataclass(frozen=True)
class KeptOut:
    """Somebody at the meeting who can't take part in an item."""

    person: Any
    has_conflict: bool


@dataclass(frozen=True)
class TakingPart:
    """Those at a meeting who may take part in an item, beside who decides and who presents; and those who can't."""

    may: list[Any]
    kept_out: list[KeptOut]


@dataclass(frozen=True)
class ItemRow:
    """One item of the agenda as one person may see it. With `must_declare` nothing of what it says is told."""

    item: MeetingItem
    proposal: Proposal
    must_declare: bool
    lacking: list[str]
    why_not: str
    kept_out: list[KeptOut]
    amount: int

    @property
    def is_decided(self) -> bool:
        return self.item.decision_id is not None

    @property
    def is_off(self) -> bool:
        """The proposal no longer waits, for another reason than a decision here."""
        return not self.is_decided and self.proposal.state != Proposal.State.OPEN

    @property
    def can_be_decided(self) -> bool:
        """Whether the reader is the one to decide, and could do so now."""
        return self.item.is_open and not (self.is_off or self.must_declare or self.why_not or self.lacking)


@dataclass(frozen=True)
class MeetingPage:
    """A meeting as one person may see it. `hidden` is how many of its cases they must not see."""

    meeting: Meeting
    rows: list[ItemRow]
    hidden: int
    people: list[Any]
    has_decisions: bool
    minutes: Minutes | None

    @property
    def can_decide(self) -> bool:
        return any(row.can_be_decided for row in self.rows)

    @property
    def decision_ids(self) -> list[int]:
        """The decisions that are held, whose letters the reader may send."""
        decisions = [row.item.decision for row in self.rows if row.item.decision and not row.must_declare]
        return [decision.pk for decision in decisions if not decision.is_released]


def meeting_page(user: Any, meeting: Meeting, *, at: datetime) -> MeetingPage:
    """A meeting with its agenda. Some twenty queries, however long it is."""
    people = _people_at(meeting)
    items = list(meeting.items.select_related("presenter", "own_chair", "decision__release").order_by("position", "pk"))
    named = Proposal.objects.named_to(user).filter(meeting_items__meeting=meeting)
    proposals = {each.pk: each for each in waiting.with_readiness(named)}
    points = waiting.points_of_reasons(proposals.values())
    rows = []
    for item in items:
        item.meeting = meeting
        if proposal := proposals.get(item.proposal_id):
            item.proposal = proposal
            rows.append(_row(user, item, people, points, at=at))
    return MeetingPage(
        meeting=meeting,
        rows=rows,
        hidden=len(items) - len(rows),
        people=people,
        has_decisions=any(item.decision_id for item in items),
        minutes=Minutes.objects.filter(meeting=meeting).first() if meeting.is_closed else None,
    )


def _row(
    user: Any, item: MeetingItem, people: list[Any], points: Mapping[int, Mapping[int, Any]], *, at: datetime
) -> ItemRow:
    proposal = item.proposal
    facts = waiting.facts_of_loaded(proposal, user, points, at)
    must_declare = not facts.decider_has_declared
    why_not = rules.why_not_decide_item(user, item) if item.is_open else ""
    if why_not:
        # What is asked of the one who decides is told to them alone.
        facts = replace(facts, is_read_by_decider=False)
    return ItemRow(
        item=item,
        proposal=proposal,
        must_declare=must_declare,
        lacking=readiness.unmet(facts) if item.is_open else [],
        why_not=why_not,
        kept_out=_kept_out(people, proposal.case),
        amount=sum(row.amount for row in proposal.amounts.all()) if Outcome(proposal.outcome).grants else 0,
    )


def _people_at(meeting: Meeting) -> list[Any]:
    attendees = meeting.attendees.select_related("person").prefetch_related("person__memberships")
    return sorted((each.person for each in attendees), key=lambda person: person.name)


def _kept_out(people: Iterable[Any], case: Any) -> list[KeptOut]:
    bars = [(person, meeting_people.bar_of(person, case)) for person in people]
    return [KeptOut(person, bar == ItemAttendance.Part.CONFLICT) for person, bar in bars if bar]


def item_for(user: Any, item_id: int) -> MeetingItem:
    """An item whose case is open to `user`, with what its page shows. Raises MeetingItem.DoesNotExist."""
    seen = MeetingItem.objects.filter(proposal__in=Proposal.objects.visible_to(user))
    item = seen.select_related(
        "meeting__chair", "meeting__secretary", "meeting__call", "presenter", "own_chair", "decision"
    ).get(pk=item_id)
    proposals = Proposal.objects.with_all().select_related("case__region", "case__officer")
    item.proposal = proposals.prefetch_related("case__declarations").get(pk=item.proposal_id)
    return item


def may_put_on_agenda(user: Any, meeting: Meeting) -> QuerySet[Proposal]:
    """The proposals that wait for a decision and stand on no agenda, in the call of the meeting if it has one."""
    taken = MeetingItem.objects.filter(state=MeetingItem.State.OPEN).values("proposal")
    free = Proposal.objects.named_to(user).awaiting_decision().exclude(pk__in=taken)
    if meeting.call_id is not None:
        free = free.filter(case__call=meeting.call_id)
    return free.select_related("case__region", "case__call", "proposed_by").order_by("case__registry_number", "pk")


def taking_part(item: MeetingItem) -> TakingPart:
    """Who of those at the meeting may take part in an item from `item_for`. Two queries."""
    people = _people_at(item.meeting)
    kept_out = _kept_out(people, item.proposal.case)
    others = {item.decider_id, item.presenter_id, *(each.person.pk for each in kept_out)}
    return TakingPart(may=[person for person in people if person.pk not in others], kept_out=kept_out)
