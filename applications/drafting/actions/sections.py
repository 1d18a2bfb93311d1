"""Saving what was written in a section."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from applications.calls.definition import Section
from applications.calls.models import Call
from applications.cases.models import Case
from applications.drafting.actions.locking import locked_draft, note_saved
from applications.drafting.completeness import value_faults
from applications.drafting.fields import (
    MAX_ROWS,
    MAX_STORED_CHARACTERS,
    Flat,
    Value,
    fields_of,
    flatten,
    row_ids_of,
    unflatten,
)
from applications.drafting.merge import Clash, merge
from applications.drafting.models import Draft, SectionVersion
from applications.drafting.queries import versions_since
from portal.ui.numbers import grouped


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
    case = locked_draft(case_id, by, section_key)
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
    add_version(case.draft, section_key, number, content, by=by, at=at)
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


def add_version(draft: Draft, section_key: str, number: int, content: Any, *, by: Any, at: datetime) -> None:
    """Make `content` the newest version of a section of a locked draft; `number` is that of the newest so far, or 0."""
    if number:
        draft.versions.filter(section_key=section_key, is_current=True).update(is_current=False)
    SectionVersion(
        draft=draft, section_key=section_key, number=number + 1, content=content, saved_at=at, saved_by=by
    ).save(force_insert=True)
    note_saved(draft, by=by, at=at)
