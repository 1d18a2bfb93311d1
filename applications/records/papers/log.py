"""The case's log, first to last."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.records.papers.paper import Paper, Part, Row, Table, Text
from portal.audit.queries import as_lines, entries_of

# What would tell of a decision before its region knows of it.
_OF_DECIDING = (
    "proposal",
    "proposed",
    "decision",
    "decided",
    "replace",
    "letter",
    "mailing",
    "sent_back",
    "ranking",
    "board",
    "meeting",
    "minutes",
    "scenario",
    # That a region need not be heard is noted on the way to a decision.
    "waived",
)


def papers_of(case: Case, *, hidden_from: datetime | None = None) -> Iterator[Paper]:
    """With `hidden_from`, without what was done towards a decision from then on."""
    entries = [
        entry
        for entry in entries_of([case.audit_subject]).order_by("sequence")
        if hidden_from is None or entry.at < hidden_from or not any(word in entry.event for word in _OF_DECIDING)
    ]
    heads = (_("När"), _("Vad"))
    rows = tuple(
        Row(
            f"log:{line.number}",
            (
                Text(f"log:{line.number}:0", heads[0], date_format(localtime(line.at), "SHORT_DATETIME_FORMAT")),
                Text(f"log:{line.number}:1", heads[1], line.sentence),
            ),
        )
        for line in as_lines(entries)
    )
    if rows:
        yield Paper("log", _("Historik"), _("Ärendets historik"), entries[-1].at, (Part(table=Table(heads, rows)),))
