"""A region's coordinator invites, gives roles and removes, in a browser; who is removed hands over what waited."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from applications.drafting.actions import start_draft
from portal.accounts.models import User
from tests.factories.accounts import PASSWORD
from tests.factories.calls import call
from tests.factories.regions import member, region
from tests.processes import Postbox
from tests.services import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def browse(browser: Browser, live_portal: str) -> Callable[..., Any]:
    """`with browse(person) as page:` a browser of one's own, signed in if somebody is named."""

    @contextmanager
    def open_browser(person: User | None = None, size: Any = DESK) -> Iterator[Page]:
        context = browser.new_context(
            locale="sv-SE", timezone_id="Europe/Stockholm", base_url=live_portal, viewport=size
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        if person:
            page.goto("/konto/login/")
            page.get_by_label("E-post").fill(person.email)
            page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Logga in").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("Hej")
        yield page
        context.close()

    return open_browser


def at_phone_width(page: Page, axe: Any) -> None:
    """Nothing stands outside the page, and nothing is hard to reach, on a phone either."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} is too wide"
    axe(page)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]


def looked_at(page: Page, axe: Any) -> None:
    axe(page)
    at_phone_width(page, axe)


def mail_to(postbox: Postbox, address: str, words: str) -> str:
    def found() -> list[Any]:
        return [mail for mail in postbox.to(address) if words.lower() in mail["Subject"].lower()]

    wait_until(lambda: bool(found()), f"the mail about {words}")
    return str(found()[-1].get_content())


def test_coordinator_invites_gives_roles_and_removes_with_handing_over(
    browse: Any, celery_worker: Any, smtp_server: Postbox, axe: Any
) -> None:
    maria, anders = member("coordinator", name="Maria Dahl"), member("editor", name="Anders Lind")
    now = datetime.now(UTC)
    open_call = call(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9))
    case = start_draft(call=open_call, region=region(), title="Validering i hela Dalarna", by=anders, at=now)

    with browse(maria) as page:
        _invite(page, axe)
    link = re.search(r"/konto/inbjudan/\S+", mail_to(smtp_server, "karin@example.test", "inbjuden"))
    assert link is not None
    with browse() as karins:
        karins.goto(link[0])
        karins.get_by_label("Välj ett lösenord").fill(PASSWORD)
        karins.get_by_label("Lösenordet en gång till").fill(PASSWORD)
        karins.get_by_role("button", name="Spara lösenordet").click()
        expect(karins.get_by_role("heading", level=1)).to_contain_text("Hej Karin")
        _read_only(karins, case.pk, axe)
        with browse(maria) as page:
            _give_roles(page, axe)
            mail_to(smtp_server, "karin@example.test", "dina roller")
            _write_until_removed(page, browse, anders, case.pk, axe)
        assert "Validering i hela Dalarna" in mail_to(smtp_server, "karin@example.test", "du tar över")
        karins.goto(f"/ansokningar/{case.pk}/")
        expect(karins.get_by_role("main")).to_contain_text("Kontaktperson: Karin Ek")
    mail_to(smtp_server, anders.email, "arbetar inte längre för Region Dalarna")


def _invite(page: Page, axe: Any) -> None:
    page.get_by_role("link", name="Vår region").click()
    looked_at(page, axe)
    page.get_by_role("link", name="Bjud in en person").click()
    looked_at(page, axe)
    page.get_by_label("E-postadress").fill("karin@example.test")
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv personens namn")
    looked_at(page, axe)
    page.get_by_label("Namn").fill("Karin Ek")
    page.get_by_label("Redigerar", exact=True).uncheck()
    page.get_by_label("Läser", exact=True).check()
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_role("main")).to_contain_text("En inbjudan skickas till karin@example.test")
    expect(page.get_by_role("row", name="Karin Ek")).to_contain_text("Länken gäller till")
    looked_at(page, axe)


def _read_only(page: Page, case_id: int, axe: Any) -> None:
    page.goto(f"/ansokningar/{case_id}/avsnitt/project/")
    expect(page.get_by_role("main")).to_contain_text("Du läser för regionen")
    expect(page.get_by_role("main").get_by_role("textbox")).to_have_count(0)
    looked_at(page, axe)


def _give_roles(page: Page, axe: Any) -> None:
    page.goto("/region/")
    page.get_by_role("link", name="Ändra roller för Karin Ek").click()
    looked_at(page, axe)
    page.get_by_label("Behörig att lämna in", exact=True).check()
    page.get_by_role("button", name="Spara rollerna").click()
    expect(page.get_by_role("row", name="Karin Ek")).to_contain_text("Behörig att lämna in")


def _write_until_removed(page: Page, browse: Any, anders: User, case_id: int, axe: Any) -> None:
    with browse(anders) as his:
        his.goto(f"/ansokningar/{case_id}/avsnitt/project/")
        field = his.get_by_label("Sammanfattning")
        page.get_by_role("link", name="Ta bort Anders Lind").click()
        expect(page.get_by_role("main")).to_contain_text("Det här väntar på Anders Lind")
        looked_at(page, axe)
        page.get_by_role("button", name="Ta bort Anders Lind").click()
        expect(page.get_by_role("alert")).to_contain_text("Välj vem som tar över")
        looked_at(page, axe)
        page.get_by_label("Vem tar över?").select_option(label="Karin Ek")
        page.get_by_role("button", name="Ta bort Anders Lind").click()
        expect(page.get_by_role("main")).to_contain_text("Anders Lind arbetar inte längre för er")
        page.get_by_role("link", name="Se vad som har hänt").click()
        expect(page.get_by_role("main")).to_contain_text("Maria Dahl tog bort Anders Lind")
        looked_at(page, axe)
        # He was writing just then; also without a script the page itself answers with his text.
        field.fill("Vi bygger en gemensam ingång till validering.")
        his.evaluate("document.querySelector('form[data-draft]').submit()")
        expect(his.get_by_role("main")).to_contain_text("Det du skrev är inte sparat")
        expect(his.get_by_label("Text 1")).to_have_value("Vi bygger en gemensam ingång till validering.")
        looked_at(his, axe)


def test_last_coordinator_is_told_why_they_stay(browse: Any, axe: Any) -> None:
    with browse(member("coordinator", name="Maria Dahl")) as page:
        page.goto("/region/lamna/")
        looked_at(page, axe)
        page.get_by_role("button", name="Lämna regionen").click()
        expect(page.get_by_role("alert")).to_contain_text("den enda som samordnar personerna")
        looked_at(page, axe)
