"""An assessment is saved while it is written; two windows of one assessor; and without JavaScript by the button."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from applications.cases.models import Case
from applications.cases.states import Stage
from applications.reviews.models import Assessment
from tests.factories.accounts import staff
from tests.factories.cases import submitted_case
from tests.factories.drafting import draft_of
from tests.factories.reviews import assessment
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case() -> Case:
    made = submitted_case(stage=Stage.ASSESSING, officer=staff("case_officer", name="Sara Nyberg"))
    draft_of(made)
    submission(made)
    return made


def summary(page: Page) -> Any:
    return page.get_by_label("Samlad bedömning")


def is_saved(page: Page) -> None:
    expect(page.locator(".autosave [role=status]")).to_contain_text("Sparat", timeout=10_000)


def test_what_is_written_is_there_when_one_comes_back(case: Case, visit: Any, look: Any) -> None:
    with visit(case.officer) as page:
        page.goto(f"/arenden/{case.pk}/bedomning/")
        page.get_by_role("region", name="Struktur").get_by_role("radio").nth(3).check()
        page.get_by_role("region", name="Struktur").get_by_label("Varför?").fill("Bra uppbyggd.")
        is_saved(page)
        look(page, "assess-saved-by-itself")
        page.goto("/")
        page.goto(f"/arenden/{case.pk}/bedomning/")
        expect(page.get_by_role("region", name="Struktur").get_by_label("Varför?")).to_have_value("Bra uppbyggd.")
        expect(page.get_by_role("region", name="Struktur").get_by_role("radio").nth(3)).to_be_checked()
    assert Assessment.objects.get().handed_in_at is None


def test_two_windows_are_shown_both_texts(case: Case, visit: Any, look: Any) -> None:
    address = f"/arenden/{case.pk}/bedomning/"
    with visit(case.officer) as first, visit(case.officer) as second:
        first.goto(address)
        second.goto(address)
        summary(first).fill("Skrivet i första fönstret.")
        is_saved(first)
        summary(second).fill("Skrivet i andra fönstret.")
        panel = second.get_by_role("group", name="Du har också ändrat")
        expect(panel).to_contain_text("Skrivet i första fönstret.", timeout=10_000)
        look(second, "assess-two-windows")
        panel.get_by_role("button", name="Behåll båda").click()
        is_saved(second)
    text = Assessment.objects.get().summary
    assert "första" in text
    assert "andra" in text


def test_table_is_sorted_by_its_headings(case: Case, visit: Any, look: Any) -> None:
    assessment(case, case.officer, points=2)
    other = submitted_case(stage=Stage.ASSESSING, officer=case.officer, call=case.call, code="21", title="Det högsta")
    assessment(other, case.officer, points=5)
    with visit(case.officer) as page:
        page.goto("/arenden/bedomningar/")
        page.get_by_role("link", name="Medeltal").click()
        expect(page.locator("tbody tr").first).to_contain_text("Det högsta")
        look(page, "assessment-table-sorted")
        page.get_by_role("link", name="Medeltal").click()
        expect(page.locator("tbody tr").last).to_contain_text("Det högsta")


def test_button_saves_without_javascript(case: Case, visit: Any) -> None:
    with visit(case.officer, java_script_enabled=False) as page:
        page.goto(f"/arenden/{case.pk}/bedomning/")
        summary(page).fill("Utan skript.")
        page.get_by_role("button", name="Spara och fortsätt senare").click()
        expect(page.get_by_role("main")).to_contain_text("Din bedömning är sparad.")
        expect(summary(page)).to_have_value("Utan skript.")
