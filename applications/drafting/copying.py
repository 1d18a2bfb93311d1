"""What of an earlier application can begin a new one. Pure.

An answer comes along where the new form has the same section and question (by their stable keys) and the value fits
there. The sections that a form has one of at most (partners, period, budget, …) are found by their kind. Nothing is
cut: a text longer than the new limit comes along whole, and `completeness` tells of it. What does not come along is
listed with its words. Files stay where they are.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from applications.calls.definition import FormDefinition, Section
from applications.drafting.content import DraftContent
from applications.drafting.fields import (
    Content,
    Field,
    Flat,
    Value,
    fields_of,
    flatten,
    label_with_row,
    row_id_of,
    row_ids_of,
    unflatten,
)

# A short answer may become a long one; a long one with several lines can't stand in a field of one.
_TEXTS = {"short_text", "long_text", "email", "phone", "url"}
_YEAR = re.compile(r"-(\d{4})$")


@dataclass(frozen=True)
class LeftBehind:
    """An answer without a place in the new form: where it stood, what was asked, and what it said."""

    section: str
    label: str
    text: str


@dataclass(frozen=True)
class Came:
    """How many answers came along in a section of the new form."""

    section_key: str
    section: str
    count: int


@dataclass(frozen=True)
class Copy:
    """What a new draft begins as: each section's content. And what came along and what did not, to be told."""

    sections: dict[str, Content]
    came: tuple[Came, ...]
    left: tuple[LeftBehind, ...]
    files: int


def copy_content(
    source: DraftContent,
    source_years: Iterable[int],
    target: FormDefinition,
    target_years: Iterable[int],
    *,
    new_row_id: Callable[[], str],
) -> Copy:
    """What of `source` can stand in a draft on the form `target`; `new_row_id` gives each row an id of its own."""
    sections: dict[str, Content] = {}
    came: list[Came] = []
    left: list[LeftBehind] = []
    target_years = tuple(target_years)
    for section in source.definition.sections:
        flat = flatten(source.section(section.key))
        if not flat:
            continue
        shown_years = {*source_years, *target_years, *_years_in(flat)}
        place = _place_of(section, target)
        kept = _that_fit(section, flat, shown_years, place, target_years) if place else {}
        asked = _fields(section, flat, shown_years)
        for path in flat.keys() - kept.keys():
            left.append(_left_behind(section, path, flat, asked))
        if place and kept:
            sections[place.key] = unflatten(_with_new_rows(kept, new_row_id))
            came.append(Came(place.key, str(place.title), len(kept)))
    return Copy(sections, tuple(came), tuple(sorted(left, key=_in_order(source))), len(source.attachments))


def _place_of(section: Section, target: FormDefinition) -> Section | None:
    """The new form's section for what an old one says."""
    if section.kind == "attachments":
        return None
    if section.kind != "questions":
        return target.of_kind(section.kind)
    found = target.section(section.key)
    return found if found and found.kind == "questions" else None


def _that_fit(section: Section, flat: Flat, years: set[int], place: Section, target_years: Iterable[int]) -> Flat:
    was = _fields(section, flat, years)
    becomes = _fields(place, flat, target_years)
    return {
        path: value
        for path, value in flat.items()
        if path in was and path in becomes and _fits(value, was[path], becomes[path])
    }


def _fields(section: Section, flat: Flat, years: Iterable[int]) -> dict[str, Field]:
    return fields_of(section, sorted(years), row_ids_of(flat))


def _fits(value: Value, was: Field, becomes: Field) -> bool:
    """Whether an answer to one question can stand as an answer to another."""
    if becomes.type in {"choice", "yes_no"}:
        return was.type == becomes.type and value in dict(becomes.options)
    if was.type == becomes.type or (becomes.type == "long_text" and was.type in _TEXTS):
        return True
    return becomes.type == "short_text" and was.type in _TEXTS and "\n" not in str(value)


def _with_new_rows(flat: Flat, new_row_id: Callable[[], str]) -> Flat:
    ids = {row_id: new_row_id() for row_id in row_ids_of(flat)}
    return {_in_row(path, ids): value for path, value in flat.items()}


def _in_row(path: str, ids: dict[str, str]) -> str:
    row_id = row_id_of(path)
    return path if row_id is None else path.replace(f"rows-{row_id}", f"rows-{ids[row_id]}", 1)


def _years_in(flat: Flat) -> set[int]:
    """The years that amounts were written for, should the call have had others then."""
    return {int(found[1]) for path in flat if (found := _YEAR.search(path))}


def _left_behind(section: Section, path: str, flat: Flat, asked: dict[str, Field]) -> LeftBehind:
    field = asked.get(path)
    if field is None:
        return LeftBehind(str(section.title), path, str(flat[path]))
    return LeftBehind(str(section.title), label_with_row(field, flat), field.in_words(flat[path]))


def _in_order(source: DraftContent) -> Callable[[LeftBehind], tuple[int, str]]:
    """Left answers in the order of the form that they stood in."""
    place = {str(section.title): number for number, section in enumerate(source.definition.sections)}
    return lambda left: (place[left.section], left.label)
