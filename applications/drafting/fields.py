"""The fields of a section: what may be written in it, under which name, and how each value is read and checked.

A field's *path* is its place in the section's content, its name in the page's form and the unit in which edits are
merged: `summary`, `amounts-staff-2022`, `rows-3f9a-name`. Keys hold no hyphens, so a path can be taken apart again.

A section's content is JSON of these shapes. Blank fields are left out; what can't be read as an amount or a date is
kept as the text that was typed.

    questions    {question: text}
    partners     {"rows": [{"id", "name", "org_number", "role", "share"}]}
    period       {"start_on", "end_on"}
    activities   {"rows": [{"id", "name", "description", "start_on", "end_on"}]}
    budget       {"amounts": {cost type: {year: kronor}}}
    funding      {"applied": {year: kronor}, "rows": [{"id", "name", "kind", "amounts": {year: kronor}}]}
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from stdnum.se import orgnr

from applications.calls.definition import Section
from applications.drafting.amounts import NotReadable, read_amount, read_date
from portal.ui.numbers import grouped
from regions.models import validate_org_number

Value = str | int
Content = dict[str, Any]
Flat = dict[str, Value]

# Far more than any question allows, so that a long text is kept and can be cut, and a flood is not.
MAX_STORED_CHARACTERS = 20_000
MAX_ROWS = 100
ROW_SECTIONS = frozenset({"partners", "activities", "funding"})
FUNDER_KINDS = ("own_cash", "other_public", "private")

_ROW_ID = re.compile(r"rows-([0-9a-z]{1,16})(?:-|$)")
# Control characters (but tab and line feed) and halves of surrogate pairs: no text, and PostgreSQL refuses some.
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/–-]{3,24}")
_is_email = EmailValidator()
_is_url = URLValidator(schemes=["http", "https"])


def funder_kind_label(kind: str) -> str:
    """A kind of co-funding in words."""
    return {
        "own_cash": _("Egna medel"),
        "other_public": _("Annan offentlig finansiering"),
        "private": _("Privat finansiering"),
    }.get(kind, kind)


@dataclass(frozen=True)
class Field:
    """One field. `type` is a question's type, or amount, date or org_number."""

    path: str
    type: str
    label: str
    hint: str = ""
    required: bool = False
    max_length: int = 200
    options: tuple[tuple[str, str], ...] = ()

    @property
    def html_id(self) -> str:
        return f"id_{self.path}"

    def read(self, typed: str) -> Value:
        """What `typed` means, to be stored: a number, a date as ISO 8601, or the text itself."""
        text = _NOT_TEXT.sub("", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if not text or len(text) > MAX_STORED_CHARACTERS:
            return text
        try:
            if self.type == "amount":
                amount = read_amount(text)
                return text if amount is None else amount
            if self.type == "date":
                day = read_date(text)
                return day.isoformat() if day else text
        except NotReadable:
            return text
        if self.type == "org_number" and orgnr.is_valid(text):
            return str(orgnr.format(orgnr.compact(text)))
        return text

    def fault(self, value: Value) -> str:
        """What is wrong with a stored value, as a text for the one who wrote it; nothing when it is right or blank."""
        if value == "":
            return ""
        text = str(value)
        if len(text) > self.max_length and self.type not in {"amount", "date"}:
            return _("Svaret är %(over)s tecken för långt. Det får vara högst %(limit)s tecken.") % {
                "over": grouped(len(text) - self.max_length),
                "limit": grouped(self.max_length),
            }
        return _FAULTS.get(self.type, _no_fault)(self, value)

    def shown(self, value: Value) -> str:
        """The value as it stands in the field: amounts grouped."""
        return grouped(value) if isinstance(value, int) else value

    def in_words(self, value: Value) -> str:
        """The value as it is read: amounts grouped, dates in words, a choice by its label."""
        if self.type == "date" and (day := as_date(value)):
            return date_format(day, "DATE_FORMAT")
        return dict(self.options).get(str(value), self.shown(value))


def _no_fault(field: Field, value: Value) -> str:
    return ""


def _amount_fault(field: Field, value: Value) -> str:
    return "" if isinstance(value, int) else _unreadable(read_amount, value)


def _date_fault(field: Field, value: Value) -> str:
    return _unreadable(read_date, str(value))


def _unreadable(read: Any, text: str) -> str:
    try:
        read(text)
    except NotReadable as error:
        return str(error)
    return ""


def _choice_fault(field: Field, value: Value) -> str:
    return "" if value in dict(field.options) else _("Välj ett av alternativen.")


def _email_fault(field: Field, value: Value) -> str:
    return _invalid(_is_email, str(value), _("Skriv en fullständig e-postadress, till exempel namn@exempel.se."))


def _url_fault(field: Field, value: Value) -> str:
    return _invalid(
        _is_url, web_address(str(value)), _("Skriv en fullständig webbadress, till exempel https://www.exempel.se.")
    )


def _phone_fault(field: Field, value: Value) -> str:
    return "" if _PHONE.fullmatch(str(value)) else _("Skriv telefonnumret med siffror, till exempel 08-681 91 00.")


def _org_number_fault(field: Field, value: Value) -> str:
    try:
        validate_org_number(str(value))
    except ValidationError as error:
        return error.messages[0]
    return ""


def _invalid(validator: Any, value: str, message: str) -> str:
    try:
        validator(value)
    except ValidationError:
        return message
    return ""


_FAULTS = {
    "amount": _amount_fault,
    "date": _date_fault,
    "choice": _choice_fault,
    "yes_no": _choice_fault,
    "email": _email_fault,
    "url": _url_fault,
    "phone": _phone_fault,
    "org_number": _org_number_fault,
}


def web_address(text: str) -> str:
    """An address as typed, with https:// where people left it out."""
    return text if "://" in text else f"https://{text}"


def fields_of(section: Section, years: Iterable[int], row_ids: Iterable[str] = ()) -> dict[str, Field]:
    """Every field of a section by path, in the page's order; of the rows named in `row_ids` where it has rows."""
    fields = {field.path: field for field in _own_fields(section, tuple(years), get_language())}
    if section.kind in ROW_SECTIONS:
        fields |= {field.path: field for row_id in row_ids for field in row_fields(section, row_id, years)}
    return fields


# A form never changes, and every save, page and check asks for its fields.
@lru_cache(maxsize=1000)
def _own_fields(section: Section, years: tuple[int, ...], language: str | None) -> list[Field]:
    """The fields that are in no row, with their words in the language in use."""
    return {
        "questions": _question_fields,
        "partners": _no_fields,
        "period": _period_fields,
        "activities": _no_fields,
        "budget": _budget_fields,
        "funding": _funding_fields,
        "attachments": _no_fields,
    }[section.kind](section, years)


def _no_fields(section: Section, years: Iterable[int]) -> list[Field]:
    return []


def _question_fields(section: Section, years: Iterable[int]) -> list[Field]:
    return [
        Field(
            path=question.key,
            type=question.type,
            label=str(question.label),
            hint=str(question.hint),
            required=question.required,
            max_length=question.max_length,
            options=(("yes", _("Ja")), ("no", _("Nej")))
            if question.type == "yes_no"
            else tuple((option.key, str(option.label)) for option in question.options),
        )
        for question in section.questions
    ]


def _period_fields(section: Section, years: Iterable[int]) -> list[Field]:
    return [
        Field("start_on", "date", _("Projektet börjar"), required=section.required),
        Field("end_on", "date", _("Projektet slutar"), required=section.required),
    ]


def _budget_fields(section: Section, years: Iterable[int]) -> list[Field]:
    return [
        Field(f"amounts-{cost_type.key}-{year}", "amount", f"{cost_type.label} {year}")
        for cost_type in section.cost_types
        if not cost_type.percent
        for year in years
    ]


def _funding_fields(section: Section, years: Iterable[int]) -> list[Field]:
    return [Field(f"applied-{year}", "amount", _("Sökt belopp %(year)s") % {"year": year}) for year in years]


def row_fields(section: Section, row_id: str, years: Iterable[int]) -> list[Field]:
    """The fields of one row of partners, activities or co-funding."""
    at = f"rows-{row_id}"
    if section.kind == "partners":
        return [
            Field(f"{at}-name", "short_text", _("Namn"), required=True),
            Field(f"{at}-org_number", "org_number", _("Organisationsnummer"), required=True, max_length=30),
            Field(f"{at}-role", "short_text", _("Roll i projektet"), required=True, max_length=300),
            Field(f"{at}-share", "amount", _("Del av budgeten, kronor")),
        ]
    if section.kind == "activities":
        return [
            Field(f"{at}-name", "short_text", _("Aktivitet"), required=True),
            Field(f"{at}-description", "long_text", _("Vad som görs"), max_length=1500),
            Field(f"{at}-start_on", "date", _("Börjar"), required=True),
            Field(f"{at}-end_on", "date", _("Slutar"), required=True),
        ]
    kinds = tuple((kind, funder_kind_label(kind)) for kind in FUNDER_KINDS)
    return [
        Field(f"{at}-name", "short_text", _("Finansiär"), required=True),
        Field(f"{at}-kind", "choice", _("Slag"), required=True, options=kinds),
        *(Field(f"{at}-amounts-{year}", "amount", _("Belopp %(year)s") % {"year": year}) for year in years),
    ]


def row_id_of(path: str) -> str | None:
    """The id of the row that a path lies in; None for a field that is in no row."""
    found = _ROW_ID.match(path)
    return found[1] if found else None


def label_with_row(field: Field, flat: Mapping[str, Value]) -> str:
    """The field's label, after the name of the row that it lies in: `Region Dalarna: Belopp 2023`."""
    name = flat.get(f"rows-{row_id_of(field.path)}-name")
    return f"{name}: {field.label}" if name and not field.path.endswith("-name") else field.label


def row_ids_of(paths: Iterable[str]) -> list[str]:
    """The rows that the paths lie in, in the order they come."""
    return list(dict.fromkeys(row_id for path in paths if (row_id := row_id_of(path)) is not None))


def flatten(content: Mapping[str, Any], prefix: str = "") -> Flat:
    """A section's content by path. A row without an id gets one from its place."""
    flat: Flat = {}
    for key, value in content.items():
        path = f"{prefix}{key}"
        if key == "rows":
            for number, row in enumerate(value, start=1):
                fields = {name: cell for name, cell in row.items() if name != "id"}
                flat |= flatten(fields, f"{path}-{row.get('id') or f'r{number}'}-")
        elif isinstance(value, Mapping):
            flat |= flatten(value, f"{path}-")
        else:
            flat[path] = value
    return flat


def unflatten(flat: Mapping[str, Value]) -> Content:
    """The content that `flatten` takes apart. Blank fields, and so blank rows, are left out."""
    content: Content = {}
    rows: dict[str, Content] = {}
    for path, value in flat.items():
        if value == "":
            continue
        row_id = row_id_of(path)
        if row_id is None:
            _put(content, path.split("-"), value)
        else:
            row = rows.setdefault(row_id, {"id": row_id})
            _put(row, path.split("-")[2:], value)
    if rows:
        content["rows"] = list(rows.values())
    return content


def _put(content: Content, keys: list[str], value: Value) -> None:
    for key in keys[:-1]:
        content = content.setdefault(key, {})
    content[keys[-1]] = value


def one_line(text: str) -> str:
    """A name or description as one line of printable characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def as_date(value: Any) -> date | None:
    """A stored date, or None when it is blank or could not be read."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
