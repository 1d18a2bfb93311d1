"""The case's register of documents (offentlighets- och sekretesslagen 5 kap. 2 §)."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applications.cases.models import Case, Document
from applications.records.papers.paper import Paper, Part, Row, Table, Text


def papers_of(case: Case, *, hidden_from: datetime | None = None) -> Iterator[Paper]:
    """With `hidden_from`, without what the authority drew up within itself from then on."""
    heads = (_("Nr"), _("Datum"), _("In eller ut"), _("Vad det rör"), _("Avsändare eller mottagare"))
    documents = [
        document
        for document in case.documents.order_by("number")
        if hidden_from is None or document.direction != Document.Direction.INTERNAL or document.at < hidden_from
    ]
    rows = tuple(_row(document, heads) for document in documents)
    if rows:
        yield Paper(
            "register", _("Register"), _("Ärendets handlingar"), documents[-1].at, (Part(table=Table(heads, rows)),)
        )


def _row(document: Document, heads: tuple[str, ...]) -> Row:
    key = f"register:{document.number}"
    words = (
        str(document.number),
        date_format(localtime(document.at), "SHORT_DATE_FORMAT"),
        str(document.get_direction_display()),
        document.title,
        document.party,
    )
    cells = (Text(f"{key}:{n}", head, text) for n, (head, text) in enumerate(zip(heads, words, strict=True)))
    return Row(key, tuple(cells))
