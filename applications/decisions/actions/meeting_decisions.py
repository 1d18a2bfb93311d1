"""Deciding at a meeting: one case, or several together, all or none."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import portal.audit.actions
from applications.decisions import meeting_people, queries, rules
from applications.decisions.actions.boards import freeze_board
from applications.decisions.actions.deciding import decide
from applications.decisions.actions.deciding_together import fault_in, lock_cases_and_budgets
from applications.decisions.actions.meetings import expect_planned
from applications.decisions.models import Board, Decision, ItemAttendance, Meeting, MeetingItem, Proposal
from portal.accounts.access import require
from portal.accounts.models import User

Part = ItemAttendance.Part


@dataclass(frozen=True)
class _How:
    """Who is at the meeting and who of them stands aside, and how it is decided."""

    people: list[User]
    aside_ids: frozenset[int]
    dissent: str
    is_held: bool


@transaction.atomic
def decide_items(
    *,
    meeting_id: int,
    item_ids: Collection[int],
    aside_ids: Collection[int] = (),
    dissent: str = "",
    is_held: bool = False,
    by: Any,
    at: datetime,
) -> list[Decision]:
    """The chair decides on cases of the agenda under the rules of `decide`: all of them, or none.

    Everybody at the meeting who may takes part, but those of `aside_ids`; who that was, and who did not and why, is
    kept with each item. A `dissent` is of one case. The same decided twice by the same person is once.
    Cases, then the years of their calls, then the meeting are locked. Raises MeetingItem.DoesNotExist for one that `by`
    does not see, PermissionDenied, and ValidationError that names each case that can't be decided on, and why.
    """
    named = MeetingItem.objects.filter(pk__in=item_ids, meeting=meeting_id, proposal__in=Proposal.objects.named_to(by))
    lock_cases_and_budgets(list(named.values_list("proposal", flat=True)))
    meeting = Meeting.objects.visible_to(by).locked().get(pk=meeting_id)
    require(rules.may_chair(by), _("Bara en beslutsfattare kan besluta på ett sammanträde."))
    items = list(_with_all(named))
    if len(items) != len(set(item_ids)):
        raise MeetingItem.DoesNotExist
    if decided := _decided_already(items, by):
        return decided
    expect_planned(meeting)
    if dissent.strip() and len(items) > 1:
        raise ValidationError({"dissent": _("En avvikande mening gäller ett ärende. Besluta det för sig.")})
    people = User.objects.filter(pk__in=meeting.attendees.values("person")).prefetch_related("memberships")
    how = _How(list(people), frozenset(aside_ids), dissent, is_held)
    boards = {call.pk: freeze_board(call) for call in {item.proposal.case.call for item in items}}
    decisions, faults = [], []
    for item in items:
        try:
            with transaction.atomic():
                board = boards[item.proposal.case.call_id]
                decisions.append(_decide(item, how, board, by=by, at=at))
        except (ValidationError, PermissionDenied) as error:
            if len(items) == 1:
                raise
            faults.append(fault_in(item.proposal, error))
    if faults:
        raise ValidationError([ValidationError(text, code="case") for text in faults])
    sections = [item.position for item in items]
    portal.audit.actions.record(meeting, "meeting_decided", by=by, at=at, sections=sections, decisions=decisions)
    return decisions


def _with_all(items: Any) -> Any:
    return (
        items.select_related("meeting__chair", "own_chair", "presenter", "decision", "proposal__case__call")
        .select_related("proposal__case__region")
        .prefetch_related("proposal__case__declarations")
        .order_by("position")
    )


def _decided_already(items: list[MeetingItem], by: Any) -> list[Decision]:
    """The decisions, when all the items are decided already by the same person."""
    found = [item.decision for item in items if item.decision is not None and item.decision.decided_by_id == by.pk]
    return found if len(found) == len(items) else []


def _decide(item: MeetingItem, how: _How, board: Board, *, by: Any, at: datetime) -> Decision:
    if not item.is_open:
        raise ValidationError(_("Beslutet är redan fattat."), code="decided")
    if why_not := rules.why_not_decide_item(by, item):
        raise ValidationError(why_not, code="not_the_chair")
    parts = _parts(item, how, by)
    decision = decide(
        proposal_id=item.proposal_id,
        participant_ids=[person_id for person_id, part in parts.items() if part == Part.TOOK_PART],
        presenter_id=item.presenter_id,
        dissent=how.dissent,
        is_held=how.is_held,
        board=board,
        by=by,
        at=at,
    )
    ItemAttendance.objects.bulk_create(
        [ItemAttendance(item=item, person_id=person_id, part=part) for person_id, part in parts.items()]
    )
    item.state, item.decision = MeetingItem.State.DECIDED, decision
    item.save(update_fields=["state", "decision"])
    return decision


def _parts(item: MeetingItem, how: _How, by: Any) -> dict[int, str]:
    """What each person at the meeting has to do with an item. Who left the authority since is not there."""
    case = item.proposal.case
    may = set(queries.may_take_part(case, by, item.presenter_id).values_list("pk", flat=True))
    parts: dict[int, str] = {by.pk: Part.DECIDED, item.presenter_id: Part.PRESENTED}
    for person in how.people:
        if person.pk in parts:
            continue
        if bar := meeting_people.bar_of(person, case):
            parts[person.pk] = bar
        else:
            takes_part = person.pk in may and person.pk not in how.aside_ids
            parts[person.pk] = Part.TOOK_PART if takes_part else Part.ASIDE
    return parts
