"""What differs between two versions of an application, field by field. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from applications.drafting.content import AttachedFile, DraftContent
from applications.drafting.fields import flatten
from applications.drafting.sittings import ChangedField, changed_fields


@dataclass(frozen=True)
class ChangedSection:
    """A section in which something differs: fields, and files that came and went."""

    key: str
    title: str
    fields: list[ChangedField]
    added: list[AttachedFile]
    removed: list[AttachedFile]

    @property
    def differs(self) -> bool:
        return bool(self.fields or self.added or self.removed)


def differences(old: DraftContent, new: DraftContent, years: Iterable[int]) -> list[ChangedSection]:
    """The sections that differ, in the form's order, each with its fields from `old` to `new`."""
    years = tuple(years)
    found = []
    for section in new.definition.sections:
        fields = changed_fields(section, years, flatten(old.section(section.key)), flatten(new.section(section.key)))
        added, removed = _files(old, new) if section.kind == "attachments" else ([], [])
        found.append(ChangedSection(section.key, str(section.title), fields, added, removed))
    return [section for section in found if section.differs]


def _files(old: DraftContent, new: DraftContent) -> tuple[list[AttachedFile], list[AttachedFile]]:
    """Files that are new, and files that are gone. One with another description is both."""
    before = {(file.uuid, file.description): file for file in old.attachments}
    after = {(file.uuid, file.description): file for file in new.attachments}
    added = [file for key, file in after.items() if key not in before]
    return added, [file for key, file in before.items() if key not in after]
