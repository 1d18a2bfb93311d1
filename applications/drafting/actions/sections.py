"""Saving what was written in a section."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
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
from applications.drafting.merge import Clash, changed_paths, merge, without_rows
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
    """How a save went: the section's version now, what is wrong with single values, and rows that others kept alive.

    `news` is what the person's page does not show yet, by path: what others have written, as it stands in the fields.
    """

    case: Case
    version: int
    is_new: bool
    faults: dict[str, str]
    kept_rows: tuple[str, ...] = ()
    news: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def save_section(
    *,
    case_id: int,
    section_key: str,
    changes: Mapping[str, str],
    removed_rows: Collection[str] = (),
    base_version: int,
    shown_version: int | None = None,
    by: Any,
    at: datetime,
) -> SavedSection:
    """Save what a person typed in a section, laid on what others have saved since the version they read.

    `changes` holds the text of fields by path (applications.drafting.fields); fields that are not in it stay as they
    are, and unknown ones are passed over. Everything that was typed is kept, wrong or not: what is wrong comes back in
    `faults`. When nothing has changed there is no new version. `shown_version` is what the person's page shows beside
    what they typed, if it wants to hear the news; it may be newer than `base_version`, which the edits were made on.

    Raises Case.DoesNotExist also for a section that the form does not have; PermissionDenied; EditConflict when a
    colleague changed the same field; ValidationError by path for texts and rows beyond what is ever stored, and with
    the code "submitted" once the application has been handed in.
    """
    case = locked_draft(case_id, by, section_key)
    section = case.draft.form_version.parsed.section(section_key)
    if section is None:
        raise Case.DoesNotExist
    typed = _read(section, changes, case.call)
    versions = _versions(case.draft, section_key, {base_version, shown_version})
    current = next((version for version in versions.values() if version.is_current), None)
    number, base = current.number if current else 0, _flat(versions.get(base_version))
    merged = merge(base, _flat(current), typed, removed_rows)
    if merged.clashes:
        since = base_version if base_version in versions else 0
        raise EditConflict(
            _conflicts(case.draft, section_key, merged.clashes, since, by), merged.content, version=number
        )
    content = unflatten(merged.content)
    if len(content.get("rows", ())) > MAX_ROWS:
        raise _too_many_rows()
    flat = flatten(content)
    saved = SavedSection(case, number, False, value_faults(section, flat, case.call), merged.kept_rows)
    if shown_version is not None:
        shown = without_rows(_flat(versions.get(shown_version)), removed_rows) | typed
        saved = replace(saved, news=_news(section, shown, flat, case.call))
    if content == (current.content if current else {}):
        return saved
    add_version(case.draft, section_key, number, content, by=by, at=at)
    return replace(saved, version=number + 1, is_new=True)


@transaction.atomic
def restore_version(
    *, case_id: int, section_key: str, number: int, seen_version: int, by: Any, at: datetime
) -> SectionVersion:
    """Let a section say again what it said in version `number`, as a new version. Gives the one that was brought back.

    `seen_version` is the newest that the person has seen. Raises Case.DoesNotExist also for a version that is not
    there; PermissionDenied; ValidationError with the code "changed" when somebody has saved since, and where the draft
    is shut.
    """
    case = locked_draft(case_id, by, section_key)
    versions = _versions(case.draft, section_key, {number})
    if number not in versions:
        raise Case.DoesNotExist
    wanted, current = versions[number], next(version for version in versions.values() if version.is_current)
    if current.number != seen_version:
        raise ValidationError(
            _("Någon har sparat i avsnittet sedan du öppnade sidan. Läs vad som står där nu, och försök igen."),
            code="changed",
        )
    if wanted.content != current.content:
        add_version(case.draft, section_key, current.number, wanted.content, brings_back=number, by=by, at=at)
    return wanted


def _news(section: Section, shown: Flat, content: Flat, call: Call) -> dict[str, str]:
    """What a page that shows `shown` lacks of `content`, as texts in its fields; blank where others took it away."""
    paths = changed_paths(shown, content)
    fields = fields_of(section, call.project_years, row_ids_of(paths))
    return {path: fields[path].shown(content.get(path, "")) for path in sorted(paths) if path in fields}


def _too_many_rows() -> ValidationError:
    return ValidationError(_("Det får vara högst %(limit)s rader."), code="too_many_rows", params={"limit": MAX_ROWS})


def _read(section: Section, changes: Mapping[str, str], call: Call) -> Flat:
    """The typed texts of the section's own fields as values. Raises ValidationError by path for floods."""
    row_ids = row_ids_of(changes)
    if len(row_ids) > MAX_ROWS:
        raise _too_many_rows()
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


def _versions(draft: Draft, section_key: str, numbers: AbstractSet[int | None]) -> dict[int, SectionVersion]:
    """The section's newest version, and those of `numbers` that there are, by number."""
    wanted = draft.versions.filter(Q(is_current=True) | Q(number__in=numbers - {None}), section_key=section_key)
    return {version.number: version for version in wanted.order_by()}


def _flat(version: SectionVersion | None) -> Flat:
    return flatten(version.content) if version else {}


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


def add_version(
    draft: Draft, section_key: str, number: int, content: Any, *, brings_back: int | None = None, by: Any, at: datetime
) -> None:
    """Make `content` the newest version of a section of a locked draft; `number` is that of the newest so far, or 0."""
    if number:
        draft.versions.filter(section_key=section_key, is_current=True).update(is_current=False)
    version = SectionVersion(draft=draft, section_key=section_key, number=number + 1, content=content)
    version.saved_at, version.saved_by, version.brings_back = at, by, brings_back
    version.save(force_insert=True)
    note_saved(draft, by=by, at=at)
