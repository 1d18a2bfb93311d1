"""The definition of a call's form: one versioned piece of data for page, server, PDF and export.

A form is a list of sections in order; each has a kind that says how it is filled and checked:

    questions    the call's own questions
    partners     samverkansparter: name, organisation number, role, share of the budget
    period       the project's first and last day
    activities   what is done, when
    budget       cost types × years
    funding      the amount applied for and co-funding, by year
    attachments  files

Keys are stable: an answer is found by its section's and question's key in every later version of the form.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

SECTION_KINDS = ("questions", "partners", "period", "activities", "budget", "funding", "attachments")
QUESTION_TYPES = ("short_text", "long_text", "choice", "yes_no", "email", "phone", "url")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Text:
    """A text in Swedish and perhaps in English. `str()` gives the one for the language in use."""

    sv: str
    en: str = ""

    def __str__(self) -> str:
        return self.en if self.en and translation.get_language() == "en" else self.sv

    def __bool__(self) -> bool:
        return bool(self.sv)


@dataclass(frozen=True)
class Option:
    key: str
    label: Text


@dataclass(frozen=True)
class Question:
    key: str
    type: str
    label: Text
    hint: Text
    required: bool
    max_length: int
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class CostType:
    """A row of the budget. With `percent` it is a flat rate of the sum of the cost types in `percent_of`."""

    key: str
    label: Text
    hint: Text
    percent: int = 0
    percent_of: tuple[str, ...] = ()


Part = TypeVar("Part", "Option", "Question", "CostType", "Section")


# Equal to itself alone: a form version is parsed once, so that what follows from a section can be kept by it.
@dataclass(frozen=True, eq=False)
class Section:
    key: str
    kind: str
    title: Text
    intro: Text
    questions: tuple[Question, ...] = ()
    cost_types: tuple[CostType, ...] = ()
    max_files: int = 10
    max_bytes: int = 10_000_000
    required: bool = True


@dataclass(frozen=True)
class FormDefinition:
    sections: tuple[Section, ...]

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def of_kind(self, kind: str) -> Section | None:
        """The first section of this kind; a form has at most one of each but questions."""
        return next((section for section in self.sections if section.kind == kind), None)


def parse(data: Any) -> FormDefinition:
    """The definition that the JSON `data` says.

    Raises ValidationError with one message for each fault, naming where it is. Whatever JSON comes in, nothing else
    is raised, and what passes can be stored: unknown names, wrong types and unprintable characters are faults.
    """
    faults: list[str] = []
    form = _object(data, {"sections"}, _("formuläret"), faults)
    sections = _parts(form, "sections", _section, "", faults)
    for kind in SECTION_KINDS[1:]:
        if sum(section.kind == kind for section in sections) > 1:
            faults.append(_("Formuläret får ha högst ett avsnitt av slaget ”%s”.") % kind)
    if faults:
        raise ValidationError([ValidationError(fault, code="form_definition") for fault in faults])
    return FormDefinition(sections)


def _section(data: Any, where: str, faults: list[str]) -> Section:
    item = _object(data, _SECTION_NAMES, where, faults)
    kind = _one_of(item, "kind", SECTION_KINDS, where, faults)
    questions = _parts(item, "questions", _question, where, faults) if kind == "questions" else ()
    cost_types = _parts(item, "cost_types", _cost_type, where, faults) if kind == "budget" else ()
    _flat_rates_have_a_base(cost_types, f"{where}.cost_types", faults)
    return Section(
        key=_key(item, where, faults),
        kind=kind,
        title=_text(item, "title", where, faults, required=True),
        intro=_text(item, "intro", where, faults),
        questions=questions,
        cost_types=cost_types,
        max_files=_number(item, "max_files", where, faults, default=10, low=1, high=50),
        max_bytes=_number(item, "max_bytes", where, faults, default=10_000_000, low=1, high=100 * 1024 * 1024),
        required=_flag(item, "required", where, faults, default=True),
    )


def _question(data: Any, where: str, faults: list[str]) -> Question:
    item = _object(data, _QUESTION_NAMES, where, faults)
    type_ = _one_of(item, "type", QUESTION_TYPES, where, faults)
    longest = 3000 if type_ == "long_text" else 200
    return Question(
        key=_key(item, where, faults),
        type=type_,
        label=_text(item, "label", where, faults, required=True),
        hint=_text(item, "hint", where, faults),
        required=_flag(item, "required", where, faults, default=False),
        max_length=_number(item, "max_length", where, faults, default=longest, low=1, high=20_000),
        options=_parts(item, "options", _option, where, faults) if type_ == "choice" else (),
    )


def _option(data: Any, where: str, faults: list[str]) -> Option:
    item = _object(data, {"key", "label"}, where, faults)
    return Option(_key(item, where, faults), _text(item, "label", where, faults, required=True))


def _cost_type(data: Any, where: str, faults: list[str]) -> CostType:
    item = _object(data, _COST_TYPE_NAMES, where, faults)
    percent_of = _list(item, "percent_of", where, faults) if "percent_of" in item else []
    return CostType(
        key=_key(item, where, faults),
        label=_text(item, "label", where, faults, required=True),
        hint=_text(item, "hint", where, faults),
        percent=_number(item, "percent", where, faults, default=0, low=0, high=100),
        percent_of=tuple(_string(key, f"{where}.percent_of", faults) for key in percent_of),
    )


_SECTION_NAMES = {
    "key",
    "kind",
    "title",
    "intro",
    "questions",
    "cost_types",
    "max_files",
    "max_bytes",
    "required",
}
_QUESTION_NAMES = {"key", "type", "label", "hint", "required", "max_length", "options"}
_COST_TYPE_NAMES = {"key", "label", "hint", "percent", "percent_of"}


def _flat_rates_have_a_base(cost_types: tuple[CostType, ...], where: str, faults: list[str]) -> None:
    """A flat rate is counted on cost types that exist and are no flat rates themselves."""
    known = {cost_type.key for cost_type in cost_types if not cost_type.percent}
    for cost_type in cost_types:
        if cost_type.percent and not (cost_type.percent_of and set(cost_type.percent_of) <= known):
            faults.append(
                _("%(where)s: schablonen ”%(key)s” ska räknas på kostnadsslag som finns och inte själva är schabloner.")
                % {"where": where, "key": cost_type.key}
            )


def _parts(
    item: Mapping[str, Any], name: str, read: Callable[[Any, str, list[str]], Part], where: str, faults: list[str]
) -> tuple[Part, ...]:
    """The list under `name`, which must hold something, each object in it read by `read`, with no key twice."""
    inside = f"{where}.{name}" if where else name
    parts = []
    for index, item_in_list in enumerate(_list(item, name, where, faults)):
        place = f"{inside}[{index}]"
        if isinstance(item_in_list, Mapping):
            parts.append(read(item_in_list, place, faults))
        else:
            _object(item_in_list, (), place, faults)
    _no_repeats([part.key for part in parts], inside, faults)
    return tuple(parts)


def _object(data: Any, names: Collection[str], where: str, faults: list[str]) -> Mapping[str, Any]:
    """`data` as an object with no other names than `names`."""
    if not isinstance(data, Mapping):
        faults.append(_("%(where)s ska vara ett objekt inom klamrar, { }.") % {"where": where})
        return {}
    for name in sorted(set(data) - set(names), key=str):
        faults.append(
            _("%(where)s: ”%(name)s” är okänt. Det som kan stå där är %(names)s.")
            % {"where": where, "name": printable(str(name)), "names": ", ".join(sorted(names))}
        )
    return data


def _list(item: Mapping[str, Any], name: str, where: str, faults: list[str]) -> list[Any]:
    value = item.get(name)
    if isinstance(value, list) and value:
        return value
    faults.append(
        _("%(where)s: ”%(name)s” ska vara en lista med något i.") % {"where": where or _("formuläret"), "name": name}
    )
    return []


def _key(item: Mapping[str, Any], where: str, faults: list[str]) -> str:
    key = item.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        faults.append(
            _("%s: ”key” ska vara små bokstäver a–z, siffror och understreck, högst 40 tecken, med en bokstav först.")
            % where
        )
        return ""
    return key


def _one_of(item: Mapping[str, Any], name: str, allowed: tuple[str, ...], where: str, faults: list[str]) -> str:
    value = item.get(name)
    if value not in allowed:
        faults.append(
            _("%(where)s: ”%(name)s” ska vara något av %(allowed)s.")
            % {"where": where, "name": name, "allowed": ", ".join(allowed)}
        )
        return allowed[0]
    return str(value)


def _text(item: Mapping[str, Any], name: str, where: str, faults: list[str], *, required: bool = False) -> Text:
    value = item.get(name, "")
    inside = f"{where}.{name}"
    if isinstance(value, Mapping):
        languages = _object(value, {"sv", "en"}, inside, faults)
        text = Text(_string(languages.get("sv", ""), inside, faults), _string(languages.get("en", ""), inside, faults))
    else:
        text = Text(_string(value, inside, faults))
    if (required or text.en) and not text.sv.strip():
        faults.append(_("%(where)s: ”%(name)s” saknar svensk text.") % {"where": where, "name": name})
    return text


def _string(value: Any, where: str, faults: list[str]) -> str:
    if not isinstance(value, str):
        faults.append(_("%s ska vara text.") % where)
        return ""
    if value != printable(value):
        faults.append(_("%s innehåller tecken som inte kan visas.") % where)
    return printable(value)


def printable(value: str) -> str:
    """`value` without what no page can show and no database can store: control characters and half characters."""
    return "".join(sign for sign in value if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))


def _number(
    item: Mapping[str, Any], name: str, where: str, faults: list[str], *, default: int, low: int, high: int
) -> int:
    value = item.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        faults.append(
            _("%(where)s: ”%(name)s” ska vara ett heltal mellan %(low)s och %(high)s.")
            % {"where": where, "name": name, "low": low, "high": high}
        )
        return default
    return value


def _flag(item: Mapping[str, Any], name: str, where: str, faults: list[str], *, default: bool) -> bool:
    value = item.get(name, default)
    if not isinstance(value, bool):
        faults.append(_("%(where)s: ”%(name)s” ska vara true eller false.") % {"where": where, "name": name})
        return default
    return value


def _no_repeats(keys: list[str], where: str, faults: list[str]) -> None:
    for key in sorted({key for key in keys if key and keys.count(key) > 1}):
        faults.append(_("%(where)s: nyckeln ”%(key)s” finns mer än en gång.") % {"where": where, "key": key})
