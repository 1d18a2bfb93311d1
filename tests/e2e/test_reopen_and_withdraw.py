"""An application that was handed in is changed and handed in anew, left as it was, and taken back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

import applications.submissions.actions
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.submissions.queries import check_page
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import no_conflict
from tests.factories.drafting import full_draft
from tests.factories.regions import member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def karin() -> Any:
    return member("signatory", name="Karin Ek")


@pytest.fixture
def case(karin: Any) -> Case:
    now = datetime.now(UTC)
    open_call = call(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9), applications_per_region=1)
    made = full_draft(call=open_call, by=member("editor", name="Anders Lind"))
    applications.submissions.actions.submit_application(
        case_id=made.pk, by=karin, arrived_at=now, at=now, seen_hash=check_page(made).sha256
    )
    return made


def test_application_is_changed_and_handed_in_again(case: Case, karin: Any, visit: Any, look: Any) -> None:
    with visit(karin) as page:
        page.goto(f"/arenden/{case.pk}/ansokan/")
        page.get_by_role("link", name="Ändra i ansökan").click()
        look(page, "reopen")
        page.get_by_role("button", name="Öppna för ändring").click()
        expect(page.get_by_role("heading", name="Ansökan är öppen för ändring")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text("Version 1, som redan är inlämnad, gäller")
        look(page, "reopened")
        page.goto(f"/ansokningar/{case.pk}/avsnitt/project/")
        page.get_by_label("Sammanfattning").fill("Vi bygger en gemensam ingång till validering i Falun.")
        page.get_by_role("button", name="Spara", exact=True).click()
        expect(page.get_by_role("main")).to_contain_text("av Karin Ek")
        page.goto("/")
        page.get_by_role("link", name="Lämna in ansökan igen").click()
        page.get_by_role("link", name="Kontrollera och lämna in igen").click()
        expect(page.get_by_role("heading", name="Ändrat sedan version 1")).to_be_visible()
        look(page, "hand-in-again")
        page.get_by_label("Jag är behörig att lämna in").check()
        page.get_by_role("button", name="Lämna in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Version 2 av ansökan är inlämnad")
        page.get_by_role("link", name="Alla versioner").click()
        look(page, "versions")
        page.get_by_role("button", name="Jämför").click()
        expect(page.locator("ins")).to_contain_text("Falun")
        look(page, "diff")
    case.refresh_from_db()
    no_conflict(case, reader := staff("case_officer"))
    with visit(reader) as officer:
        officer.goto(f"/arenden/{case.pk}/ansokan/")
        officer.get_by_role("link", name="Vad som är ändrat sedan version 1").click()
        expect(officer.locator("ins")).to_contain_text("Falun")


def test_application_is_left_as_it_was_without_script(case: Case, karin: Any, visit: Any) -> None:
    with visit(karin, java_script_enabled=False) as page:
        page.goto(f"/ansokningar/{case.pk}/oppna/")
        page.get_by_role("button", name="Öppna för ändring").click()
        page.get_by_role("button", name="Avbryt och behåll version 1").click()
        expect(page.get_by_role("main")).to_contain_text("Ändringen är avbruten")
        expect(page.get_by_role("link", name="Ändra i ansökan")).to_be_visible()
    with visit(case.created_by) as editor:
        editor.goto(f"/ansokningar/{case.pk}/oppna/")
        expect(editor.get_by_role("main")).to_contain_text("Hos er är det Karin Ek")


def test_application_is_withdrawn_and_the_officer_proposes_to_close_the_case(
    case: Case, karin: Any, visit: Any, look: Any
) -> None:
    officer = staff("case_officer", name="Per Holm")
    Case.objects.filter(pk=case.pk).update(stage=Stage.CHECKING, officer=officer)
    no_conflict(case, officer)
    with visit(karin) as page:
        page.goto(f"/arenden/{case.pk}/ansokan/")
        page.get_by_role("link", name="Återkalla ansökan").click()
        page.get_by_label("Varför återkallar ni ansökan?").fill("Projektet genomförs på annat sätt.")
        page.get_by_role("button", name="Återkalla ansökan").click()
        expect(page.get_by_role("alert")).to_contain_text("Den är inte återkallad än")
        expect(page.get_by_label("Varför återkallar ni ansökan?")).to_have_value("Projektet genomförs på annat sätt.")
        look(page, "withdraw")
        page.get_by_label("Jag är behörig att lämna in").check()
        page.get_by_role("button", name="Återkalla ansökan").click()
        expect(page.get_by_role("heading", name="Ansökan är återkallad")).to_be_visible()
        look(page, "withdrawn")
        page.goto(f"/utlysningar/{case.call.slug}/")
    with visit(officer) as page:
        page.goto("/")
        page.get_by_role("link", name="Föreslå avskrivning: ansökan är återkallad").click()
        expect(page.get_by_label("Avskrivning: ansökan har återkallats")).to_be_visible()
        expect(page.get_by_label("Bifall: hela det sökta beloppet")).to_have_count(0)
        look(page, "propose-closing")
