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
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

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


@dataclass(frozen=True)
class Section:
    key: str
    kind: str
    title: Text
    intro: Text
    questions: tuple[Question, ...] = ()
    cost_types: tuple[CostType, ...] = ()
    max_files: int = 10
    max_bytes: int = 10 * 1024 * 1024
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

    Raises ValidationError with one message for each fault, naming where it is.
    """
    faults: list[str] = []
    sections = tuple(
        _section(item, f"sections[{index}]", faults)
        for index, item in enumerate(_list(data, "sections", "", faults))
        if isinstance(item, Mapping)
    )
    if not sections:
        faults.append(str(_("Formuläret har inga avsnitt.")))
    _no_repeats([section.key for section in sections], "sections", faults)
    for kind in SECTION_KINDS[1:]:
        if sum(section.kind == kind for section in sections) > 1:
            faults.append(str(_("Formuläret får ha högst ett avsnitt av slaget ”%s”.")) % kind)
    if faults:
        raise ValidationError([ValidationError(fault, code="form_definition") for fault in faults])
    return FormDefinition(sections)


def _section(item: Mapping[str, Any], where: str, faults: list[str]) -> Section:
    kind = _one_of(item, "kind", SECTION_KINDS, where, faults)
    questions = tuple(
        _question(question, f"{where}.questions[{index}]", faults)
        for index, question in enumerate(_list(item, "questions", where, faults) if kind == "questions" else [])
    )
    cost_types = tuple(
        _cost_type(cost_type, f"{where}.cost_types[{index}]", faults)
        for index, cost_type in enumerate(_list(item, "cost_types", where, faults) if kind == "budget" else [])
    )
    _no_repeats([question.key for question in questions], f"{where}.questions", faults)
    _no_repeats([cost_type.key for cost_type in cost_types], f"{where}.cost_types", faults)
    known = {cost_type.key for cost_type in cost_types if not cost_type.percent}
    for cost_type in cost_types:
        if cost_type.percent and not (cost_type.percent_of and set(cost_type.percent_of) <= known):
            faults.append(
                str(_("%s: schablonen ska räknas på kostnadsslag som finns och inte själva är schabloner.")) % where
            )
    return Section(
        key=_key(item, where, faults),
        kind=kind,
        title=_text(item, "title", where, faults, required=True),
        intro=_text(item, "intro", where, faults),
        questions=questions,
        cost_types=cost_types,
        max_files=_number(item, "max_files", 10, where, faults),
        max_bytes=_number(item, "max_bytes", 10 * 1024 * 1024, where, faults),
        required=bool(item.get("required", True)),
    )


def _question(item: Any, where: str, faults: list[str]) -> Question:
    item = item if isinstance(item, Mapping) else {}
    type_ = _one_of(item, "type", QUESTION_TYPES, where, faults)
    options = tuple(
        Option(_key(option, where, faults), _text(option, "label", where, faults, required=True))
        for option in (_list(item, "options", where, faults) if type_ == "choice" else [])
        if isinstance(option, Mapping)
    )
    return Question(
        key=_key(item, where, faults),
        type=type_,
        label=_text(item, "label", where, faults, required=True),
        hint=_text(item, "hint", where, faults),
        required=bool(item.get("required", False)),
        max_length=_number(item, "max_length", 3000 if type_ == "long_text" else 200, where, faults),
        options=options,
    )


def _cost_type(item: Any, where: str, faults: list[str]) -> CostType:
    item = item if isinstance(item, Mapping) else {}
    return CostType(
        key=_key(item, where, faults),
        label=_text(item, "label", where, faults, required=True),
        hint=_text(item, "hint", where, faults),
        percent=_number(item, "percent", 0, where, faults),
        percent_of=tuple(str(key) for key in item.get("percent_of", ())),
    )


def _list(item: Any, name: str, where: str, faults: list[str]) -> list[Any]:
    value = item.get(name) if isinstance(item, Mapping) else None
    if not isinstance(value, list):
        faults.append(str(_("%(where)s: ”%(name)s” ska vara en lista.")) % {"where": where, "name": name})
        return []
    return value


def _key(item: Mapping[str, Any], where: str, faults: list[str]) -> str:
    key = item.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        faults.append(str(_("%s: ”key” ska vara små bokstäver a–z, siffror och understreck, högst 40 tecken.")) % where)
        return ""
    return key


def _one_of(item: Mapping[str, Any], name: str, allowed: tuple[str, ...], where: str, faults: list[str]) -> str:
    value = item.get(name)
    if value not in allowed:
        faults.append(
            str(_("%(where)s: ”%(name)s” ska vara något av %(allowed)s."))
            % {"where": where, "name": name, "allowed": ", ".join(allowed)}
        )
        return allowed[0]
    return str(value)


def _text(item: Mapping[str, Any], name: str, where: str, faults: list[str], *, required: bool = False) -> Text:
    value = item.get(name, "")
    if isinstance(value, Mapping):
        text = Text(str(value.get("sv", "")), str(value.get("en", "")))
    else:
        text = Text(str(value))
    if required and not text.sv.strip():
        faults.append(str(_("%(where)s: ”%(name)s” saknar svensk text.")) % {"where": where, "name": name})
    return text


def _number(item: Mapping[str, Any], name: str, default: int, where: str, faults: list[str]) -> int:
    value = item.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        faults.append(str(_("%(where)s: ”%(name)s” ska vara ett heltal.")) % {"where": where, "name": name})
        return default
    return value


def _no_repeats(keys: list[str], where: str, faults: list[str]) -> None:
    for key in sorted({key for key in keys if key and keys.count(key) > 1}):
        faults.append(str(_("%(where)s: nyckeln ”%(key)s” finns mer än en gång.")) % {"where": where, "key": key})
