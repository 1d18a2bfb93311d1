"""Planning a meeting, changing it, saying who is there, and calling it off."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import portal.audit.actions
from applications.decisions import meeting_people, rules
from applications.decisions.models import ItemAttendance, Meeting, MeetingAttendee, MeetingItem
from portal.accounts.access import require

_FIELDS = ("name", "call_id", "meets_on", "form", "place", "chair_id", "secretary_id")


@transaction.atomic
def plan_meeting(
    *,
    name: str,
    meets_on: date,
    form: str,
    place: str,
    chair_id: int,
    secretary_id: int,
    call_id: int | None = None,
    by: Any,
    at: datetime,
) -> Meeting:
    """Plan a meeting. Its chair and secretary are there from the start. Raises PermissionDenied, ValidationError."""
    require(rules.may_plan_meetings(by), _("Bara handläggare och beslutsfattare kan planera sammanträden."))
    meeting = Meeting(
        name=name.strip(),
        call_id=call_id,
        meets_on=meets_on,
        form=form,
        place=place.strip(),
        chair_id=chair_id,
        secretary_id=secretary_id,
        made_by=by,
        made_at=at,
    )
    _check(meeting)
    meeting.save()
    _add_leaders(meeting)
    portal.audit.actions.record(meeting, "meeting_planned", by=by, at=at, **_said(meeting))
    return meeting


@transaction.atomic
def change_meeting(
    *,
    meeting_id: int,
    name: str,
    meets_on: date,
    form: str,
    place: str,
    chair_id: int,
    secretary_id: int,
    call_id: int | None = None,
    by: Any,
    at: datetime,
) -> Meeting:
    """Change a meeting at which nothing is decided yet. Raises PermissionDenied and ValidationError."""
    meeting = locked_meeting(meeting_id, by)
    expect_undecided(meeting)
    meeting.name, meeting.meets_on, meeting.form, meeting.place = name.strip(), meets_on, form, place.strip()
    meeting.call_id, meeting.chair_id, meeting.secretary_id = call_id, chair_id, secretary_id
    _check(meeting)
    meeting.save(update_fields=_FIELDS)
    _add_leaders(meeting)
    portal.audit.actions.record(meeting, "meeting_changed", by=by, at=at, **_said(meeting))
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting_id: int, why: str, by: Any, at: datetime) -> Meeting:
    """Call a meeting off at which nothing is decided. Its proposals wait for another, or to be decided one by one."""
    meeting = locked_meeting(meeting_id, by)
    expect_undecided(meeting)
    if not why.strip():
        raise ValidationError({"why": _("Skriv varför sammanträdet ställs in.")})
    meeting.state, meeting.cancelled_why = Meeting.State.CANCELLED, why.strip()
    meeting.save(update_fields=["state", "cancelled_why"])
    meeting.items.update(state=MeetingItem.State.LEFT)
    portal.audit.actions.record(meeting, "meeting_cancelled", by=by, at=at, why=meeting.cancelled_why)
    return meeting


@transaction.atomic
def set_attendance(*, meeting_id: int, person_ids: Collection[int], by: Any, at: datetime) -> Meeting:
    """Say who is at the meeting, now or when it is held; its chairs and secretary always are.

    What somebody has had to do with items that are decided stands. Raises PermissionDenied and ValidationError.
    """
    meeting = locked_meeting(meeting_id, by)
    wanted = set(person_ids)
    if meeting_people.at_work().filter(pk__in=wanted).count() != len(wanted):
        raise ValidationError({"people": _("Någon av dem arbetar inte längre här. Ladda om sidan.")}, code="people")
    # Who was there when something was decided stays in the minutes.
    wanted |= set(ItemAttendance.objects.filter(item__meeting=meeting).values_list("person", flat=True))
    meeting.attendees.exclude(person__in=wanted).delete()
    _add(meeting, wanted)
    _add_leaders(meeting)
    people = list(meeting.attendees.values_list("person", flat=True))
    portal.audit.actions.record(meeting, "meeting_attendance_set", by=by, at=at, people=people)
    return meeting


def locked_meeting(meeting_id: int, by: Any) -> Meeting:
    """A meeting that `by` may arrange, locked. Raises Meeting.DoesNotExist, PermissionDenied and ValidationError."""
    meeting = Meeting.objects.visible_to(by).locked().get(pk=meeting_id)
    require(rules.may_plan_meetings(by), _("Bara handläggare och beslutsfattare kan planera sammanträden."))
    expect_planned(meeting)
    return meeting


def expect_planned(meeting: Meeting) -> None:
    if meeting.is_closed:
        raise ValidationError(_("Sammanträdet är avslutat, så inget i det kan ändras."), code="closed")
    if not meeting.is_planned:
        raise ValidationError(_("Sammanträdet är inställt."), code="cancelled")


def expect_undecided(meeting: Meeting) -> None:
    """Nothing is decided at the meeting: from the first decision its agenda and its head stand."""
    if meeting.items.filter(state=MeetingItem.State.DECIDED).exists():
        raise ValidationError(
            _("Ett ärende är redan beslutat på sammanträdet, så dagordningen kan inte ändras."), code="decided"
        )


def add_attendee(meeting: Meeting, person_id: int) -> None:
    _add(meeting, {person_id})


def _add(meeting: Meeting, person_ids: Collection[int]) -> None:
    rows = [MeetingAttendee(meeting=meeting, person_id=person_id) for person_id in sorted(person_ids)]
    MeetingAttendee.objects.bulk_create(rows, ignore_conflicts=True)


def _add_leaders(meeting: Meeting) -> None:
    chairs = meeting.items.exclude(own_chair=None).values_list("own_chair", flat=True)
    _add(meeting, {meeting.chair_id, meeting.secretary_id, *chairs})


def _check(meeting: Meeting) -> None:
    """What a meeting must be. Raises ValidationError by field."""
    faults: dict[str, str] = {}
    if not meeting.name:
        faults["name"] = _("Skriv vad sammanträdet heter.")
    if meeting.form not in Meeting.Form.values:
        faults["form"] = _("Välj hur sammanträdet hålls.")
    elif meeting.form == Meeting.Form.TOGETHER and not meeting.place:
        faults["place"] = _("Skriv var sammanträdet hålls, eller välj per capsulam.")
    if meeting.form == Meeting.Form.PER_CAPSULAM:
        meeting.place = ""
    if not meeting_people.deciders().filter(pk=meeting.chair_id).exists():
        faults["chair"] = _("Ordföranden ska vara en beslutsfattare.")
    if not meeting_people.at_work().filter(pk=meeting.secretary_id).exists():
        faults["secretary"] = _("Sekreteraren ska arbeta med ärenden här.")
    if meeting.chair_id == meeting.secretary_id:
        faults["secretary"] = _("Sekreteraren ska vara en annan än ordföranden.")
    if faults:
        raise ValidationError(faults)


def _said(meeting: Meeting) -> dict[str, Any]:
    return {
        "name": meeting.name,
        "call": meeting.call_id,
        "meets_on": meeting.meets_on,
        "form": meeting.form,
        "place": meeting.place,
        "chair": meeting.chair_id,
        "secretary": meeting.secretary_id,
    }
