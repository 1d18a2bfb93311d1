"""Two people of a region in one section at once, each in a browser of their own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from applications.cases.models import Case
from applications.drafting.models import SectionVersion
from tests.factories.calls import call
from tests.factories.drafting import SECTIONS, draft, version
from tests.factories.regions import member
from tests.services import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
# As when the time to ask who is here has come.
LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def case(live_portal: str) -> Case:
    now = datetime.now(UTC)
    open_call = call(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9))
    sections = {key: SECTIONS[key] for key in ("project", "partners", "budget")}
    return draft(sections, call=open_call, by=member("editor", name="Anders Lind"))


def open_section(page: Page, case: Case, key: str = "project") -> None:
    page.goto(f"/ansokningar/{case.pk}/avsnitt/{key}/")


def status(page: Page) -> Locator:
    return page.locator("[data-autosave] [role=status]")


def summary(page: Page) -> Locator:
    return page.locator("[name=summary]")


def contact(page: Page) -> Locator:
    return page.get_by_label("E-post till projektledaren")


def current(case: Case, key: str = "project") -> dict[str, Any]:
    return SectionVersion.objects.get(draft_id=case.pk, section_key=key, is_current=True).content


def wait_for_text(case: Case, words: str) -> None:
    wait_until(lambda: current(case).get("summary") == words, f"“{words}” to be saved")


def test_different_fields_merge_and_people_see_each_other(case: Case, visit: Any, look: Any) -> None:
    karin = member("editor", name="Karin Ek")
    with visit(case.created_by) as his, visit(karin) as hers:
        open_section(his, case)
        open_section(hers, case)
        contact(hers).fill("karin.ek@example.test")
        expect(status(hers)).to_contain_text("Sparat ")
        his.evaluate(LOOK_AGAIN)
        expect(his.locator("[data-presence]")).to_have_text("Karin Ek skriver här nu.")
        expect(his.locator(".section-list .here")).to_have_text("KE, Karin Ek")
        # Her text came into the field that he has not touched.
        expect(contact(his)).to_have_value("karin.ek@example.test")
        expect(his.get_by_role("main")).to_contain_text("En kollega har ändrat i avsnittet.")
        summary(his).fill("Anders text")
        expect(status(his)).to_contain_text("Sparat ")
        wait_for_text(case, "Anders text")
        assert current(case)["contact"] == "karin.ek@example.test"
        look(his, "presence")
        his.goto(f"/ansokningar/{case.pk}/")
        expect(his.locator(".task-list .here")).to_have_text("KE, Karin Ek")
        look(his, "presence-overview")
        hers.goto("about:blank")
        # That she left is told as her page goes, and may come after he has looked.
        for _look in range(3):
            his.evaluate(LOOK_AGAIN)
            his.wait_for_timeout(500)
        expect(his.locator(".here")).to_have_count(0)


def test_rows_of_two_people_are_all_there(case: Case, visit: Any) -> None:
    with visit(case.created_by) as his, visit(member(name="Karin Ek")) as hers:
        open_section(his, case, "partners")
        open_section(hers, case, "partners")
        his.get_by_role("button", name="Lägg till part").click()
        his.keyboard.type("Länet")
        expect(status(his)).to_contain_text("Sparat ")
        hers.get_by_role("button", name="Lägg till part").click()
        hers.keyboard.type("Högskolan")
        expect(status(hers)).to_contain_text("Sparat ")
        expect(hers.locator("[data-rows] [data-row]")).to_have_count(3)
        his.evaluate(LOOK_AGAIN)
        expect(his.locator("[data-rows] [data-row]")).to_have_count(3)
        his.get_by_role("button", name="Ta bort part 1").click()
        expect(his.locator("[data-rows] [data-row]")).to_have_count(2)
        wait_until(lambda: len(current(case, "partners")["rows"]) == 2, "the row to go")
        hers.evaluate(LOOK_AGAIN)
        expect(hers.locator("[data-rows] [data-row]")).to_have_count(2)
    assert {row["name"] for row in current(case, "partners")["rows"]} == {"Länet", "Högskolan"}


def test_same_field_shows_both_texts_and_a_choice(case: Case, visit: Any, look: Any) -> None:
    with visit(case.created_by) as his, visit(member(name="Karin Ek")) as hers:
        open_section(his, case)
        his.context.set_offline(True)
        summary(his).fill("Anders skrev på tåget.")
        contact(his).fill("anders@example.test")
        open_section(hers, case)
        summary(hers).fill("Karin skrev på kontoret.")
        wait_for_text(case, "Karin skrev på kontoret.")
        his.context.set_offline(False)
        panel = his.locator("#conflict-summary")
        expect(panel).to_contain_text("Karin Ek har också ändrat ”Sammanfattning”")
        for words in ("Anders skrev på tåget.", "Karin skrev på kontoret."):
            expect(panel).to_contain_text(words)
        # The other field is saved meanwhile, and nothing is overwritten.
        wait_until(lambda: current(case)["contact"] == "anders@example.test", "the other field")
        assert current(case)["summary"] == "Karin skrev på kontoret."
        look(his, "conflict-in-place")
        summary(his).fill("Anders och Karin skrev.")
        panel.get_by_role("button", name="Behåll det som står i fältet").click()
        wait_for_text(case, "Anders och Karin skrev.")
        expect(his.locator(".panel-alert")).to_have_count(0)

        # Hers is older now; she takes his.
        hers.evaluate("document.querySelector('[name=summary]').focus()")
        hers.route("**/narvaro/", lambda route: route.abort())
        summary(hers).fill("Karin igen.")
        panel = hers.locator("#conflict-summary")
        expect(panel).to_contain_text("Anders Lind har också ändrat")
        panel.get_by_role("button", name="Ta det Anders Lind skrev").click()
        expect(summary(hers)).to_have_value("Anders och Karin skrev.")
        expect(summary(hers)).to_be_focused()
    assert current(case)["summary"] == "Anders och Karin skrev."


def test_conflict_in_the_budget_is_settled_above_the_table(case: Case, visit: Any, look: Any) -> None:
    with visit(case.created_by) as page:
        open_section(page, case, "budget")
        content = {"amounts": {"staff": {"2022": 5}}}
        version(case, "budget", content, number=2, saved_by=member(name="Karin Ek"), saved_at=datetime.now(UTC))
        page.locator("#id_amounts-staff-2022").click()
        page.locator("#id_amounts-staff-2022").fill("70 000")
        panel = page.locator("[id='conflict-amounts-staff-2022']")
        expect(panel).to_contain_text("Karin Ek har också ändrat ”Personal 2022”")
        look(page, "conflict-budget")
        panel.get_by_role("button", name="Behåll det som står i fältet").click()
        expect(status(page)).to_contain_text("Sparat ")
        wait_until(lambda: current(case, "budget")["amounts"]["staff"]["2022"] == 70_000, "the choice")


def test_history_shows_who_changed_what_and_brings_it_back(case: Case, visit: Any, look: Any) -> None:
    karin, now = member(name="Karin Ek"), datetime.now(UTC)
    for number, (words, by) in enumerate(
        [("Vi bygger två ingångar.", karin), ("Vi bygger två ingångar. Ja.", karin)], 2
    ):
        content = {**SECTIONS["project"], "summary": words}
        version(case, "project", content, number, saved_by=by, saved_at=now - timedelta(minutes=9 - number))
    with visit(case.created_by) as page:
        open_section(page, case)
        page.get_by_role("link", name="Tidigare versioner").click()
        expect(page.locator(".task-list li")).to_have_count(2)
        expect(page.locator(".task-list li").first).to_contain_text("Sammanfattning")
        look(page, "history")
        page.locator(".task-list a").first.click()
        expect(page.locator("ins").first).to_contain_text("två ingångar")
        look(page, "version")
        page.get_by_role("link", name="Alla versioner").click()
        page.locator(".task-list a").last.click()
        page.get_by_role("button", name="Ta tillbaka den här versionen").click()
        expect(page.get_by_role("main")).to_contain_text("Versionen är tillbaka.")
        expect(summary(page)).to_have_value(SECTIONS["project"]["summary"])
        page.get_by_role("link", name="Tidigare versioner").click()
        expect(page.locator(".task-list li").first).to_contain_text("tog tillbaka version 1")
    assert current(case) == SECTIONS["project"]
