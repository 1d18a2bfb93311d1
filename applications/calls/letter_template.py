"""What may stand in a call's letter texts beside plain words: placeholders and conditions, from closed lists.

    {{belopp}}                          is filled in when the letter is composed
    [om lägre belopp]  or  [om inte …]  at the beginning of a paragraph: it stands only in letters of which that is true

There is no code in a text: what is not in the lists is refused when it is saved. Pure: no database, no clock.
"""

import re
from collections.abc import Mapping, Set

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PLACEHOLDERS = {
    "region": gettext_lazy("regionens namn"),
    "organisationsnummer": gettext_lazy("regionens organisationsnummer"),
    "projekt": gettext_lazy("projektets namn"),
    "diarienummer": gettext_lazy("ärendets diarienummer"),
    "utlysning": gettext_lazy("utlysningens rubrik"),
    "utfall": gettext_lazy("vad beslutet heter, till exempel delvis bifall"),
    "sökt belopp": gettext_lazy("beloppet som regionen sökte, i kronor"),
    "belopp": gettext_lazy("beloppet som beviljas, i kronor"),
    "projektstart": gettext_lazy("projektets första dag"),
    "projektslut": gettext_lazy("projektets sista dag"),
    "beslutsdag": gettext_lazy("dagen för beslutet"),
    "handläggare": gettext_lazy("den som har föredragit ärendet"),
    "beslutsfattare": gettext_lazy("den som har beslutat"),
    "myndighet": gettext_lazy("myndighetens namn"),
}
CONDITIONS = {
    "bifall": gettext_lazy("hela beloppet beviljas"),
    "delvis bifall": gettext_lazy("en del av beloppet beviljas"),
    "avslag": gettext_lazy("ansökan avslås"),
    "avvisning": gettext_lazy("ansökan avvisas"),
    "avskrivning": gettext_lazy("ärendet avskrivs"),
    "pengar beviljas": gettext_lazy("bifall eller delvis bifall"),
    "lägre belopp": gettext_lazy("mindre beviljas än det som söktes"),
    "flera år": gettext_lazy("pengar beviljas för mer än ett år"),
    "villkor finns": gettext_lazy("beslutet har villkor"),
    "ersätter": gettext_lazy("beslutet ersätter ett tidigare"),
}
_PLACEHOLDER = re.compile(r"\{\{([^{}\n]*)\}\}")
_CONDITION = re.compile(r"\A\s*\[om\b([^\[\]\n]*)\][ \t]*\n?", re.IGNORECASE)
_NOT = "inte "
_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*\n\s*")


def check_template(text: str) -> None:
    """All that a text holds is in the lists. Raises ValidationError with each fault."""
    faults = [fault for part in _parts(text) for fault in _faults(part)]
    if faults:
        raise ValidationError(faults)


def check_plain(text: str) -> None:
    """A text in which nothing is filled in has no placeholders. Raises ValidationError."""
    if "{{" in text or "}}" in text:
        raise ValidationError(
            _("Villkor kan inte ha platshållare: de visas för handläggaren så som de står."), code="placeholder"
        )


def shown(text: str, *, values: Mapping[str, str], true: Set[str]) -> str:
    """The text as it stands in a letter: with `values` filled in, and the paragraphs whose condition is `true`.

    What is filled in is never read as a placeholder itself.
    """
    paragraphs = [_CONDITION.sub("", part, count=1) for part in _parts(text) if _is_shown(part, true)]
    return "\n\n".join(_PLACEHOLDER.sub(lambda found: values.get(_key(found[1]), found[0]), one) for one in paragraphs)


def _parts(text: str) -> list[str]:
    return [part for part in _PARAGRAPH_BREAK.split(text.replace("\r\n", "\n").strip()) if part]


def _key(written: str) -> str:
    return " ".join(written.lower().split())


def _is_shown(part: str, true: Set[str]) -> bool:
    found = _CONDITION.match(part)
    if found is None:
        return True
    condition = _key(found[1])
    return condition.removeprefix(_NOT) not in true if condition.startswith(_NOT) else condition in true


def _faults(part: str) -> list[ValidationError]:
    faults = [
        ValidationError(
            _("Platshållaren {{%(name)s}} finns inte. De som finns är: %(known)s."),
            code="placeholder",
            params={"name": found[1].strip(), "known": ", ".join(f"{{{{{name}}}}}" for name in PLACEHOLDERS)},
        )
        for found in _PLACEHOLDER.finditer(part)
        if _key(found[1]) not in PLACEHOLDERS
    ]
    rest = _PLACEHOLDER.sub("", part)
    if "{{" in rest or "}}" in rest:
        faults.append(
            ValidationError(
                _("En platshållare är inte avslutad. Skriv den med två klamrar på var sida: {{region}}."),
                code="placeholder_open",
            )
        )
    found = _CONDITION.match(part)
    if found and _key(found[1]).removeprefix(_NOT) not in CONDITIONS:
        faults.append(
            ValidationError(
                _("Villkoret [om %(name)s] finns inte. De som finns är: %(known)s."),
                code="condition",
                params={"name": found[1].strip(), "known": ", ".join(f"[om {name}]" for name in CONDITIONS)},
            )
        )
    elif re.search(r"\[om\b", _CONDITION.sub("", part, count=1), re.IGNORECASE) or (
        not found and re.match(r"\s*\[om\b", part, re.IGNORECASE)
    ):
        faults.append(
            ValidationError(
                _("Ett villkor ska stå först i sitt stycke, med en tom rad före: [om lägre belopp]."),
                code="condition_place",
            )
        )
    return faults
