"""The work list in a browser: filters and chips, search, saved views, giving out cases, files, and start pages."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from applications.calls.models import Outcome
from applications.cases.actions import keep_text
from applications.cases.models import Case, SavedView
from applications.cases.states import Stage
from applications.submissions.models import SupplementRequest
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import no_conflict, submitted_case
from tests.factories.drafting import draft_of
from tests.factories.letters import proposal
from tests.factories.regions import member
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db(transaction=True)
PROJECTS = {
    "20": ("Validering i hela Dalarna", Stage.ASSESSING, 74),
    "14": ("Regional utveckling av validering", Stage.CHECKING, 82),
    "09": ("Validering på ö", Stage.SUBMITTED, 82),
    "25": ("Kompetens räknas", Stage.PROPOSED, 91),
    "07": ("En väg in", Stage.CHECKING, 96),
    "12": ("Branschvalidering Skåne", Stage.SUBMITTED, 171),
    "17": ("Synliggjord kompetens", Stage.ASSESSING, 99),
    "18": ("Validering i samverkan", Stage.CHECKING, 204),
}


@pytest.fixture
def people() -> dict[str, Any]:
    return {
        "officer": staff("case_officer", name="Sara Nyberg"),
        "other": staff("case_officer", name="Mats Holm"),
        "registrar": staff("registrar", name="Rut Lund"),
        "decider": staff("decision_maker", name="Dag Vik"),
        "writer": member("editor"),
    }


@pytest.fixture
def cases(people: dict[str, Any]) -> dict[str, Case]:
    now = datetime.now(UTC)
    shared = call(opens_at=now - timedelta(days=300), closes_at=now - timedelta(days=60))
    made = {}
    for number, (code, (title, stage, days)) in enumerate(PROJECTS.items()):
        made[code] = submitted_case(
            stage,
            None if stage == Stage.SUBMITTED else people["officer" if number % 3 else "other"],
            call=shared,
            code=code,
            by=people["writer"],
            title=title,
            arrived_at=now - timedelta(days=days),
            amount_applied=1_280_000 + 465_000 * number,
        )
        no_conflict(made[code], people["decider"])
    # What an application says is searched once it is open to the reader.
    no_conflict(made["12"], people["officer"])
    keep_text(case=made["12"], answers="Handledare i gruvindustrin utbildas tillsammans med branschen.")
    SupplementRequest.objects.create(
        case=made["14"],
        text="Mer",
        sections=[],
        asked_by=people["officer"],
        asked_at=now,
        due_on=now.date() - timedelta(days=3),
    )
    draft_of(made["25"])
    proposal(Outcome.GRANT, made["25"], submission=submission(made["25"]), by=made["25"].officer)
    return made


def rows(page: Page) -> Any:
    return page.locator("table.work-list tbody tr")


def test_list_is_filtered_searched_saved_and_found_again(cases: Any, people: Any, visit: Any, look: Any) -> None:
    with visit(people["officer"]) as page:
        page.goto("/arbetslista/")
        expect(rows(page)).to_have_count(8)
        look(page, "work-list")
        page.locator("summary", has_text="Region").first.click()
        page.get_by_label("Region Skåne").check()
        page.get_by_label("Region Dalarna").check()
        look(page, "work-list-picker")
        page.locator("details[open]").get_by_role("button", name="Visa").click()
        expect(rows(page)).to_have_count(2)
        page.get_by_role("searchbox", name="Sök i ärenden").fill("gruvor")
        page.get_by_role("searchbox", name="Sök i ärenden").press("Enter")
        expect(rows(page)).to_have_count(1)
        expect(rows(page)).to_contain_text("Branschvalidering Skåne")
        look(page, "work-list-chips")
        page.get_by_role("link", name="Ta bort filtret Region Dalarna").click()
        expect(page.locator(".chips")).not_to_contain_text("Dalarna")
        page.locator("summary", has_text="Spara den här vyn").click()
        page.get_by_label("Vad ska vyn heta?").fill("Gruvor i Skåne")
        page.get_by_role("button", name="Spara vyn").click()
        expect(page.get_by_role("main")).to_contain_text("Vyn ”Gruvor i Skåne” är sparad.")
        page.goto("/arbetslista/")
        page.get_by_role("link", name="Gruvor i Skåne").click()
        expect(rows(page)).to_have_count(1)
        page.get_by_role("link", name="Ändra vyerna").click()
        page.locator("summary", has_text="Ta bort").click()
        look(page, "saved-views")
        page.get_by_role("button", name="Ta bort vyn").click()
        expect(page.get_by_role("main")).to_contain_text("Du har inga vyer")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("has_script", [True, False])
def test_cases_are_given_to_an_officer(has_script: bool, cases: Any, people: Any, visit: Any, look: Any) -> None:
    with visit(people["registrar"], java_script_enabled=has_script) as page:
        page.goto("/arbetslista/?officer=none")
        for code in ("09", "12"):
            page.get_by_label(f"Välj {cases[code].registry_number}").check()
        if has_script:
            expect(page.get_by_text("2 valda")).to_be_visible()
        page.get_by_role("button", name="Tilldela …").click()
        if has_script:
            look(page, "assign")
        page.get_by_role("button", name="Tilldela", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("Välj vem som ska handlägga ärendena.")
        page.get_by_label("Vem ska handlägga ärendena?").select_option("Sara Nyberg")
        page.get_by_role("button", name="Tilldela", exact=True).click()
        expect(page.get_by_role("main")).to_contain_text("Sara Nyberg har nu de 2 ärendena.")
        expect(page.get_by_role("main")).to_contain_text("Inga ärenden passar in")
    assert Case.objects.filter(officer=people["officer"], stage=Stage.CHECKING).count() == 5


def test_filtered_list_is_taken_out_as_files(cases: Any, people: Any, visit: Any, tmp_path: Path) -> None:
    with visit(people["officer"]) as page:
        page.goto("/arbetslista/?region=12&region=20&order=amount")
        page.locator("summary", has_text="Exportera").click()
        with page.expect_download() as download:
            page.get_by_role("link", name="Text med semikolon").click()
        download.value.save_as(tmp_path / "list.csv")
        with page.expect_download() as download:
            page.get_by_role("link", name="Excel").click()
        assert download.value.suggested_filename.endswith(".xlsx")
    text = (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["Region"] for row in found] == ["Region Skåne", "Region Dalarna"]


@pytest.mark.parametrize("who", ["officer", "registrar", "decider"])
def test_start_page_says_what_waits(who: str, cases: Any, people: Any, visit: Any, look: Any) -> None:
    with visit(people[who]) as page:
        page.goto("/")
        expect(page.get_by_role("main")).to_contain_text("på dig")
        look(page, f"start-{who}")
