"""Reading what people type: amounts in whole kronor, and dates. Nothing typed is ever refused here without a reason."""

import re
import unicodedata
from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import override

MAX_AMOUNT = 10**12
# static/js/drafting/amounts.js reads in the same way.
_UNIT = re.compile(r"\s*(?:kr|kronor|sek)\.?$|[,.]?:?[-–]$", re.IGNORECASE)
_UNIT_FIRST = re.compile(r"^(?:kr|sek)\.?\s*(?=[0-9(−–-])", re.IGNORECASE)
_NO_ORE = re.compile(r"[.,]0{1,2}$")
_NEGATIVE = re.compile(r"[-−–]\s*[0-9]|\(\s*[0-9][0-9 .,]*\)$")
_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+")
_DECIMAL = re.compile(r"[0-9 .,]*[.,][0-9]+")
_ISO = re.compile(r"([0-9]{4})[-/. ]?([0-9]{2})[-/. ]?([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.]\s*([0-9]{1,2})[/.\s]\s*([0-9]{4})")
_IN_WORDS = re.compile(r"([0-9]{1,2})\s+([a-zåäö]+)\.?\s+([0-9]{4})", re.IGNORECASE)


class NotReadable(ValueError):
    """What was typed can't be read. `str()` is the text for the person who typed it."""


def amount_faults() -> dict[str, str]:
    """What can be wrong with an amount, in words."""
    return {
        "negative": _("Beloppet kan inte vara mindre än noll. Skriv det utan minustecken."),
        "decimals": _("Skriv beloppet i hela kronor, utan ören, till exempel 2 857 000."),
        "letters": _("Det här går inte att läsa som ett belopp. Skriv det med siffror, till exempel 2 857 000."),
        "too_large": _("Beloppet är större än vi kan ta emot. Kontrollera antalet siffror."),
    }


def read_amount(text: str) -> int | None:
    """ "2 857 000", "2857000 kr", "1.500.000" or "1,500,000" as whole kronor; nothing typed as None.

    Raises NotReadable for anything that is not an amount from 0 to 10^12 in whole kronor.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if not plain:
        return None
    number = _NO_ORE.sub("", _UNIT.sub("", _UNIT_FIRST.sub("", plain)).strip())
    if fault := _fault_of(number):
        raise NotReadable(amount_faults()[fault])
    return int(_digits(number))


def _digits(number: str) -> str:
    return number.replace(" ", "").replace(".", "").replace(",", "").lstrip("0") or "0"


def _fault_of(number: str) -> str:
    if _NEGATIVE.match(number):
        return "negative"
    if not _WHOLE.fullmatch(number):
        return "decimals" if _DECIMAL.fullmatch(number) else "letters"
    digits = _digits(number)
    return "too_large" if len(digits) > len(str(MAX_AMOUNT)) or int(digits) > MAX_AMOUNT else ""


def read_date(text: str) -> date | None:
    """ "2022-09-01", "1/9 2022" or "1 september 2022" as a date; nothing typed as None. Raises NotReadable."""
    plain = " ".join(text.split())
    if not plain:
        return None
    try:
        if found := _ISO.fullmatch(plain):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.fullmatch(plain):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _IN_WORDS.fullmatch(plain):
            return date(int(found[3]), _month(found[2]), int(found[1]))
    except ValueError:
        pass
    raise NotReadable(
        _("Det här går inte att läsa som ett datum. Skriv det som år-månad-dag, till exempel 2022-09-01.")
    )


def _month(word: str) -> int:
    """The number of a month by its Swedish name or at least three letters of it. Raises ValueError."""
    with override("sv"):
        for number, name in MONTHS.items():
            if len(word) >= 3 and str(name).lower().startswith(word.lower()):  # noqa: PLR2004
                return number
    raise ValueError(word)
