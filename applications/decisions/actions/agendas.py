"""What is to be decided at a meeting, in which order, and who presents and decides each case."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

import portal.audit.actions
from applications.cases.models import Case
from applications.cases.rules import is_barred
from applications.decisions import meeting_people
from applications.decisions.actions.locking import expect_waiting
from applications.decisions.actions.meetings import add_attendee, expect_undecided, locked_meeting
from applications.decisions.models import Meeting, MeetingItem, Proposal


@transaction.atomic
def add_to_agenda(*, meeting_id: int, proposal_ids: Collection[int], by: Any, at: datetime) -> list[MeetingItem]:
    """Put proposals that wait for a decision last on the agenda, each presented by who made it: all of them, or none.

    Raises Proposal.DoesNotExist for one that `by` does not see, PermissionDenied, and ValidationError that names each
    case that can't be put there.
    """
    list(Case.objects.filter(proposals__in=proposal_ids).order_by("pk").locked())
    meeting = locked_meeting(meeting_id, by)
    expect_undecided(meeting)
    seen = Proposal.objects.named_to(by).filter(pk__in=proposal_ids).select_related("case__region")
    proposals = {proposal.pk: proposal for proposal in seen}
    if len(proposals) != len(set(proposal_ids)):
        raise Proposal.DoesNotExist
    faults = [
        f"{proposal.case.registry_number} {proposal.case.region.name}: {why}"
        for proposal in proposals.values()
        if (why := _why_not(proposal, meeting))
    ]
    if faults:
        raise ValidationError([ValidationError(text, code="case") for text in faults])
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    items = [
        MeetingItem(
            meeting=meeting,
            proposal=proposals[pk],
            position=last + number,
            presenter_id=proposals[pk].proposed_by_id,
        )
        for number, pk in enumerate(dict.fromkeys(proposal_ids), start=1)
    ]
    MeetingItem.objects.bulk_create(items)
    portal.audit.actions.record(meeting, "agenda_added", by=by, at=at, proposals=list(proposals), number=len(items))
    return items


def _why_not(proposal: Proposal, meeting: Meeting) -> str:
    try:
        expect_waiting(proposal)
    except ValidationError as error:
        return " ".join(error.messages)
    if meeting.call_id is not None and proposal.case.call_id != meeting.call_id:
        return _("Ärendet hör till en annan utlysning än sammanträdet.")
    taken = MeetingItem.objects.filter(proposal=proposal, state=MeetingItem.State.OPEN).select_related("meeting")
    if item := taken.first():
        return _("Ärendet står redan på dagordningen för %(meeting)s.") % {"meeting": item.meeting}
    return ""


@transaction.atomic
def take_off_agenda(*, item_id: int, by: Any, at: datetime) -> None:
    """Take a case off the agenda; those after it move up. Raises PermissionDenied and ValidationError."""
    meeting, item = locked_item(item_id, by)
    expect_undecided(meeting)
    item.delete()
    for position, other in enumerate(meeting.items.order_by("position", "pk"), start=1):
        if other.position != position:
            MeetingItem.objects.filter(pk=other.pk).update(position=position)
    portal.audit.actions.record(meeting, "agenda_removed", by=by, at=at, proposal=item.proposal_id)


@transaction.atomic
def move_on_agenda(*, item_id: int, up: bool, by: Any, at: datetime) -> None:
    """Let a case change places with the one before it, or after. At the end of the agenda nothing happens."""
    meeting, item = locked_item(item_id, by)
    expect_undecided(meeting)
    place = item.position + (-1 if up else 1)
    other = meeting.items.filter(position=place).first()
    if other is None:
        return
    MeetingItem.objects.filter(pk=other.pk).update(position=item.position)
    MeetingItem.objects.filter(pk=item.pk).update(position=place)
    portal.audit.actions.record(meeting, "agenda_moved", by=by, at=at, proposal=item.proposal_id, position=place)


@transaction.atomic
def arrange_item(*, item_id: int, presenter_id: int, own_chair_id: int | None, by: Any, at: datetime) -> MeetingItem:
    """Say who presents a case that is not decided, and who decides it if not the meeting's chair.

    Neither may have a conflict of interest in the case, and nobody decides what they proposed or present.
    Raises PermissionDenied, and ValidationError by field.
    """
    meeting, item = locked_item(item_id, by)
    if not item.is_open:
        raise ValidationError(_("Ärendet är redan beslutat."), code="decided")
    own_chair_id = None if own_chair_id == meeting.chair_id else own_chair_id
    faults = {}
    presenter = meeting_people.at_work().filter(pk=presenter_id).first()
    if presenter is None or is_barred(presenter, item.proposal.case):
        faults["presenter"] = _("Välj någon som arbetar här och inte har jäv i ärendet.")
    if own_chair_id is not None:
        chair = meeting_people.deciders().filter(pk=own_chair_id).first()
        if chair is None or is_barred(chair, item.proposal.case):
            faults["own_chair"] = _("Välj en beslutsfattare som inte har jäv i ärendet.")
        elif own_chair_id in {presenter_id, item.proposal.proposed_by_id}:
            faults["own_chair"] = _("Den som har föreslagit beslutet, eller föredrar ärendet, kan inte fatta det.")
    if faults:
        raise ValidationError(faults)
    item.presenter_id, item.own_chair_id = presenter_id, own_chair_id
    item.save(update_fields=["presenter", "own_chair"])
    if own_chair_id is not None:
        add_attendee(meeting, own_chair_id)
    portal.audit.actions.record(
        meeting, "agenda_arranged", by=by, at=at, proposal=item.proposal_id, presenter=presenter_id, chair=own_chair_id
    )
    return item


def locked_item(item_id: int, by: Any) -> tuple[Meeting, MeetingItem]:
    """An item of a case in which `by` is not barred, and its locked meeting. Raises MeetingItem.DoesNotExist."""
    named = MeetingItem.objects.filter(proposal__in=Proposal.objects.named_to(by))
    meeting = locked_meeting(named.values_list("meeting", flat=True).get(pk=item_id), by)
    return meeting, named.select_related("proposal__case", "meeting").get(pk=item_id)
