"""A region and its case officer, each in a browser: messages, a supplement, more time, and the region's timeline."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from applications.cases.models import Case, Document
from applications.correspondence.models import Message
from applications.submissions.due_days import working_day_from
from applications.submissions.models import SupplementRequest
from tests.factories.calls import call
from tests.factories.supplements import case_to_complete

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case() -> Case:
    now = datetime.now(UTC)
    return case_to_complete(now, call=call(opens_at=now - timedelta(days=30), closes_at=now + timedelta(minutes=9)))


def test_message_goes_back_and_forth(case: Case, visit: Any, look: Any) -> None:
    with visit(case.created_by) as region, visit(case.officer) as officer:
        region.goto("/ansokningar/")
        region.get_by_role("link", name=case.title).click()
        expect(region.get_by_role("heading", name="Var ärendet är")).to_be_visible()
        look(region, "region-case")
        region.get_by_role("link", name="Skriv ett meddelande").click()
        region.get_by_label("Ditt meddelande").fill("När får vi besked?")
        region.get_by_role("button", name="Skicka till myndigheten").dblclick()
        expect(region.get_by_role("main")).to_contain_text("Meddelandet är skickat.")
        # The register's numbers would tell the region of documents that it may not know of.
        expect(region.get_by_role("main")).not_to_contain_text("Handling")

        officer.goto("/")
        officer.get_by_role("link", name="Svara regionen").click()
        expect(officer.get_by_role("main")).to_contain_text("Handling 2")
        expect(officer.get_by_role("main")).to_contain_text("När får vi besked?")
        officer.get_by_label("Ditt meddelande").fill("Nästa vecka.\n\nHör av er om ni undrar något mer.")
        officer.get_by_role("button", name="Skicka till regionen").click()
        expect(officer.get_by_role("main")).to_contain_text("Handling 3")
        look(officer, "officer-messages")

        region.goto("/")
        region.get_by_role("link", name="Läs och svara på meddelandet").click()
        expect(region.get_by_role("main")).to_contain_text("Nästa vecka.")
        look(region, "region-messages")
        region.get_by_role("button", name="Inget svar behövs").click()
        expect(region.get_by_role("main")).to_contain_text("Anders Lind: inget svar behövs")
    assert Message.objects.count() == 2
    assert Document.objects.filter(case=case).count() == 3


def asks(officer: Page, case: Case, due_on: date, look: Any) -> None:
    """The officer asks for a supplement; first without choosing a section, which is refused."""
    officer.goto(f"/arenden/{case.pk}/")
    officer.get_by_role("link", name="Komplettering", exact=True).click()
    look(officer, "officer-ask")
    officer.get_by_role("button", name="Begär komplettering").click()
    expect(officer.get_by_role("alert")).to_contain_text("Välj minst ett avsnitt")
    officer.get_by_label("Vad behöver regionen komplettera?").fill("Beskriv målgruppen närmare.")
    officer.get_by_label("Projektet").check()
    officer.get_by_label("Sista dag att svara").fill(due_on.isoformat())
    officer.get_by_role("button", name="Begär komplettering").click()
    expect(officer.get_by_role("main")).to_contain_text("Väntar på svar")


def writes(region: Page, case: Case) -> None:
    """The region changes the open section, finds the others shut, and sees what it has changed."""
    region.goto(f"/ansokningar/{case.pk}/komplettering/")
    region.get_by_role("link", name="Projektet").click()
    region.get_by_label("Sammanfattning").fill("Vi bygger en ingång till validering för vuxna utan intyg.")
    with region.expect_navigation():
        region.get_by_role("button", name="Spara", exact=True).click()
    region.goto(f"/ansokningar/{case.pk}/avsnitt/period/")
    expect(region.get_by_role("main")).to_contain_text("ingår inte i det som vi har bett er komplettera")
    region.goto(f"/ansokningar/{case.pk}/komplettering/")
    expect(region.locator("ins").first).to_contain_text("vuxna utan intyg")
    expect(region.get_by_role("main")).to_contain_text("Siv Berg")


def test_supplement_is_asked_for_given_more_time_and_answered(case: Case, visit: Any, look: Any) -> None:
    due_on = working_day_from((datetime.now(UTC) + timedelta(days=10)).date())
    later = working_day_from(due_on + timedelta(days=7))
    with visit(case.created_by) as region, visit(case.officer) as officer, visit(case.signatory) as signatory:
        asks(officer, case, due_on, look)

        region.goto("/")
        region.get_by_role("link", name="Komplettera ansökan").click()
        expect(region.get_by_role("main")).to_contain_text("Beskriv målgruppen närmare.")
        region.get_by_text("Be om mer tid").first.click()
        region.get_by_label("Till och med vilken dag?").fill(later.isoformat())
        region.get_by_label("Varför behöver ni mer tid?").fill("Den som vet är på semester.")
        region.get_by_role("button", name="Be om mer tid").click()
        expect(region.get_by_role("main")).to_contain_text("Handläggaren har inte svarat än")
        look(region, "region-supplement")

        officer.goto("/")
        officer.get_by_role("link", name="Svara om mer tid för komplettering").click()
        officer.get_by_label("Ja", exact=True).check()
        look(officer, "officer-more-time")
        officer.get_by_role("button", name="Svara").click()
        expect(officer.get_by_role("main")).to_contain_text("Svar: ja")

        writes(region, case)

        signatory.goto(f"/ansokningar/{case.pk}/komplettering/")
        look(signatory, "signatory-supplement")
        signatory.get_by_label("Jag är behörig").check()
        signatory.get_by_role("button", name="Skicka kompletteringen").click()
        expect(signatory.get_by_role("main")).to_contain_text("Besvarad")
        signatory.get_by_role("link", name="Ärendet", exact=True).click()
        main = signatory.get_by_role("main")
        expect(main).to_contain_text("Er komplettering kom in")
        expect(main).to_contain_text("Ni fick mer tid")
        expect(main.locator("[aria-current=step]")).to_contain_text("Vi granskar och bedömer ansökan")
        look(signatory, "region-case-answered")

        officer.goto(f"/arenden/{case.pk}/komplettering/")
        look(officer, "officer-answered")
        officer.get_by_role("link", name="Se vad som är ändrat").click()
        expect(officer.locator("ins").first).to_contain_text("vuxna utan intyg")
    asked = SupplementRequest.objects.get(case=case)
    assert (asked.due_on, asked.submission and asked.submission.number) == (later, 2)
