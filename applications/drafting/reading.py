"""A section as text, for those who read and don't write. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from applications.calls.definition import Section
from applications.drafting.fields import ROW_SECTIONS, Field, Flat, fields_of, row_fields, row_ids_of

Answer = tuple[str, str]


@dataclass(frozen=True)
class Group:
    """The answers of a section, or of one of its rows, each with its question; blank where there is none."""

    answers: tuple[Answer, ...]
    row_number: int = 0


def groups_of(section: Section, values: Flat, years: Iterable[int]) -> list[Group]:
    """All that was answered in a section: its own fields, then row by row. Budgets are shown as tables instead."""
    if section.kind == "budget":
        return []
    years = tuple(years)
    own = _answers(fields_of(section, years).values(), values)
    rows = row_ids_of(values) if section.kind in ROW_SECTIONS else []
    return ([Group(own)] if own else []) + [
        Group(_answers(row_fields(section, row_id, years), values), number) for number, row_id in enumerate(rows, 1)
    ]


def _answers(fields: Iterable[Field], values: Flat) -> tuple[Answer, ...]:
    return tuple((field.label, field.in_words(values.get(field.path, ""))) for field in fields)
