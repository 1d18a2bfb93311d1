"""The files of a draft."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

import portal.audit.actions
import portal.files.actions
import portal.notices.actions
from applications.calls.definition import Section
from applications.cases.models import Case
from applications.drafting.actions.locking import locked_draft, note_saved
from applications.drafting.fields import one_line
from applications.drafting.models import Attachment, Draft
from applications.drafting.notices import INFECTED_FILE
from portal.files.inspection import clean_name
from regions.queries import who_may_write_for


def _locked_for_files(case_id: int, by: Any) -> tuple[Case, Section]:
    """As `_locked`, with the form's section of attachments. Raises Case.DoesNotExist where the form has none."""
    case = locked_draft(case_id, by)
    section = case.draft.form_version.parsed.of_kind("attachments")
    if section is None:
        raise Case.DoesNotExist
    if not case.draft.is_section_open(section.key):
        raise ValidationError(
            _("Bilagorna ingår inte i det som vi har bett er komplettera, så de går inte att ändra."),
            code="section_shut",
        )
    return case, section


def add_attachment(*, case_id: int, upload: UploadedFile, by: Any, at: datetime) -> Attachment:
    """Add a file to a draft; the same file twice, by a double click, is added once.

    The file is stored between two looks at the draft, so that a large one holds up nobody who writes. One that is
    stored and then refused points at nothing, and goes at night (files.actions.remove_orphans).
    Raises Case.DoesNotExist, PermissionDenied, and ValidationError for a file that can't be taken or when there are as
    many files as the call allows.
    """
    name, sha256 = clean_name(upload.name or ""), portal.files.actions.sha256_of(upload)
    with transaction.atomic():
        case, section = _locked_for_files(case_id, by)
        if same := _same_file(case.draft, name, sha256):
            return same
        _check_room_for_one_more(case.draft, section)
    stored = portal.files.actions.store_file(upload=upload, max_bytes=section.max_bytes, by=by, at=at)
    with transaction.atomic():
        case, section = _locked_for_files(case_id, by)
        if same := _same_file(case.draft, name, sha256):
            return same
        _check_room_for_one_more(case.draft, section)
        attachment = Attachment.objects.create(draft=case.draft, file=stored, added_at=at)
        portal.audit.actions.record(case, "attachment_added", by=by, at=at, name=stored.name, sha256=stored.sha256)
        note_saved(case.draft, by=by, at=at)
    return attachment


def _same_file(draft: Draft, name: str, sha256: str) -> Attachment | None:
    return draft.attachments.filter(removed_at__isnull=True, file__sha256=sha256, file__name=name).first()


def _check_room_for_one_more(draft: Draft, section: Section) -> None:
    if draft.attachments.filter(removed_at__isnull=True).count() >= section.max_files:
        text = _("Det finns redan %(limit)s bilagor, och fler får det inte vara. Ta bort en först.")
        raise ValidationError(text % {"limit": section.max_files}, code="too_many_files")


@transaction.atomic
def describe_attachment(*, case_id: int, attachment_id: int, description: str, by: Any, at: datetime) -> Attachment:
    """Say what a file is. Raises as `remove_attachment`, and ValidationError for a text that is too long."""
    case, _section = _locked_for_files(case_id, by)
    attachment = case.draft.attachments.select_related("file").get(pk=attachment_id)
    description = one_line(description)
    if len(description) > Attachment.DESCRIPTION_LENGTH:
        text = _("Beskrivningen av ”%(name)s” får vara högst %(limit)s tecken.")
        values = {"name": attachment.file.name, "limit": Attachment.DESCRIPTION_LENGTH}
        raise ValidationError(text % values, code="max_length")
    if attachment.description != description:
        attachment.description = description
        attachment.save(update_fields=["description"])
        portal.audit.actions.record(case, "attachment_described", by=by, at=at, name=attachment.file.name)
        note_saved(case.draft, by=by, at=at)
    return attachment


@transaction.atomic
def remove_attachment(*, case_id: int, attachment_id: int, by: Any, at: datetime) -> Attachment:
    """Take a file away from a draft; it can be put back. Raises as `add_attachment`, and Attachment.DoesNotExist."""
    case, _section = _locked_for_files(case_id, by)
    attachment = case.draft.attachments.select_related("file").get(pk=attachment_id)
    if attachment.removed_at is None:
        attachment.removed_at = at
        attachment.save(update_fields=["removed_at"])
        portal.audit.actions.record(case, "attachment_removed", by=by, at=at, name=attachment.file.name)
        note_saved(case.draft, by=by, at=at)
    return attachment


@transaction.atomic
def restore_attachment(*, case_id: int, attachment_id: int, by: Any, at: datetime) -> Attachment:
    """Put a file back that was taken away. Raises as `remove_attachment`, and ValidationError when there is no room."""
    case, section = _locked_for_files(case_id, by)
    attachment = case.draft.attachments.select_related("file").get(pk=attachment_id)
    if attachment.removed_at is not None:
        _check_room_for_one_more(case.draft, section)
        attachment.removed_at = None
        attachment.save(update_fields=["removed_at"])
        portal.audit.actions.record(case, "attachment_restored", by=by, at=at, name=attachment.file.name)
        note_saved(case.draft, by=by, at=at)
    return attachment


@transaction.atomic
def note_infected_attachment(*, attachment_id: int, at: datetime) -> None:
    """Write in the case's log that a virus was found in one of its files, and ask those who write for the region for
    another. The file itself stays shut.
    """
    attachment = Attachment.objects.select_related("file", "draft__form_version").get(pk=attachment_id)
    case = Case.objects.locked().get(pk=attachment.draft_id)
    portal.audit.actions.record(case, "attachment_infected", by=None, at=at, name=attachment.file.name)
    if Attachment.objects.to_be_replaced().filter(pk=attachment_id).exists():
        _ask_for_another(case, attachment, at=at)


def _ask_for_another(case: Case, attachment: Attachment, *, at: datetime) -> None:
    section = attachment.draft.form_version.parsed.of_kind("attachments")
    may_replace = section is not None and attachment.draft.is_section_open(section.key)
    if section and may_replace:
        link = reverse("drafting:section", args=[case.pk, section.key])
    else:
        link = reverse("submissions:application", args=[case.pk])
    portal.notices.actions.notify(
        people=list(who_may_write_for(case.region)),
        kind=INFECTED_FILE,
        template="drafting/mail_infected.txt",
        context={"case": case, "name": attachment.file.name, "may_replace": may_replace, "link": link},
        key=f"infected:{attachment.pk}",
        at=at,
        link=link,
    )
