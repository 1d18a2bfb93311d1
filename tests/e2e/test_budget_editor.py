"""The budget and its funding in a browser: by keyboard, pasted from Excel, and with the sums that the server counts."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from applications.calls.definition import Section
from applications.cases.models import Case
from applications.drafting.content import CostTable, DraftContent, FundingTable
from applications.drafting.fields import fields_of, row_ids_of, unflatten
from applications.drafting.models import SectionVersion
from portal.ui.numbers import grouped
from tests.factories.calls import call
from tests.factories.drafting import SECTIONS, draft
from tests.factories.regions import member

pytestmark = pytest.mark.django_db(transaction=True)
YEARS = (2022, 2023, 2024)
PASTE = """(field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    field.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""
# Sets many fields at once, as a person would one by one, and then counts once.
FILL = """values => {
    for (const [name, value] of Object.entries(values)) document.getElementsByName(name)[0].value = value;
    document.querySelector("form[data-draft]").dispatchEvent(new Event("input", {bubbles: true}));
}"""


@pytest.fixture
def case() -> Case:
    now = datetime.now(UTC)
    anders = member("editor", name="Anders Lind")
    sections = {"period": SECTIONS["period"], "funding": SECTIONS["funding"]}
    open_call = call(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9), year_budget=20_000_000)
    return draft(sections, call=open_call, by=anders)


def section_of(case: Case, kind: str) -> Section:
    found = case.draft.form_version.parsed.of_kind(kind)
    assert found
    return found


def cell(page: Page, kind: str, year: int) -> Any:
    return page.locator(f"#id_amounts-{kind}-{year}")


def paste(page: Page, at: Any, text: str) -> None:
    at.click()
    at.evaluate(PASTE, text)


def words(locator: Any) -> str:
    return str(locator.inner_text()).replace("\u00a0", " ")


def test_budget_is_written_by_keyboard(case: Case, visit: Any, look: Any) -> None:
    with visit(case.created_by) as page:
        page.goto(f"/ansokningar/{case.pk}/avsnitt/budget/")
        cell(page, "staff", 2022).click()
        page.keyboard.type("400000 kr")
        page.keyboard.press("ArrowDown")
        expect(cell(page, "services", 2022)).to_be_focused()
        expect(cell(page, "staff", 2022)).to_have_value("400\u00a0000")
        page.keyboard.press("Enter")  # the last row that can be written in: nothing is sent, and nothing is lost
        expect(cell(page, "services", 2022)).to_be_focused()
        page.keyboard.press("ArrowUp")
        expect(cell(page, "staff", 2022)).to_have_value("400000")
        page.keyboard.press("Escape")
        page.keyboard.press("End")
        page.keyboard.press("ArrowLeft")  # within the digits: the cell stays
        expect(cell(page, "staff", 2022)).to_be_focused()
        page.keyboard.press("End")
        page.keyboard.press("ArrowRight")
        expect(cell(page, "staff", 2023)).to_be_focused()
        page.keyboard.type("12,50")
        page.keyboard.press("Control+End")
        expect(cell(page, "services", 2024)).to_be_focused()
        page.keyboard.press("Control+Home")
        expect(cell(page, "staff", 2022)).to_be_focused()
        expect(cell(page, "staff", 2023)).to_have_value("12,50")
        expect(cell(page, "staff", 2023)).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#id_amounts-staff-2023_error")).to_contain_text("hela kronor, utan ören")
        assert words(page.locator("[data-all-sum]")) == "460 000"
        assert words(page.locator("[data-chart=costs] [data-bar='2022'] [data-bar-amount]")) == "460 000"
        look(page, "budget")
        # On a phone what is wrong is read whole beside a table that is drawn to the side.
        page.set_viewport_size({"width": 390, "height": 844})
        fault = page.locator("#id_amounts-staff-2023_error")
        for scrolled in (0, 200):
            page.locator("#id_amounts").evaluate("(table, left) => { table.scrollLeft = left }", scrolled)
            left, right = fault.evaluate(
                "fault => [fault.getBoundingClientRect().left, fault.getBoundingClientRect().right]"
            )
            assert 0 <= left < right <= 390
        page.set_viewport_size({"width": 1280, "height": 900})
        cell(page, "staff", 2023).fill("2 000 000")
        cell(page, "staff", 2022).click()
        expect(page.locator("#id_amounts-staff-2023_error")).to_have_count(0)
        page.get_by_role("button", name="Spara", exact=True).click()
        expect(page.get_by_role("main")).to_contain_text("av Anders Lind")
    saved = SectionVersion.objects.get(draft_id=case.pk, section_key="budget", is_current=True)
    assert saved.content == {"amounts": {"staff": {"2022": 400_000, "2023": 2_000_000}}}


def test_block_from_excel_is_pasted_told_and_taken_back(case: Case, visit: Any, look: Any) -> None:
    with visit(case.created_by) as page:
        page.goto(f"/ansokningar/{case.pk}/avsnitt/budget/")
        cell(page, "services", 2022).fill("7")
        block = "1 500 000 kr\t1,500,000\t-5\t4 000 000\r\n\t12,50\t3.000\t\r\n60 000\t\t\t\r\n"
        paste(page, cell(page, "staff", 2022), block)
        values = [cell(page, kind, year).input_value() for kind in ("staff", "services") for year in YEARS]
        assert values == ["1\u00a0500\u00a0000", "1\u00a0500\u00a0000", "-5", "", "12,50", "3\u00a0000"]
        told = page.locator("[data-paste]")
        expect(told).to_contain_text("lagt in 6 värden")
        expect(told).to_contain_text("2 av dem går inte att läsa")
        expect(told).to_contain_text("2 värden fick inte plats i tabellen och är inte med: 4 000 000; 60 000.")
        expect(page.locator("#id_amounts-staff-2024_error")).to_contain_text("mindre än noll")
        look(page, "pasted")
        cell(page, "services", 2023).fill("13")
        page.get_by_role("button", name="Ta bort inklistringen").click()
        # What was written after the paste stays.
        values = [cell(page, kind, year).input_value() for kind in ("staff", "services") for year in YEARS]
        assert values == ["", "", "", "7", "13", ""]
        expect(page.locator(".field-error")).to_have_count(0)
        expect(told).to_contain_text("Inklistringen är borttagen")


def test_funding_shows_limits_and_who_pays_as_people_write(case: Case, visit: Any, look: Any) -> None:
    with visit(case.created_by) as page:
        page.goto(f"/ansokningar/{case.pk}/avsnitt/funding/")
        paste(page, page.locator("#id_applied-2022"), "400 000\t30 000 000\t1 600 000\n60 000\t300 000\t240 000\n")
        balance = page.locator("[data-balance]")
        expect(balance).to_contain_text("Ni söker 10 000 000 kronor mer för 2023 än de 20 000 000 kronor")
        expect(balance).to_contain_text("Finansieringen för 2022 är 460 000 kronor högre än kostnaderna.")
        page.get_by_role("button", name="Lägg till finansiär").click()
        page.keyboard.type("Sparbanken")
        page.get_by_label("Slag").last.select_option("private")
        page.locator("input.amount").last.fill("5000")
        expect(page.locator("[data-part-total=private]")).to_have_text("5\u00a0000")
        look(page, "funding")
        page.get_by_role("button", name="Spara", exact=True).click()
        expect(page.get_by_role("main")).to_contain_text("av Anders Lind")
    saved = SectionVersion.objects.get(draft_id=case.pk, section_key="funding", is_current=True).content
    assert saved["applied"] == {"2022": 400_000, "2023": 30_000_000, "2024": 1_600_000}
    assert [row["name"] for row in saved["rows"]] == ["Region Dalarna", "Sparbanken"]


def test_budget_is_saved_and_counted_without_script(case: Case, visit: Any) -> None:
    with visit(case.created_by, java_script_enabled=False) as page:
        page.goto(f"/ansokningar/{case.pk}/avsnitt/budget/")
        cell(page, "staff", 2022).fill("1 000")
        page.get_by_role("button", name="Spara", exact=True).click()
        assert words(page.locator("[data-all-sum]")) == "1 150"
        assert words(page.locator("[data-bar='2022'] [data-bar-amount]")) == "1 150"


# --- The page counts as the server does ----------------------------------------------------------------------------

TEXTS = ["", "0", "1", "33", "1 000", "12,50", "-7", "tolv", "2\u00a0857\u00a0000 kr", "1,500", "1.500.000", "500:-"]
TEXTS += [
    "100:- kr",
    "kr 5",
    "(3)",
    "9" * 13,
    "1 000 000 000 000",
    "12 000,00",
    "1,500.00",
    "7 SEK",
    "٣٤",
    "5\u2009000",
]


def some_texts(paths: list[str], seed: int) -> dict[str, str]:
    chance = random.Random(seed)
    return {path: chance.choice([*TEXTS, str(chance.randrange(10**6))]) for path in paths}


def content_of(case: Case, section: Section, texts: dict[str, str]) -> dict[str, Any]:
    fields = fields_of(section, YEARS, row_ids_of(texts))
    return unflatten({path: fields[path].read(text) for path, text in texts.items()})


def shown_numbers(page: Page, selector: str) -> list[str]:
    return list(page.locator(selector).all_inner_texts())


def test_pages_sums_are_those_of_the_server(case: Case, visit: Any) -> None:
    budget, funding = section_of(case, "budget"), section_of(case, "funding")
    with visit(case.created_by) as page:
        page.goto(f"/ansokningar/{case.pk}/avsnitt/budget/")
        for seed in range(8):
            texts = some_texts(list(fields_of(budget, YEARS)), seed)
            page.evaluate(FILL, texts)
            costs = costs_of(case, content_of(case, budget, texts))
            assert shown_numbers(page, "[data-year-sum]") == [grouped(total) for total in costs.totals.values()], texts
            assert shown_numbers(page, "[data-row-sum]") == [grouped(row.total) for row in costs.rows], texts
            assert shown_numbers(page, "[data-all-sum]") == [grouped(costs.total)], texts
        page.goto(f"/ansokningar/{case.pk}/avsnitt/funding/")
        for seed in range(8):
            amounts = [path for path, spec in fields_of(funding, YEARS, ["f1"]).items() if spec.type == "amount"]
            texts = some_texts(amounts, seed)
            page.evaluate(FILL, texts)
            paid = funding_of(case, content_of(case, funding, texts))
            assert shown_numbers(page, "[data-paid]") == [grouped(n) for n in (*paid.totals.values(), paid.total)], (
                texts
            )
            assert shown_numbers(page, "[data-left]") == [
                grouped(n) for n in (*paid.differences.values(), paid.left_total)
            ], texts


def costs_of(case: Case, content: dict[str, Any]) -> CostTable:
    return DraftContent(case.draft.form_version.parsed, {"budget": content}).costs(YEARS)


def funding_of(case: Case, content: dict[str, Any]) -> FundingTable:
    return DraftContent(case.draft.form_version.parsed, {"funding": content}).funding(YEARS)
