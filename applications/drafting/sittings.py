"""A section's history as its pages show it: who wrote when, and what changed, word by word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.core.paginator import Page, Paginator

from applications.calls.definition import Section
from applications.cases.models import Case
from applications.drafting.compare import Change, changes_between
from applications.drafting.content import CostTable, cost_table
from applications.drafting.fields import Field, Flat, fields_of, flatten, label_with_row, row_ids_of
from applications.drafting.merge import changed_paths
from applications.drafting.models import SectionVersion
from applications.drafting.queries import sittings
from applications.drafting.reading import Group, groups_of

_ON_A_PAGE = 10
_TEXTS = frozenset({"short_text", "long_text"})


@dataclass(frozen=True)
class ChangedField:
    """A field whose value a person changed, as pieces of its text."""

    label: str
    changes: list[Change]


def changed_fields(section: Section, years: Iterable[int], old: Flat, new: Flat) -> list[ChangedField]:
    """What differs between two contents of a section, in the form's order."""
    paths = changed_paths(old, new)
    specs = fields_of(section, years, row_ids_of([*old, *new]))
    return [
        ChangedField(label_with_row(spec, {**old, **new}), _changes(spec, old, new))
        for path, spec in specs.items()
        if path in paths
    ]


def _changes(spec: Field, old: Flat, new: Flat) -> list[Change]:
    was, now = spec.in_words(old.get(spec.path, "")), spec.in_words(new.get(spec.path, ""))
    if spec.type in _TEXTS:
        return changes_between(was, now)
    return [change for change in (Change(was, "removed"), Change(now, "added")) if change.text]


@dataclass(frozen=True)
class Sitting:
    """What a person saved in a section without a longer pause: its first moment, and its last version."""

    began_at: datetime
    last: SectionVersion
    # The number of the version before it: what the person began with. 0 when there was none.
    since: int
    labels: list[str]


def history_page(case: Case, section: Section, page: str) -> tuple[Page, list[Sitting]]:
    """A page of a section's history, newest first. Four queries."""
    ends = sittings(case.draft, section.key)
    shown = Paginator(ends, _ON_A_PAGE).get_page(page)
    lasts = list(shown)
    before = ends[shown.end_index() : shown.end_index() + 1]
    numbers = [last.number for last in lasts] + [last.number for last in before]
    stored = case.draft.versions.filter(section_key=section.key)
    contents = dict(stored.filter(number__in=numbers).values_list("number", "content"))
    firsts = {number + 1 for number in [*numbers, 0]}
    began = dict(stored.filter(number__in=firsts).values_list("number", "saved_at"))
    found = []
    for last, since in zip(lasts, [*numbers[1:], 0][: len(lasts)], strict=True):
        changed = changed_fields(
            section, case.call.project_years, flatten(contents.get(since, {})), flatten(contents[last.number])
        )
        found.append(Sitting(began[since + 1], last, since, [field.label for field in changed]))
    return shown, found


@dataclass(frozen=True)
class VersionPage:
    """A saved version of a section beside an older one: what changed between them, and what the section said."""

    case: Case
    section: Section
    version: SectionVersion
    older: SectionVersion | None
    current_number: int

    @property
    def is_current(self) -> bool:
        return self.version.number == self.current_number

    @property
    def number_after(self) -> int:
        return 0 if self.is_current else self.version.number + 1

    @cached_property
    def changed(self) -> list[ChangedField]:
        older = flatten(self.older.content) if self.older else {}
        return changed_fields(self.section, self.case.call.project_years, older, flatten(self.version.content))

    @cached_property
    def groups(self) -> list[Group]:
        return groups_of(self.section, flatten(self.version.content), self.case.call.project_years)

    @cached_property
    def costs(self) -> CostTable:
        return cost_table(self.section, self.version.content, tuple(self.case.call.project_years))
