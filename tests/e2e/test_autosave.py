"""What people write is saved as they write, and not lost when the server, the network or the sign-in is away."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from applications.cases.models import Case
from applications.drafting.models import Draft, SectionVersion
from tests.factories.accounts import PASSWORD
from tests.factories.calls import call
from tests.factories.drafting import SECTIONS, draft, version
from tests.factories.regions import member
from tests.processes import Server
from tests.services import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('unsaved')).length"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def case(live_portal: str) -> Case:
    now = datetime.now(UTC)
    open_call = call(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9))
    sections = {"project": SECTIONS["project"], "partners": SECTIONS["partners"]}
    return draft(sections, call=open_call, by=member("editor", name="Anders Lind"))


def open_section(page: Page, case: Case, key: str = "project") -> None:
    page.goto(f"/ansokningar/{case.pk}/avsnitt/{key}/")


def status(page: Page) -> Locator:
    return page.locator("[data-autosave] [role=status]")


def summary(page: Page) -> Locator:
    return page.locator("[name=summary]")


def current(case: Case, key: str = "project") -> dict[str, Any]:
    return SectionVersion.objects.get(draft_id=case.pk, section_key=key, is_current=True).content


def wait_for_text(case: Case, words: str) -> None:
    wait_until(lambda: current(case).get("summary") == words, f"“{words}” to be saved")


def write_more(page: Page, words: str) -> None:
    summary(page).press("Control+End")
    page.keyboard.type(words)


def sign_in(page: Page, case: Case) -> None:
    page.get_by_label("E-post").fill(case.created_by.email)
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"**/ansokningar/{case.pk}/avsnitt/**")


def sign_out(page: Page) -> None:
    page.locator("details.who summary").click()
    page.get_by_role("button", name="Logga ut").click()


def test_what_is_written_is_saved_by_itself(case: Case, visit: Any, look: Any) -> None:
    with visit(case.created_by) as page:
        open_section(page, case)
        # As long as it has nothing to say the line hides none of the form.
        bar = page.locator("[data-autosave] > p")
        expect(bar).to_have_css("background-color", "rgba(0, 0, 0, 0)")
        summary(page).fill("Skrivet utan knapp")
        expect(status(page)).to_contain_text("Sparat ")
        expect(bar).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
        wait_for_text(case, "Skrivet utan knapp")
        page.get_by_label("E-post till projektledaren").fill("inte klar")
        page.keyboard.press("Tab")
        expect(page.locator("#id_contact_error")).to_contain_text("Skriv en fullständig e-postadress")
        page.get_by_label("E-post till projektledaren").fill("ny@example.test")
        page.keyboard.press("Tab")
        expect(page.locator("#id_contact_error")).to_have_count(0)
        assert page.evaluate(KEPT) == 0
        look(page, "autosaved")
        # The list of sections follows what is written.
        here = page.locator(".section-list li", has=page.locator("[aria-current=page]"))
        what_is_missing = here.get_by_role("link", name="”Sammanfattning” är inte besvarad.")
        expect(what_is_missing).to_have_count(0)
        summary(page).fill("")
        expect(what_is_missing).to_be_visible(timeout=20_000)
        summary(page).fill("Skrivet utan knapp")
        expect(what_is_missing).to_have_count(0, timeout=20_000)
        # The button still works, from the version that the page has come to.
        write_more(page, " och med")
        page.get_by_role("button", name="Spara", exact=True).click()
        expect(page.locator(".notice-success")).to_contain_text("Sparat.")
        expect(summary(page)).to_have_value("Skrivet utan knapp och med")

        open_section(page, case, "partners")
        page.get_by_role("button", name="Lägg till part").click()
        page.keyboard.type("Länsstyrelsen")
        wait_until(lambda: len(current(case, "partners")["rows"]) == 2, "the new row")
        page.get_by_role("button", name="Ta bort part 1").click()
        wait_until(lambda: [row["name"] for row in current(case, "partners")["rows"]] == ["Länsstyrelsen"], "one row")


def test_text_is_kept_while_the_server_is_stopped_and_arrives_after(case: Case, visit: Any, server: Server) -> None:
    with visit(case.created_by, viewport=PHONE) as page:
        open_section(page, case)
        server.stop()
        summary(page).fill("Skrivet medan servern ")
        expect(status(page)).to_contain_text("Inget nät. Det du skrivit finns kvar i webbläsaren")
        page.keyboard.type("var borta")
        assert page.evaluate(KEPT) == 1
        server.start()
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(status(page)).to_contain_text("Sparat ")
        wait_for_text(case, "Skrivet medan servern var borta")
        assert page.evaluate(KEPT) == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        # Typed while it is away, and the page closed: it is there on the next visit, and sent.
        server.stop()
        summary(page).fill("Skrivet innan sidan stängdes")
        expect(status(page)).to_contain_text("Inget nät")
        page.goto("about:blank")
        server.start()
        open_section(page, case)
        expect(page.get_by_role("main")).to_contain_text("Vi har lagt tillbaka det du skrev")
        expect(summary(page)).to_have_value("Skrivet innan sidan stängdes")
        wait_for_text(case, "Skrivet innan sidan stängdes")

        # The same, but the person comes back to another section.
        server.stop()
        summary(page).fill("Skickat från ett annat avsnitt")
        expect(status(page)).to_contain_text("Inget nät")
        page.goto("about:blank")
        server.start()
        open_section(page, case, "partners")
        wait_for_text(case, "Skickat från ett annat avsnitt")


def test_server_that_took_the_text_and_died_is_not_taken_for_a_colleague(case: Case, visit: Any) -> None:
    with visit(case.created_by) as page:
        open_section(page, case)
        lost = []

        def lose_the_answer(route: Any) -> None:
            if not lost:
                lost.append(route.fetch())
                route.abort()
            else:
                route.continue_()

        page.route("**/spara/", lose_the_answer)
        summary(page).fill("Först")
        expect(status(page)).to_contain_text("Inget nät")
        write_more(page, " och sedan")
        expect(status(page)).to_contain_text("Sparat ")
        wait_for_text(case, "Först och sedan")
        expect(page.locator(".panel-alert")).to_have_count(0)


def test_session_that_ran_out_leads_through_sign_in_and_back_with_the_text(case: Case, visit: Any) -> None:
    with visit(case.created_by) as page:
        open_section(page, case)
        page.context.clear_cookies(name="portal_session")
        summary(page).fill("Skrivet efter att sessionen gick ut")
        expect(status(page)).to_contain_text("Din inloggning har gått ut.")
        page.get_by_role("link", name="Logga in och fortsätt").click()
        sign_in(page, case)
        expect(summary(page)).to_have_value("Skrivet efter att sessionen gick ut")
        expect(page.get_by_role("main")).to_contain_text("Vi har lagt tillbaka det du skrev")
        expect(status(page)).to_contain_text("Sparat ")
        wait_for_text(case, "Skrivet efter att sessionen gick ut")
        assert page.evaluate(KEPT) == 0


def test_signing_out_sends_asks_and_erases(case: Case, visit: Any) -> None:
    with visit(case.created_by) as page:
        open_section(page, case)
        page.route("**/spara/", lambda route: route.abort())
        summary(page).fill("Hann inte sparas")
        expect(status(page)).to_contain_text("Inget nät")
        asked: list[str] = []
        page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        sign_out(page)
        wait_until(lambda: (page.wait_for_timeout(50), bool(asked))[1], "the question")
        assert "inte är sparat" in asked[0]
        expect(summary(page)).to_have_value("Hann inte sparas")
        assert page.evaluate(KEPT) == 1
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Logga ut").click()
        expect(page.get_by_role("link", name="Logga in").first).to_be_visible()
        assert page.evaluate(KEPT) == 0
    assert current(case)["summary"] == SECTIONS["project"]["summary"]


def test_text_stays_on_the_page_when_one_signs_out_in_another_tab(case: Case, visit: Any) -> None:
    with visit(case.created_by) as page:
        open_section(page, case)
        other = page.context.new_page()
        other.goto("/")
        sign_out(other)
        expect(other.get_by_role("link", name="Logga in").first).to_be_visible()
        summary(page).fill("Skrivet efter utloggningen")
        expect(status(page)).to_contain_text("Du har loggat ut. Det du skrivit står kvar på sidan")
        assert page.evaluate(KEPT) == 0
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Logga in i ett nytt fönster").click()
        sign_in(opened.value, case)
        wait_for_text(case, "Skrivet efter utloggningen")
        expect(status(page)).to_contain_text("Sparat ")


def test_text_of_two_closed_tabs_is_shown_side_by_side(case: Case, visit: Any) -> None:
    written = {"Först skrivet", "Sedan skrivet"}
    with visit(case.created_by) as page:
        tabs = [page.context.new_page(), page.context.new_page()]
        for tab in tabs:
            open_section(tab, case)
        page.context.set_offline(True)
        for tab, words in zip(tabs, sorted(written), strict=True):
            summary(tab).fill(words)
            expect(status(tab)).to_contain_text("Inget nät")
        for tab in tabs:
            tab.close()
        page.context.set_offline(False)
        open_section(page, case)
        conflict = page.locator(".panel-alert")
        expect(conflict).to_be_visible()
        # A tab may still have got its text through as it closed: then that one came first.
        (mine,) = written - {current(case)["summary"]}
        (theirs,) = written - {mine}
        expect(conflict).to_contain_text(theirs)
        expect(summary(page)).to_have_value(mine)
        conflict.get_by_role("button", name="Behåll det som står i fältet").click()
        wait_for_text(case, mine)
        expect(status(page)).to_contain_text("Sparat ")
        assert page.evaluate(KEPT) == 0


def test_text_of_a_closed_tab_is_shown_when_a_later_one_was_saved_first(case: Case, visit: Any) -> None:
    with visit(case.created_by) as page:
        open_section(page, case)
        page.context.route("**/spara/", lambda route: route.abort())
        summary(page).fill("Först skrivet")
        expect(status(page)).to_contain_text("Inget nät")
        page.evaluate(
            """() => {
                const [key] = Object.keys(localStorage).filter((key) => key.startsWith("unsaved"));
                const entry = JSON.parse(localStorage.getItem(key));
                const later = { ...entry, value: "Sedan skrivet", sent: "Sedan skrivet", at: entry.at + 1 };
                localStorage.setItem(`${key}later`, JSON.stringify(later));
            }"""
        )
        page.goto("about:blank")
        version(case, "project", {**SECTIONS["project"], "summary": "Sedan skrivet"}, 2, saved_by=case.created_by)
        page.context.unroute_all()
        open_section(page, case)
        conflict = page.locator(".panel-alert")
        expect(conflict).to_contain_text("Sedan skrivet")
        expect(summary(page)).to_have_value("Först skrivet")
        conflict.get_by_role("button", name="Behåll det som står i fältet").click()
        wait_for_text(case, "Först skrivet")
        expect(status(page)).to_contain_text("Sparat ")
        assert page.evaluate(KEPT) == 0


def test_colleague_on_the_same_computer_never_sees_the_text(case: Case, visit: Any) -> None:
    maria = member("editor", name="Maria Dahl")
    with visit(case.created_by) as page:
        open_section(page, case)
        page.context.clear_cookies(name="portal_session")
        summary(page).fill("Bara Anders text")
        expect(status(page)).to_contain_text("Din inloggning har gått ut.")
        theirs = page.context.new_page()
        theirs.goto("/konto/login/")
        theirs.get_by_label("E-post").fill(maria.email)
        theirs.get_by_label("Lösenord", exact=True).fill(PASSWORD)
        theirs.get_by_role("button", name="Logga in").click()
        expect(theirs.get_by_role("heading", level=1)).to_contain_text("Hej")
        open_section(theirs, case)
        expect(summary(theirs)).to_have_value(SECTIONS["project"]["summary"])
        page.bring_to_front()
        write_more(page, "!")
        page.evaluate("dispatchEvent(new Event('focus'))")
        expect(status(page)).to_contain_text("Någon annan har loggat in i webbläsaren.")
    assert current(case) == SECTIONS["project"]


def test_what_can_not_be_saved_is_told_in_place(case: Case, visit: Any, look: Any) -> None:
    with visit(case.created_by) as page:
        open_section(page, case)
        summary(page).fill("x" * 20_001)
        expect(page.locator("#id_summary_error")).to_contain_text("Vi kan spara högst")
        page.get_by_label("E-post till projektledaren").fill("trots@example.test")
        wait_until(lambda: current(case)["contact"] == "trots@example.test", "the other field")
        summary(page).fill("Kortare")
        wait_for_text(case, "Kortare")
        Draft.objects.filter(pk=case.pk).update(open_sections=["budget"])
        summary(page).fill("Efter att avsnittet stängdes")
        expect(status(page)).to_contain_text("ingår inte i det som vi har bett er komplettera")
        expect(summary(page)).to_have_value("Efter att avsnittet stängdes")
        page.reload()
        expect(page.locator("[data-left-over]")).to_contain_text("Efter att avsnittet stängdes")
        look(page, "left-over")
        page.get_by_role("button", name="Ta bort det").click()
        assert page.evaluate(KEPT) == 0
    assert current(case)["summary"] == "Kortare"


def test_browser_without_room_says_so_and_saves_all_the_same(case: Case, visit: Any) -> None:
    with visit(case.created_by) as page:
        page.add_init_script(
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
        )
        open_section(page, case)
        summary(page).press("Control+End")
        page.keyboard.type("!")
        expect(status(page)).to_contain_text("Webbläsaren kan inte ta vara på det du skriver.")
        expect(status(page)).to_contain_text("Sparat ")
        wait_for_text(case, SECTIONS["project"]["summary"] + "!")


def test_section_is_saved_by_its_button_without_script(case: Case, visit: Any) -> None:
    with visit(case.created_by, java_script_enabled=False) as page:
        open_section(page, case)
        summary(page).fill("Utan skript")
        page.get_by_role("button", name="Spara", exact=True).click()
        expect(page.get_by_role("main")).to_contain_text("Sparat.")
        expect(page.locator("[data-autosave]")).to_be_hidden()
    assert current(case)["summary"] == "Utan skript"
