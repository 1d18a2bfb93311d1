"""The filtered work list as CSV and XLSX: what stands in each cell, what can't do harm, and what it costs."""

import csv
import io
import tracemalloc
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from applications.cases.models import Case
from applications.cases.states import Stage
from applications.desk import exports
from applications.desk.work_list import work_list_rows
from applications.submissions.models import SupplementRequest
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import ARRIVED, submitted_case
from tests.factories.letters import made_letter, proposal
from tests.factories.regions import member
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db
NOW = ARRIVED + timedelta(days=40)
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HARMFUL = ["=1+1", "+46", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("https://example.com")', "＝1"]


def read_csv(response):
    content = b"".join(response)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def read_xlsx(response):
    """Each row's cells as (kind, style, text): kind is inlineStr for text, None for a number."""
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter(f"{_SHEET}row"):
        cells = {}
        for cell in row:
            assert cell.find(f"{_SHEET}f") is None, "a formula"
            text = "".join(cell.itertext())
            cells[cell.get("r").rstrip("0123456789")] = (cell.get("t"), cell.get("s"), text)
        rows.append(cells)
    return rows


@pytest.fixture
def officer(client):
    person = staff("case_officer", name="Karin Ek")
    client.force_login(person)
    return person


def test_csv_has_a_row_for_each_case_that_the_list_shows(client, officer):
    case = submitted_case(Stage.CHECKING, officer, title='Räkna; "rätt"\när svårt', amount_applied=4_350_000)
    submitted_case(code="25", call=case.call, title="Bortfiltrerad")
    SupplementRequest.objects.create(
        case=case, text="Mer", sections=[], asked_by=officer, asked_at=ARRIVED, due_on=ARRIVED.date()
    )
    answer = client.get("/arbetslista/arenden.csv?region=20")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="arbetslista-20')
    head, row = read_csv(answer)
    cells = dict(zip(head, row, strict=True))
    days = cells.pop("Dagar sedan inkommen")
    assert int(days) > 1000
    assert cells == {
        "Ärende": "2022-000001",
        "Region": "Region Dalarna",
        "Projekt": 'Räkna; "rätt"\när svårt',
        "Utlysning": case.call.title,
        "Läge": "Granskas",
        "Återkallad": "",
        "Handläggare": "Karin Ek",
        "Kom in": "2022-06-01 12:00",
        "Kom in med": "Portalen",
        "Efter sista dag": "",
        "Komplettering senast": "2022-06-01",
        "Sökt, kronor": "4350000",
        "Beslut": "",
        "Beslutat": "",
        "Beviljat, kronor": "",
    }


def test_file_says_how_each_application_came_and_which_came_late(client, officer, now):
    on_paper = submitted_case(Stage.CHECKING, officer, came_by="post")
    shared, closes_at = on_paper.call, on_paper.call.closes_at
    submitted_case(Stage.CHECKING, officer, code="25", call=shared, came_by="email", arrived_at=closes_at)
    submitted_case(Stage.CHECKING, officer, code="12", call=shared)

    head, *found = read_csv(client.get("/arbetslista/arenden.csv?order=oldest"))
    cells = [dict(zip(head, row, strict=True)) for row in found]
    told = {each["Region"]: (each["Kom in med"], each["Efter sista dag"]) for each in cells}
    assert told == {
        "Region Dalarna": ("Post", ""),
        "Region Norrbotten": ("E-post", "Ja"),
        "Region Skåne": ("Portalen", ""),
    }
    _head, *in_book = read_xlsx(client.get("/arbetslista/arenden.xlsx?order=oldest"))
    assert {cell[2] for row in in_book for cell in row.values()} >= {"Post", "E-post", "Portalen", "Ja"}


def test_decided_case_says_what_was_granted(client, officer):
    case = submitted_case(Stage.PROPOSED, officer)
    submission(case)
    made_letter(proposed=proposal(case=case, submission=case.submissions.get()))
    head, row = read_csv(client.get("/arbetslista/arenden.csv"))
    cells = dict(zip(head, row, strict=True))
    decision = case.decisions.get()
    assert cells["Beslut"] == decision.get_outcome_display()
    assert cells["Beviljat, kronor"] == str(decision.total)
    assert cells["Dagar sedan inkommen"] == ""


def test_xlsx_has_numbers_as_numbers_dates_as_dates_and_text_as_text(client, officer):
    submitted_case(Stage.CHECKING, officer, title="Validering", amount_applied=4_350_000)
    head, row = read_xlsx(client.get("/arbetslista/arenden.xlsx"))
    named = {head[column][2]: cell for column, cell in row.items()}
    assert named["Projekt"][::2] == ("inlineStr", "Validering")
    assert named["Sökt, kronor"][::2] == (None, "4350000")
    kind, style, moment = named["Kom in"]
    assert (kind, float(moment)) == (None, 44713.5)
    assert style
    assert "Beslut" not in named


@pytest.mark.parametrize("title", HARMFUL)
def test_cells_that_begin_like_a_formula_do_no_harm(title, client, officer):
    submitted_case(title=title)
    text = read_csv(client.get("/arbetslista/arenden.csv"))[1][2]
    assert text == f"'{title}"
    head, row = read_xlsx(client.get("/arbetslista/arenden.xlsx"))
    column = next(column for column, cell in head.items() if cell[2] == "Projekt")
    kind, _style, told = row[column]
    assert kind == "inlineStr"
    # A carriage return is told in Excel's own way.
    assert told.removeprefix("_x000D_").strip() == title.strip()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_file_of_nothing_has_its_headings(kind, client, officer):
    answer = client.get(f"/arbetslista/arenden.{kind}?q=finnsinte")
    assert len(read_csv(answer) if kind == "csv" else read_xlsx(answer)) == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("number", [1, 30])
def test_file_asks_few_queries(kind, number, client, officer):
    shared, writer = call(), member("editor")
    for _index in range(number):
        submitted_case(call=shared, by=writer, came_by="post")
    with CaptureQueriesContext(connection) as asked:
        b"".join(client.get(f"/arbetslista/arenden.{kind}"))
    assert len(asked) <= 8


def test_files_memory_is_flat(officer):
    """Ten times as many rows take no more memory: none is kept once it is written."""
    case = submitted_case(Stage.CHECKING, officer)

    def peak(times):
        rows = list(exports.rows(Case.objects.filter(pk=case.pk), at=NOW)) * times
        tracemalloc.start()
        for _part in exports.as_csv(exports.columns(), iter(rows)):
            pass
        exports.as_xlsx(exports.columns(), iter(rows), title="Arbetslista").close()
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(1500)
    assert peak(15_000) < peak(1500) * 1.5


def test_rows_are_read_in_chunks(officer):
    submitted_case(Stage.CHECKING, officer)
    with CaptureQueriesContext(connection) as asked:
        found = exports.rows(work_list_rows(officer, QueryDict(), at=NOW), at=NOW)
        before = len(asked)
        assert len(list(found)) == 1
    assert len(asked) - before <= 1
