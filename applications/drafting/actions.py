"""What a region can do to a draft. Every action finds the case among those that its doer may see, and locks it.

A case that they may not see raises Case.DoesNotExist, as one that is not there.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

import applications.cases.actions
import portal.audit.actions
import portal.files.actions
from applications.calls.definition import Section
from applications.calls.models import Call, Outcome
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.drafting import rules
from applications.drafting.completeness import value_faults
from applications.drafting.fields import (
    MAX_ROWS,
    MAX_STORED_CHARACTERS,
    Flat,
    Value,
    fields_of,
    flatten,
    one_line,
    row_ids_of,
    unflatten,
)
from applications.drafting.merge import Clash, merge
from applications.drafting.models import Attachment, Draft, SectionVersion
from applications.drafting.queries import versions_since
from portal.accounts.access import require
from portal.files.inspection import clean_name
from portal.ui.numbers import grouped
from regions.models import Region

TITLE_LENGTH = 150


@dataclass(frozen=True)
class FieldConflict:
    """Two texts of one field, and who wrote the other one when: perhaps the same person, in another tab."""

    path: str
    mine: Value
    theirs: Value
    by: str
    is_own: bool
    at: datetime


class EditConflict(Exception):
    """Somebody changed the same fields in the meantime. Nothing was saved, and nothing is lost.

    `content` is what is saved now with my changes laid on it, mine also where both wrote; `version` is the number to
    save it on once the person has chosen.
    """

    def __init__(self, conflicts: list[FieldConflict], content: Flat, version: int) -> None:
        super().__init__(", ".join(conflict.path for conflict in conflicts))
        self.conflicts = conflicts
        self.content = content
        self.version = version


@dataclass(frozen=True)
class SavedSection:
    """How a save went: the section's version now, what is wrong with single values, and rows that others kept alive."""

    case: Case
    version: int
    is_new: bool
    faults: dict[str, str]
    kept_rows: tuple[str, ...] = ()


@transaction.atomic
def start_draft(*, call: Call, region: Region, title: str, by: Any, at: datetime) -> Case:
    """Begin an application in an open call. The region's row is locked, so that two people can't both be the last.

    The same start twice, by a double click or the browser's way back, gives the draft that there is.

    Raises PermissionDenied for one who does not act for the region, and ValidationError when the call is not open, is
    not for the region, or has all the applications from it that it takes; and for a title that is blank or too long, or
    that a colleague's draft has.
    """
    region = Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    require(
        rules.may_edit_for(by, region),
        _("Du företräder inte %(region)s, så du kan inte söka för den.") % {"region": region},
    )
    title = _clean_title(title)
    drafts = Case.objects.filter(call=call, region=region, stage=Stage.DRAFT, title__iexact=title)
    if same := drafts.select_related("created_by").order_by("pk").first():
        if same.created_by == by:
            return same
        text = _("%(name)s har redan börjat på en ansökan med det namnet. Fortsätt i den, eller välj ett annat namn.")
        raise ValidationError({"title": text % {"name": same.created_by}}, code="same_title")
    _check_may_start(call, region, at)
    form_version = call.form_versions.order_by("-number").first()
    if form_version is None:
        raise ValidationError(
            _("Utlysningen har inget formulär än. Hör av dig till oss så hjälper vi dig."), code="no_form"
        )
    case = applications.cases.actions.open_case(call=call, region=region, title=title, by=by, at=at)
    Draft.objects.create(case=case, form_version=form_version, saved_at=at, saved_by=by)
    return case


def _check_may_start(call: Call, region: Region, at: datetime) -> None:
    if not rules.is_open(call, at):
        raise ValidationError(_("Utlysningen är inte öppen, så det går inte att börja en ny ansökan."), code="not_open")
    if not rules.is_eligible(region, call):
        raise ValidationError(
            _("Utlysningen är inte öppen för %(region)s."), code="not_eligible", params={"region": region}
        )
    limit = call.applications_per_region
    begun = Case.objects.filter(call=call, region=region).exclude(released_outcome=Outcome.CLOSE).count()
    if limit is not None and begun >= limit:
        raise ValidationError(
            _(
                "Ni har redan %(count)s påbörjade eller inlämnade ansökningar, och fler tar utlysningen inte emot "
                "från en region. Fortsätt på en av dem."
            ),
            code="limit",
            params={"count": begun},
        )


def _clean_title(title: str) -> str:
    title = one_line(title)
    if not title:
        raise ValidationError({"title": _("Skriv vad projektet heter.")}, code="required")
    if len(title) > TITLE_LENGTH:
        text = _("Namnet är %(over)s tecken för långt. Det får vara högst %(limit)s tecken.")
        values = {"over": len(title) - TITLE_LENGTH, "limit": TITLE_LENGTH}
        raise ValidationError({"title": text % values}, code="max_length")
    return title


def _locked(case_id: int, by: Any) -> Case:
    """The case with its draft, locked. Raises Case.DoesNotExist, PermissionDenied; ValidationError once handed in."""
    cases = Case.objects.visible_to_region(by).locked().select_related("call", "region", "draft__form_version")
    case = cases.get(pk=case_id, draft__isnull=False)
    require(rules.may_write_in(by, case), _("Bara den som företräder regionen kan ändra i utkastet."))
    if not case.is_draft:
        raise ValidationError(
            _(
                "Ansökan är inlämnad och går inte längre att ändra. "
                "Det du skrev nu är inte sparat, men står kvar på sidan."
            ),
            code="submitted",
        )
    return case


@transaction.atomic
def rename_draft(*, case_id: int, title: str, by: Any, at: datetime) -> Case:
    """Give the project another name. Raises Case.DoesNotExist, PermissionDenied, ValidationError."""
    case = _locked(case_id, by)
    old, title = case.title, _clean_title(title)
    if title != old:
        applications.cases.actions.set_title(case=case, title=title)
        portal.audit.actions.record(case, "draft_renamed", by=by, at=at, old=old, new=title)
    return case


@transaction.atomic
def save_section(
    *,
    case_id: int,
    section_key: str,
    changes: Mapping[str, str],
    removed_rows: Collection[str] = (),
    base_version: int,
    by: Any,
    at: datetime,
) -> SavedSection:
    """Save what a person typed in a section, laid on what others have saved since the version they read.

    `changes` holds the text of fields by path (applications.drafting.fields); fields that are not in it stay as they
    are, and unknown ones are passed over. Everything that was typed is kept, wrong or not: what is wrong comes back in
    `faults`. When nothing has changed there is no new version.

    Raises Case.DoesNotExist also for a section that the form does not have; PermissionDenied; EditConflict when a
    colleague changed the same field; ValidationError by path for texts and rows beyond what is ever stored, and with
    the code "submitted" once the application has been handed in.
    """
    case = _locked(case_id, by)
    section = case.draft.form_version.parsed.section(section_key)
    if section is None:
        raise Case.DoesNotExist
    typed = _read(section, changes, case.call)
    current, base, base_version = _current_and_base(case.draft, section_key, base_version)
    now = flatten(current.content) if current else {}
    merged = merge(base, now, typed, removed_rows)
    number = current.number if current else 0
    if merged.clashes:
        raise EditConflict(
            _conflicts(case.draft, section_key, merged.clashes, base_version, by), merged.content, version=number
        )
    content = unflatten(merged.content)
    if len(content.get("rows", ())) > MAX_ROWS:
        raise ValidationError(
            _("Det får vara högst %(limit)s rader."), code="too_many_rows", params={"limit": MAX_ROWS}
        )
    faults = value_faults(section, flatten(content), case.call)
    if content == (current.content if current else {}):
        return SavedSection(case, number, is_new=False, faults=faults, kept_rows=merged.kept_rows)
    _add_version(case.draft, section_key, number, content, by=by, at=at)
    return SavedSection(case, number + 1, is_new=True, faults=faults, kept_rows=merged.kept_rows)


def _read(section: Section, changes: Mapping[str, str], call: Call) -> Flat:
    """The typed texts of the section's own fields as values. Raises ValidationError by path for floods."""
    row_ids = row_ids_of(changes)
    if len(row_ids) > MAX_ROWS:
        raise ValidationError(
            _("Det får vara högst %(limit)s rader."), code="too_many_rows", params={"limit": MAX_ROWS}
        )
    fields = fields_of(section, call.project_years, row_ids)
    typed = {path: field.read(changes[path]) for path, field in fields.items() if path in changes}
    floods = {
        path: _("Texten är %(length)s tecken. Vi kan spara högst %(limit)s tecken i ett svar. Korta den.")
        % {"length": grouped(len(value)), "limit": grouped(MAX_STORED_CHARACTERS)}
        for path, value in typed.items()
        if isinstance(value, str) and len(value) > MAX_STORED_CHARACTERS
    }
    if floods:
        raise ValidationError(floods)
    return typed


def _current_and_base(draft: Draft, section_key: str, base_version: int) -> tuple[SectionVersion | None, Flat, int]:
    """What the section says now, and the content and number of the version that a person read: nothing and 0, if there
    is no such version.
    """
    wanted = draft.versions.filter(Q(is_current=True) | Q(number=base_version), section_key=section_key)
    found = {version.number: version for version in wanted}
    current = next((version for version in found.values() if version.is_current), None)
    base = found.get(base_version)
    return current, flatten(base.content) if base else {}, base_version if base else 0


def _conflicts(
    draft: Draft, section_key: str, clashes: Collection[Clash], base_version: int, by: Any
) -> list[FieldConflict]:
    """Who wrote the other text of each field, and when: the last version in which the field changed."""
    versions = versions_since(draft, section_key, base_version)
    contents = [flatten(version.content) for version in versions]
    conflicts = []
    for clash in clashes:
        last = next(
            number
            for number in reversed(range(len(versions)))
            if number == 0 or contents[number].get(clash.path, "") != contents[number - 1].get(clash.path, "")
        )
        writer = versions[last]
        is_own = writer.saved_by_id == by.pk
        conflicts.append(
            FieldConflict(clash.path, clash.mine, clash.theirs, str(writer.saved_by), is_own, writer.saved_at)
        )
    return conflicts


def _add_version(draft: Draft, section_key: str, number: int, content: Any, *, by: Any, at: datetime) -> None:
    if number:
        draft.versions.filter(section_key=section_key, is_current=True).update(is_current=False)
    SectionVersion(
        draft=draft, section_key=section_key, number=number + 1, content=content, saved_at=at, saved_by=by
    ).save(force_insert=True)
    _note_saved(draft, by=by, at=at)


@transaction.atomic
def add_attachment(*, case_id: int, upload: UploadedFile, description: str, by: Any, at: datetime) -> Attachment:
    """Add a file to a draft; the same file twice, by a double click, is added once.

    Raises Case.DoesNotExist, PermissionDenied, and ValidationError for a file that can't be taken or when there are as
    many files as the call allows.
    """
    case = _locked(case_id, by)
    section = case.draft.form_version.parsed.of_kind("attachments")
    if section is None:
        raise Case.DoesNotExist
    description = one_line(description)
    if len(description) > Attachment.DESCRIPTION_LENGTH:
        text = _("Beskrivningen får vara högst %(limit)s tecken.") % {"limit": Attachment.DESCRIPTION_LENGTH}
        raise ValidationError({"description": text}, code="max_length")
    there = case.draft.attachments.filter(removed_at__isnull=True, description=description)
    if same := there.filter(
        file__sha256=portal.files.actions.sha256_of(upload), file__name=clean_name(upload.name or "")
    ).first():
        return same
    _check_room_for_one_more(case.draft, section)
    try:
        stored = portal.files.actions.store_file(upload=upload, max_bytes=section.max_bytes, by=by, at=at)
    except ValidationError as error:
        raise ValidationError({"upload": error}) from error
    attachment = Attachment.objects.create(draft=case.draft, file=stored, description=description, added_at=at)
    portal.audit.actions.record(case, "attachment_added", by=by, at=at, name=stored.name, sha256=stored.sha256)
    _note_saved(case.draft, by=by, at=at)
    return attachment


def _check_room_for_one_more(draft: Draft, section: Section) -> None:
    if draft.attachments.filter(removed_at__isnull=True).count() >= section.max_files:
        text = _("Det finns redan %(limit)s bilagor, och fler får det inte vara. Ta bort en först.")
        raise ValidationError({"upload": text % {"limit": section.max_files}}, code="too_many_files")


@transaction.atomic
def remove_attachment(*, case_id: int, attachment_id: int, by: Any, at: datetime) -> Attachment:
    """Take a file away from a draft; it can be put back. Raises as `add_attachment`, and Attachment.DoesNotExist."""
    case = _locked(case_id, by)
    attachment = case.draft.attachments.select_related("file").get(pk=attachment_id)
    if attachment.removed_at is None:
        attachment.removed_at = at
        attachment.save(update_fields=["removed_at"])
        portal.audit.actions.record(case, "attachment_removed", by=by, at=at, name=attachment.file.name)
        _note_saved(case.draft, by=by, at=at)
    return attachment


@transaction.atomic
def restore_attachment(*, case_id: int, attachment_id: int, by: Any, at: datetime) -> Attachment:
    """Put a file back that was taken away. Raises as `remove_attachment`, and ValidationError when there is no room."""
    case = _locked(case_id, by)
    attachment = case.draft.attachments.select_related("file").get(pk=attachment_id)
    if attachment.removed_at is not None:
        section = case.draft.form_version.parsed.of_kind("attachments")
        if section is not None:
            _check_room_for_one_more(case.draft, section)
        attachment.removed_at = None
        attachment.save(update_fields=["removed_at"])
        portal.audit.actions.record(case, "attachment_restored", by=by, at=at, name=attachment.file.name)
        _note_saved(case.draft, by=by, at=at)
    return attachment


def _note_saved(draft: Draft, *, by: Any, at: datetime) -> None:
    Draft.objects.filter(pk=draft.pk).update(saved_at=at, saved_by=by)


@transaction.atomic
def note_infected_attachment(*, attachment_id: int, at: datetime) -> None:
    """Write in the case's log that a virus was found in one of its files. The file itself stays shut."""
    attachment = Attachment.objects.select_related("file").get(pk=attachment_id)
    case = Case.objects.locked().get(pk=attachment.draft_id)
    portal.audit.actions.record(case, "attachment_infected", by=None, at=at, name=attachment.file.name)
