"""The work list as a file for a spreadsheet: CSV as Swedish Excel reads it, or XLSX. Row by row, in flat memory.

A cell that a spreadsheet would take for a formula is made text: whoever writes a project's name must not have anything
done on the machine of an officer.
"""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import IO, Any

import xlsxwriter
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from applications.calls.models import Call, Outcome
from applications.cases.models import Case, Channel
from applications.cases.states import Stage
from applications.decisions.models import Decision, GrantedAmount
from applications.submissions.models import SupplementRequest

# How many rows the database hands over at a time, and how many go out together.
CHUNK = 1000
# What a spreadsheet takes for the beginning of a formula, also in the wide letters of East Asia.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What a call says of who comes in time.
_CLOSINGS = ("published_at", "opens_at", "closes_at", "region_closings", "grace_minutes")
_DECIDED = {Stage.DECIDED, Stage.NOTIFIED}
Value = str | int | date | datetime | None


@dataclass(frozen=True)
class Column:
    heading: str
    width: int


def columns() -> list[Column]:
    """The file's columns, in order."""
    return [
        Column(_("Ärende"), 14),
        Column(_("Region"), 26),
        Column(_("Projekt"), 44),
        Column(_("Utlysning"), 40),
        Column(_("Läge"), 20),
        Column(_("Återkallad"), 12),
        Column(_("Handläggare"), 24),
        Column(_("Kom in"), 17),
        Column(_("Kom in med"), 16),
        Column(_("Efter sista dag"), 12),
        Column(_("Dagar sedan inkommen"), 12),
        Column(_("Komplettering senast"), 14),
        Column(_("Sökt, kronor"), 14),
        Column(_("Beslut"), 16),
        Column(_("Beslutat"), 12),
        Column(_("Beviljat, kronor"), 14),
    ]


def rows(cases: QuerySet[Case], *, at: datetime) -> Iterator[list[Value]]:
    """A row for each of `cases`, which have been narrowed to what the reader may see. One query, read in chunks, and
    one more when something came another way than through the portal.

    Days are counted until a case is decided.
    """
    stages, outcomes, channels, today = _words(Stage), _words(Outcome), _words(Channel), localdate(at)
    portal, late, came_late = _("Portalen"), _("Ja"), _Lateness()
    for (
        number,
        region,
        title,
        call,
        stage,
        withdrawn_at,
        officer,
        address,
        arrived_at,
        came_by,
        call_id,
        code,
        applied,
        due_on,
        outcome,
        decided_at,
        granted,
    ) in _read(cases):
        arrived = localtime(arrived_at)
        yield [
            number,
            region,
            title,
            call,
            stages[stage],
            localdate(withdrawn_at) if withdrawn_at else None,
            officer or address,
            arrived.replace(tzinfo=None, second=0, microsecond=0),
            channels[came_by] if came_by else portal,
            late if came_by and came_late(call_id, code, arrived_at) else None,
            None if stage in _DECIDED else (today - arrived.date()).days,
            due_on,
            applied,
            outcomes[outcome] if outcome else None,
            localdate(decided_at) if decided_at else None,
            granted if outcome else None,
        ]


class _Lateness:
    """Whether what came another way came late, as `Case.came_late` says of one.

    The calls are asked for once, if at all: what the portal took is never late.
    """

    def __init__(self) -> None:
        self._calls: dict[int, Call] = {}

    def __call__(self, call_id: int, region_code: str, arrived_at: datetime) -> bool:
        self._calls = self._calls or Call.objects.only(*_CLOSINGS).in_bulk()
        return not self._calls[call_id].is_in_time_for(region_code, arrived_at)


def _words(choices: Any) -> dict[str, str]:
    return {value: str(label) for value, label in choices.choices}


def _read(cases: QuerySet[Case]) -> Iterable[tuple[Any, ...]]:
    decision = Decision.objects.in_force().filter(case=OuterRef("pk"))
    waiting = SupplementRequest.objects.waiting().filter(case=OuterRef("pk"))
    granted = GrantedAmount.objects.filter(decision__case=OuterRef("pk"), decision__is_in_force=True).order_by()
    found = cases.annotate(
        due_on=Subquery(waiting.values("due_on")[:1]),
        outcome=Subquery(decision.values("outcome")[:1]),
        decided_at=Subquery(decision.values("decided_at")[:1]),
        granted=Subquery(
            granted.values("decision").annotate(total=Sum("amount")).values("total")[:1], output_field=IntegerField()
        ),
    ).values_list(
        "registry_number",
        "region__name",
        "title",
        "call__title",
        "stage",
        "withdrawn_at",
        "officer__name",
        "officer__email",
        "arrived_at",
        "came_by",
        "call",
        "region",
        "amount_applied",
        "due_on",
        "outcome",
        "decided_at",
        "granted",
    )
    return found.iterator(chunk_size=CHUNK)


def as_csv(head: list[Column], found: Iterable[list[Value]]) -> Iterator[bytes]:
    """The file in parts: UTF-8 with the mark by which Excel knows it, semicolons, numbers and dates as they are."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(column.heading for column in head)
    for number, row in enumerate(found, start=1):
        writer.writerow(map(_plain, row))
        if number % CHUNK == 0:
            yield _emptied(out)
    yield _emptied(out)


def _emptied(out: StringIO) -> bytes:
    part = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return part


def _plain(value: Value) -> str | int:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return value
    text = value or ""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_xlsx(head: list[Column], found: Iterable[list[Value]], *, title: str) -> IO[bytes]:
    """The file, open at its beginning, gone when it is closed. A text is written as text, whatever it looks like."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    try:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            _write_sheet(book, head, found, title=title)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _write_sheet(book: Any, head: list[Column], found: Iterable[list[Value]], *, title: str) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    number, day = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet(title[:31])
    sheet.freeze_panes(1, 1)
    for index, column in enumerate(head):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, column.heading, bold)
    last = 0
    for last, row in enumerate(found, start=1):
        for index, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(last, index, value)
            elif isinstance(value, datetime):
                sheet.write_datetime(last, index, value, moment)
            elif isinstance(value, date):
                sheet.write_datetime(last, index, value, day)
            elif value is not None:
                sheet.write_number(last, index, value, number)
    sheet.autofilter(0, 0, max(last, 1), len(head) - 1)
