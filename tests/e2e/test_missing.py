"""What is missing, in a browser: every reason leads to its field, and what is counted follows what is written."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from applications.cases.models import Case
from tests.factories.calls import call
from tests.factories.drafting import attachment, draft, full_draft
from tests.factories.files import stored_file
from tests.factories.regions import member

pytestmark = pytest.mark.django_db(transaction=True)

# One or more things wrong in every section.
WRONG: dict[str, Any] = {
    "project": {"summary": "x" * 501, "contact": "karin", "kind": ""},
    "partners": {"rows": [{"id": "p1", "name": "", "org_number": "123", "role": "", "share": 9_000_000}]},
    "period": {"start_on": "2024-12-31", "end_on": "2025-12-31"},
    "activities": {"rows": [{"id": "a1", "name": "Resan", "start_on": "2022-12-31", "end_on": "2022-09-01"}]},
    "budget": {"amounts": {"staff": {"2022": 400_000}}},
    "funding": {"applied": {"2023": 30_000_000}, "rows": [{"id": "f1", "name": "", "kind": "own_cash"}]},
}


@pytest.fixture
def now_open() -> dict[str, Any]:
    now = datetime.now(UTC)
    open_call = call(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9))
    return {"call": open_call, "by": member("editor", name="Anders Lind")}


def checklist(page: Page, case: Case) -> list[str]:
    """Opens the checklist; gives the addresses of its reasons."""
    page.goto(f"/ansokningar/{case.pk}/checklista/")
    return [str(link.get_attribute("href")) for link in page.locator(".task-list ul a").all()]


@pytest.mark.parametrize("state", ["empty", "wrong"])
def test_every_reason_leads_to_its_field(now_open: Any, visit: Any, look: Any, state: str) -> None:
    case = draft(WRONG if state == "wrong" else {}, **now_open)
    if state == "wrong":
        attachment(case, file=stored_file(by=case.created_by, scan="infected"))
    with visit(case.created_by) as page:
        addresses = checklist(page, case)
        look(page, f"checklist-{state}")
        assert len(addresses) >= (12 if state == "wrong" else 6)
        assert {address.split("/")[4] for address in addresses} >= {"project", "activities", "budget", "funding"}
        for address in addresses:
            page.goto(address)
            field = address.partition("#")[2]
            assert page.evaluate("document.activeElement.id") == field, address
            expect(page.locator(f'.section-list .reasons a[href="#{field}"]').first).to_be_attached()


def test_section_is_done_when_nothing_is_missing_and_says_so_as_it_happens(
    now_open: Any, visit: Any, look: Any
) -> None:
    case = full_draft(project={"summary": "Kort.", "contact": "karin@example.test"}, **now_open)
    with visit(case.created_by) as page:
        assert len(checklist(page, case)) == 1
        expect(page.get_by_role("main")).to_contain_text("1 sak är kvar att göra")
        page.get_by_role("link", name="Slag av projekt").click()
        look(page, "section-with-reasons")
        summary = page.get_by_label("Sammanfattning")
        summary.press_sequentially("Å" * 3)
        expect(page.locator("#id_summary + .count")).to_have_text("8 av 500 tecken")
        page.get_by_label("Nytt").check()
        page.get_by_role("button", name="Spara", exact=True).click()
        expect(page.locator(".section-list .done")).to_have_count(6)
        expect(page.locator(".section-list .reasons")).to_have_count(0)
        assert checklist(page, case) == []
        expect(page.get_by_role("main")).to_contain_text("Allt som behövs är ifyllt.")
        assert page.locator("[aria-labelledby=money] .table tbody tr").count() == 3
        look(page, "checklist-done")


def test_reader_sees_what_is_missing_without_links(now_open: Any, visit: Any) -> None:
    case = draft({}, **now_open)
    with visit(member("reader")) as page:
        assert checklist(page, case) == []
        expect(page.get_by_role("main")).to_contain_text("Fyll i vad projektet kostar.")
