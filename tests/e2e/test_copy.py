"""A new draft that begins with an earlier application, and a draft begun by mistake, in a browser."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.accounts.models import User
from tests.e2e.test_region_roles import DESK, looked_at
from tests.factories.accounts import PASSWORD
from tests.factories.calls import DEFINITION, call
from tests.factories.drafting import attachment, full_draft
from tests.factories.regions import member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def as_person(browser: Browser, live_portal: str) -> Callable[[User], Any]:
    @contextmanager
    def sign_in(person: User) -> Iterator[Page]:
        context = browser.new_context(
            locale="sv-SE", timezone_id="Europe/Stockholm", base_url=live_portal, viewport=DESK
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto("/konto/login/")
        page.get_by_label("E-post").fill(person.email)
        page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Logga in").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Hej")
        yield page
        context.close()

    return sign_in


def test_new_draft_begins_with_an_earlier_application(as_person: Any, axe: Any) -> None:
    anders, now = member("editor", name="Anders Lind"), datetime.now(UTC)
    earlier = full_draft(title="Förra projektet", by=anders, activities={})
    attachment(earlier)
    questions = {**DEFINITION["sections"][0], "questions": DEFINITION["sections"][0]["questions"][:1]}
    new_call = call(
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=9),
        definition={"sections": [questions, *DEFINITION["sections"][1:]]},
        project_earliest_start_on=date(2024, 1, 1),
        project_latest_end_on=date(2026, 12, 31),
    )

    with as_person(anders) as page:
        page.goto(f"/ansokningar/ny/{new_call.slug}/")
        looked_at(page, axe)
        page.get_by_label("Utgå från en tidigare ansökan").select_option(label=_choice(page, "Förra projektet"))
        page.get_by_role("button", name="Börja skriva").click()
        expect(page.get_by_role("alert")).to_contain_text("Skriv vad projektet heter")
        expect(page.get_by_label("Utgå från en tidigare ansökan")).to_have_value(str(earlier.pk))
        page.get_by_label("Projektets namn").fill("Nästa projekt")
        page.get_by_role("button", name="Börja skriva").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Det här följde med")
        main = page.get_by_role("main")
        expect(main).to_contain_text("Slag av projekt")
        expect(main).to_contain_text("Personal 2022")
        expect(main).to_contain_text("finns 1 bilaga")
        looked_at(page, axe)
        page.get_by_role("link", name="Fortsätt till utkastet").click()
        expect(main).to_contain_text("Började med svaren i ”Förra projektet”")
        looked_at(page, axe)
        page.get_by_role("main").get_by_role("link", name="Projektet", exact=True).click()
        expect(page.get_by_label("Sammanfattning")).to_have_value(
            "Vi bygger en gemensam ingång till validering i hela länet."
        )


def _choice(page: Page, words: str) -> str:
    return str(page.locator("option", has_text=words).inner_text())


def test_draft_begun_by_mistake_is_taken_away_and_put_back(as_person: Any, axe: Any) -> None:
    anders, now = member("editor", name="Anders Lind"), datetime.now(UTC)
    open_call = call(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9))
    case = full_draft(call=open_call, by=anders, title="Av misstag")

    with as_person(anders) as page:
        page.goto(f"/ansokningar/{case.pk}/")
        page.get_by_role("link", name="Ta bort utkastet").click()
        looked_at(page, axe)
        page.get_by_role("button", name="Ta bort utkastet").click()
        expect(page.get_by_role("heading", name="Borttagna utkast")).to_be_visible()
        looked_at(page, axe)
        page.get_by_role("link", name="Av misstag").click()
        expect(page.get_by_role("main")).to_contain_text("Utkastet är borttaget")
        looked_at(page, axe)
        page.get_by_role("button", name="Lägg tillbaka utkastet").click()
        expect(page.get_by_role("main")).to_contain_text("är tillbaka")
        expect(page.get_by_role("link", name="Ta bort utkastet")).to_be_visible()
