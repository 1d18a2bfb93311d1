"""From a meeting that is over to its minutes: frozen, made as PDF, and approved by those whose word it takes."""

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Min
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

import portal.audit.actions
import portal.notices.actions
import portal.outbox.actions
from applications.cases.models import Case
from applications.decisions import meeting_people, rules
from applications.decisions import minutes as minutes_text
from applications.decisions.actions.meetings import expect_planned
from applications.decisions.models import Meeting, MeetingItem, Minutes, MinutesApproval, MinutesFile
from applications.decisions.notices import MINUTES
from portal.accounts.access import require
from portal.accounts.models import User
from portal.pdf.archival import EmbeddedFile
from portal.pdf.render import render_pdf


@transaction.atomic
def close_meeting(*, meeting_id: int, adjuster_id: int, by: Any, at: datetime) -> Minutes:
    """The chair or the secretary says that the meeting is over: its minutes are frozen, and a worker makes the PDF.

    What was not decided is free for another meeting. The adjuster approves the minutes beside the chair, and has no
    conflict of interest in anything decided there. Raises PermissionDenied and ValidationError.
    """
    meeting = Meeting.objects.visible_to(by).locked().get(pk=meeting_id)
    if meeting.is_closed and (rules.is_chair_of(by, meeting) or rules.is_secretary_of(by, meeting)):
        return meeting.minutes
    expect_planned(meeting)
    require(
        rules.may_close_meeting(by, meeting),
        _("Bara sammanträdets ordförande och sekreterare kan avsluta det."),
    )
    first = meeting.items.filter(state=MeetingItem.State.DECIDED).aggregate(at=Min("decision__decided_at"))["at"]
    if first is None:
        raise ValidationError(
            _("Inget är beslutat på sammanträdet. Besluta minst ett ärende, eller ställ in sammanträdet."),
            code="nothing_decided",
        )
    if adjuster_id not in adjuster_ids(meeting):
        text = _("Välj en deltagare som inte är ordförande eller sekreterare, och inte har jäv i något av ärendena.")
        raise ValidationError({"adjuster": text}, code="adjuster")
    meeting.items.filter(state=MeetingItem.State.OPEN).update(state=MeetingItem.State.LEFT)
    meeting.state, meeting.adjuster_id, meeting.closed_at = Meeting.State.CLOSED, adjuster_id, at
    # Not the day that was planned, where it was held on another: that is what the minutes say.
    meeting.meets_on = localdate(first)
    meeting.save(update_fields=["state", "adjuster", "closed_at", "meets_on"])
    content = _frozen(meeting)
    minutes = Minutes.objects.create(
        meeting=meeting, content=content, sha256=minutes_text.sha256_of(content), made_at=at
    )
    portal.audit.actions.record(
        meeting, "meeting_closed", by=by, at=at, adjuster=adjuster_id, minutes=minutes, sha256=minutes.sha256
    )
    _order_file(minutes, "closed", at=at)
    _ask_to_approve(minutes, by, at=at)
    return minutes


def adjuster_ids(meeting: Meeting) -> set[int]:
    """Those who can approve the minutes beside the chair: at the meeting, and kept from no case decided there."""
    there = User.objects.filter(pk__in=meeting.attendees.values("person")).prefetch_related("memberships")
    decided = Case.objects.filter(decisions__meeting_item__meeting=meeting).prefetch_related("declarations")
    cases = list(decided)
    return {
        person.pk
        for person in there.exclude(pk__in=[meeting.chair_id, meeting.secretary_id])
        if not any(meeting_people.bar_of(person, case) for case in cases)
    }


@translation.override("sv")
def _frozen(meeting: Meeting) -> str:
    items = meeting.items.select_related(
        "decision", "presenter", "proposal__case__call", "proposal__case__region"
    ).prefetch_related("decision__amounts", "attendance__person")
    present = [str(each.person) for each in meeting.attendees.select_related("person").order_by("person__name")]
    return minutes_text.freeze(meeting, items.order_by("position"), present=present, agency=settings.AGENCY_NAME)


def _order_file(minutes: Minutes, kind: str, *, at: datetime) -> None:
    portal.outbox.actions.queue_job(
        task="decisions.make_minutes", arguments=[minutes.pk], key=f"minutes:{minutes.pk}:{kind}", at=at
    )


def _ask_to_approve(minutes: Minutes, closed_by: Any, *, at: datetime) -> None:
    """Tell those whose approval the minutes wait for; whoever closed the meeting has the page before them."""
    portal.notices.actions.notify(
        people=User.objects.filter(pk__in=awaited_approvers(minutes) - {closed_by.pk}),
        kind=MINUTES,
        template="decisions/mail_minutes.txt",
        context={"meeting": minutes.meeting, "portal_url": settings.PORTAL_URL},
        key=f"minutes:{minutes.pk}",
        link=reverse("meetings:minutes", args=[minutes.meeting_id]),
        at=at,
    )


@transaction.atomic
def approve_minutes(*, meeting_id: int, seen_sha256: str, by: Any, at: datetime) -> MinutesApproval:
    """Approve the minutes as they were shown: those of their sections that `by` may read. Twice is once.

    When everybody whose word it takes has given it, a worker makes the PDF that says so. Raises Minutes.DoesNotExist,
    PermissionDenied, and ValidationError when the minutes are not those that were shown.
    """
    meeting = Meeting.objects.visible_to(by).locked().get(pk=meeting_id)
    minutes = Minutes.objects.get(meeting=meeting)
    require(
        rules.may_approve_minutes(by, meeting),
        _("Bara ordföranden, justeraren och den som har lett en paragraf justerar protokollet."),
    )
    if approved := minutes.approvals.filter(person=by).first():
        return approved
    if seen_sha256 != minutes.sha256:
        raise ValidationError(_("Protokollet är inte det som du såg. Ladda om sidan och läs det igen."), code="stale")
    seen = set(
        Case.objects.visible_to_staff(by)
        .filter(proposals__meeting_items__meeting=meeting)
        .values_list("registry_number", flat=True)
    )
    approval = MinutesApproval.objects.create(
        minutes=minutes,
        person=by,
        name=str(by),
        sections=minutes_text.sections_of(minutes.content, seen),
        approved_at=at,
    )
    portal.audit.actions.record(meeting, "minutes_approved", by=by, at=at, sha256=minutes.sha256)
    if not awaited_approvers(minutes):
        _order_file(minutes, "approved", at=at)
    return approval


def awaited_approvers(minutes: Minutes) -> set[int]:
    """Whose approval the minutes still wait for: the chair, the adjuster, and who led a section instead."""
    meeting = minutes.meeting
    deciders = meeting.items.exclude(decision=None).values_list("decision__decided_by", flat=True)
    needed = {meeting.chair_id, *deciders} | ({meeting.adjuster_id} if meeting.adjuster_id else set())
    return needed - set(minutes.approvals.values_list("person", flat=True))


@translation.override("sv")
def make_minutes(*, minutes_id: int, at: datetime) -> list[MinutesFile]:
    """Make the PDF of the minutes as they were closed, and another once they are approved, where it is not made.

    Safe to run any number of times, at once, and to kill anywhere: it is made from rows that never change, without any
    lock, and kept in one transaction. Raises portal.pdf.render.DocumentRefused.
    """
    minutes = Minutes.objects.select_related("meeting").get(pk=minutes_id)
    made = set(minutes.files.values_list("is_approved", flat=True))
    wanted = [False] if awaited_approvers(minutes) else [False, True]
    return [
        _keep(minutes, pdf_of(minutes, is_approved=is_approved), is_approved, at=at)
        for is_approved in wanted
        if is_approved not in made
    ]


def pdf_of(minutes: Minutes, *, is_approved: bool) -> bytes:
    """The minutes as PDF: tagged, archival, with their data inside. The same bytes each time."""
    context = {
        "minutes": minutes_text.thaw(minutes.content),
        "sha256": minutes.sha256,
        "approvals": list(minutes.approvals.all()) if is_approved else [],
    }
    data = EmbeddedFile("protokoll.json", "Protokollets uppgifter", minutes.content.encode(), minutes.made_at)
    return render_pdf(
        html=render_to_string("decisions/minutes_pdf.html", context),
        styles=("css/letter.css", "css/minutes.css"),
        is_archival=True,
        embedded=[data],
    )


@transaction.atomic
def _keep(minutes: Minutes, pdf: bytes, is_approved: bool, *, at: datetime) -> MinutesFile:
    meeting = Meeting.objects.locked().get(pk=minutes.meeting_id)
    if kept := minutes.files.filter(is_approved=is_approved).first():
        return kept
    file = MinutesFile(minutes=minutes, is_approved=is_approved, sha256=hashlib.sha256(pdf).hexdigest(), made_at=at)
    storage, path = file.pdf.storage, file.pdf.field.generate_filename(file, "")
    if storage.exists(path):
        # Left by a worker that died before it was done.
        storage.delete(path)
    file.pdf.name = storage.save(path, ContentFile(pdf))
    file.save(force_insert=True)
    portal.audit.actions.record(meeting, "minutes_made", by=None, at=at, sha256=file.sha256, is_approved=is_approved)
    return file
