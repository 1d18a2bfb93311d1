"""What somebody has typed into a long field, and not sent, is not lost by a slip."""

from typing import Any

import pytest
from playwright.sync_api import expect

from applications.cases.states import Stage
from applications.reviews.models import Note
from tests.factories.accounts import staff
from tests.factories.cases import submitted_case

pytestmark = pytest.mark.django_db(transaction=True)


def test_browser_asks_before_it_leaves_a_page_with_text_that_was_not_sent(visit: Any) -> None:
    officer = staff("case_officer")
    case = submitted_case(Stage.CHECKING, officer)
    with visit(officer) as page:
        page.goto(f"/arenden/{case.pk}/anteckningar/")
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        text = page.locator("main textarea").first
        text.click()
        text.press_sequentially("Ring regionen")
        page.get_by_role("link", name="Arbetslista").first.click(no_wait_after=True)
        page.wait_for_timeout(500)
        assert asked == ["beforeunload"]
        expect(text).to_have_value("Ring regionen")
        page.locator("main form").filter(has=page.locator("textarea")).get_by_role("button").first.click()
        expect(page.get_by_role("main")).to_contain_text("Ring regionen")
        assert Note.objects.get(case=case).text == "Ring regionen"
        page.get_by_role("link", name="Arbetslista").first.click()
        expect(page.get_by_role("heading", name="Arbetslista")).to_be_visible()
        assert asked == ["beforeunload"]
