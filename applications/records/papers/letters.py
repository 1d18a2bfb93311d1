"""Decision letters: what they say, and the PDF as it was made."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.letters.compose import letter_of
from applications.letters.models import Letter
from applications.records.papers import letter_ways
from applications.records.papers.paper import Original, Paper, Part, Text


def papers_of(case: Case) -> Iterator[Paper]:
    made = Letter.objects.made().filter(decision__case=case).with_content().select_related("decision__release")
    letters = list(made.prefetch_related("handovers", "mailings").order_by("pk"))
    told = letter_ways.told_of(letters)
    for letter in letters:
        key = f"letter:{letter.pk}"
        letter.decision.case = case
        said = tuple(_texts(key, letter_of(letter)))
        yield Paper(
            key=key,
            kind=_("Beslutsbrev"),
            title=_("Beslutsbrev"),
            at=letter.made_at,
            parts=(Part(texts=said), *letter_ways.parts_of(key, letter, told.get(letter.pk, []))),
            originals=(Original(letter.file_name, letter.pdf, letter.sha256),),
            tells_of_deciding=not letter.decision.is_released,
        )


def _texts(key: str, content: Any) -> Iterator[Text]:
    """Everything that a letter says, field by field, whatever fields letters have."""
    labels = {
        "heading": _("Rubrik"),
        "lede": _("Ingress"),
        "reasons": _("Skäl för beslutet"),
        "conditions": _("Villkor"),
        "legal_basis": _("Bestämmelser"),
        "appeal": _("Överklagande"),
        "closing": _("Avslutning"),
        "recipient": _("Till"),
        "signed": _("Underskrift"),
    }
    for field in fields(content):
        text = _words(getattr(content, field.name))
        if text:
            yield Text(f"{key}:{field.name}", labels.get(field.name, _("Uppgift i brevet")), text)


def _words(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\u200b", "")
    if isinstance(value, tuple | list):
        return "\n".join(filter(None, map(_words, value)))
    if is_dataclass(value) and not isinstance(value, type):
        return " ".join(filter(None, (_words(getattr(value, field.name)) for field in fields(value))))
    return "" if value is None or isinstance(value, bool | bytes) else str(value)
