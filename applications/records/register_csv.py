"""The register as a CSV file, line by line, so that any number of lines takes no more memory."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applications.cases.models import Document

# Spreadsheets take a cell that begins so for a formula, which may do harm.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Line:
    """What csv writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def lines_of(documents: Iterable[Document]) -> Iterator[str]:
    """A head and a line for each document; with a byte order mark, so that Excel reads å, ä and ö."""
    writer: Any = csv.writer(_Line(), delimiter=";")
    head = (
        _("Diarienummer"),
        _("Handling"),
        _("Datum"),
        _("In eller ut"),
        _("Vad det rör"),
        _("Avsändare eller mottagare"),
        _("Region"),
    )
    yield "\ufeff" + writer.writerow(head)
    for document in documents:
        words = (
            document.case.registry_number,
            document.number,
            f"{localtime(document.at):%Y-%m-%d}",
            document.get_direction_display(),
            document.title,
            document.party,
            document.case.region.name,
        )
        yield writer.writerow([harmless(str(word)) for word in words])


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA) else cell
