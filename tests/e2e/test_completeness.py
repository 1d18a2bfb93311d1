"""A late application on paper is registered, checked and dismissed; one that is not complete is completed and checked
anew.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect

from applications.cases.models import Case, Document
from applications.reviews.models import CompletenessCheck
from tests.factories.accounts import staff
from tests.factories.checklists import call_with_facts
from tests.factories.files import PDF
from tests.factories.regions import member
from tests.factories.supplements import case_to_complete

pytestmark = pytest.mark.django_db(transaction=True)


def registers(page: Page, paper: Path, arrived_at: datetime, look: Any) -> None:
    """The registrar finds the form, sends it with something missing, and then twice."""
    page.goto("/")
    page.get_by_role("link", name="Registrera en ansökan som kom in på annat sätt").click()
    look(page, "register-calls")
    page.get_by_role("link", name="Provutlysningen").click()
    look(page, "register-empty")
    page.get_by_label("Post", exact=True).check()
    page.get_by_label("När kom den in?").fill(f"{localtime(arrived_at):%Y-%m-%dT%H:%M}")
    page.get_by_label("Vilken region söker?").select_option("20")
    page.get_by_label("Vem har undertecknat").fill("Siv Berg")
    page.get_by_label("Hur når vi den personen?").fill("siv.berg@example.test")
    page.get_by_label("Vad heter projektet?").fill("Validering i hela länet")
    page.get_by_label("Projektet börjar").fill("2022-10-01")
    page.get_by_label("Projektet slutar").fill("2024-12-31")
    page.get_by_label("Sökt för 2023, kronor").fill("1 900 000 kr")
    page.get_by_label("Samverkansparter").fill("Region Gävleborg, 232100-0198")
    page.get_by_role("button", name="Registrera ansökan").click()
    expect(page.get_by_role("alert")).to_contain_text("Lägg till ansökan som fil")
    look(page, "register-refused")
    page.get_by_label("Ansökan som fil").set_input_files(paper)
    page.get_by_role("button", name="Registrera ansökan").dblclick()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Ansökan är registrerad som")
    expect(main).to_contain_text("efter stängning, för sent.")
    look(page, "register-done")


def takes(page: Page, case: Case) -> None:
    """The officer declares that there is no conflict of interest, and takes the case."""
    page.goto(f"/arenden/{case.pk}/")
    page.get_by_label(re.compile("^Nej")).check()
    page.get_by_role("button", name="Lämna jävsdeklarationen").click()
    page.get_by_role("button", name="Ta ärendet").click()


def point(page: Page, words: str) -> Any:
    return page.get_by_role("group", name=words)


def test_late_application_on_paper_is_registered_checked_and_dismissed(
    visit: Any, look: Any, tmp_path: Path, portal_environment: Any
) -> None:
    now = datetime.now(UTC)
    call_with_facts(title="Provutlysningen", opens_at=now - timedelta(days=40), closes_at=now - timedelta(days=3))
    rut, sara = staff("registrar", name="Rut Berg"), staff("case_officer", name="Sara Nyberg")
    reader, paper = member("reader", name="Rolf Dal"), tmp_path / "ansokan.pdf"
    paper.write_bytes(PDF)

    with visit(rut) as page:
        registers(page, paper, now - timedelta(days=2), look)
    case = Case.objects.get()

    with visit(reader) as page:
        page.goto("/ansokningar/")
        page.get_by_role("link", name=case.title).click()
        expect(page.get_by_role("main")).to_contain_text("Ansökan kom in per post")
        page.goto(f"/arenden/{case.pk}/ansokan/")
        expect(page.get_by_role("main")).to_contain_text("Rut Berg")

    with visit(sara) as page:
        page.goto(reverse("desk:work_list"))
        expect(page.get_by_role("main")).to_contain_text("Registrerad, kom in per post efter sista dag")
        takes(page, case)
        expect(page.get_by_role("main")).to_contain_text("Registrerad av registrator, kom in per post")
        look(page, "case-registered")
        page.goto(f"/arenden/{case.pk}/ansokan/")
        expect(page.get_by_role("link", name="ansokan.pdf").first).to_be_visible()
        look(page, "application-registered")

        page.goto(f"/arenden/{case.pk}/formell-granskning/")
        expect(point(page, "före stängningen").get_by_label("Stämmer inte")).to_be_checked()
        look(page, "check-late")
        unknown = ("behörig", "frågor", "Budget", "Samverkansparterna", "Bilagorna", "Medfinansieringen")
        for words in unknown:
            point(page, words).get_by_label("Stämmer", exact=True).check()
        page.get_by_role("button", name="Granskningen är klar").click()
        expect(page.get_by_role("main")).to_contain_text("Inte komplett")
        look(page, "check-late-done")
        page.get_by_role("link", name="Föreslå avvisning: ansökan kom in för sent").click()
        expect(page.get_by_label("Avvisning")).to_be_checked()
        expect(page.locator("[name='reasons']")).to_have_value(re.compile("kom alltså in för sent"))
        look(page, "dismiss-late")
        page.get_by_role("button", name="Lämna förslaget").click()
        expect(page.get_by_role("main")).to_contain_text("Förslaget är lämnat")

    assert Document.objects.filter(case=case).count() == 1
    proposal = case.proposals.get()
    assert (proposal.outcome, proposal.amounts.count()) == ("dismiss", 0)


def checks(page: Page, case: Case, look: Any) -> None:
    """The officer leaves the check half done, comes back, and finds that the co-funding is not confirmed."""
    page.goto(f"/arenden/{case.pk}/formell-granskning/")
    co_funding = point(page, "Medfinansieringen")
    co_funding.get_by_label("Stämmer inte").check()
    co_funding.get_by_label("Anteckning").fill("Intyget från regionen saknas.")
    page.get_by_role("button", name="Spara och fortsätt senare").click()
    expect(page.get_by_role("main")).to_contain_text("sparad så långt")
    expect(point(page, "Medfinansieringen").get_by_label("Anteckning")).to_have_value("Intyget från regionen saknas.")
    period = point(page, "Projektperioden")
    period.get_by_label("Stämmer", exact=True).check()
    period.get_by_label("Anteckning").fill("Perioden räknas från beslutet.")
    page.get_by_role("button", name="Granskningen är klar").click()
    expect(page.get_by_role("alert")).to_contain_text("Välj om det stämmer: Bilagorna går att öppna.")
    look(page, "check-refused")
    files = point(page, "Bilagorna")
    files.get_by_label("Gäller inte här").check()
    files.get_by_label("Anteckning").fill("Inga bilagor behövs.")
    page.get_by_role("button", name="Granskningen är klar").click()
    expect(page.get_by_role("main")).to_contain_text("Inte komplett")
    look(page, "check-incomplete")


def asks(page: Page, look: Any) -> None:
    page.get_by_role("link", name="Begär komplettering").click()
    expect(page.get_by_label("Vad behöver regionen komplettera?")).to_have_value(
        re.compile(r"1\. Medfinansieringen är bekräftad: Intyget från regionen saknas\.")
    )
    expect(page.get_by_label("Finansiering", exact=True)).to_be_checked()
    look(page, "ask-from-check")
    page.get_by_role("button", name="Skicka begäran till regionen").dblclick()
    expect(page.get_by_role("main")).to_contain_text("Väntar på svar")


def answers(page: Page, case: Case) -> None:
    """A signatory changes what was opened, and sends it."""
    page.goto(f"/ansokningar/{case.pk}/komplettering/")
    expect(page.get_by_role("main")).to_contain_text("Intyget från regionen saknas.")
    page.get_by_role("link", name="Finansiering", exact=True).click()
    page.locator("[name='rows-f1-name']").fill("Region Dalarna, enligt beslut RS 2022/14")
    with page.expect_navigation():
        page.get_by_role("button", name="Spara", exact=True).click()
    page.goto(f"/ansokningar/{case.pk}/komplettering/")
    page.get_by_label("Jag är behörig").check()
    page.get_by_role("button", name="Skicka kompletteringen").click()
    expect(page.get_by_role("main")).to_contain_text("Besvarad")


def test_point_that_is_not_met_is_asked_about_answered_and_checked_anew(visit: Any, look: Any) -> None:
    now = datetime.now(UTC)
    call = call_with_facts(opens_at=now - timedelta(days=30), closes_at=now + timedelta(minutes=9))
    case = case_to_complete(now, call=call)
    with visit(case.officer) as officer, visit(case.signatory) as signatory:
        checks(officer, case, look)
        asks(officer, look)
        answers(signatory, case)

        officer.goto(f"/arenden/{case.pk}/formell-granskning/")
        expect(officer.get_by_role("main")).to_contain_text("Version 2 av ansökan har kommit in")
        co_funding = point(officer, "Medfinansieringen")
        expect(co_funding).to_contain_text("Svaret är version 2")
        look(officer, "check-anew")
        expect(point(officer, "Projektperioden").get_by_label("Stämmer", exact=True)).to_be_checked()
        co_funding.get_by_label("Stämmer", exact=True).check()
        officer.get_by_role("button", name="Granskningen är klar").dblclick()
        expect(officer.get_by_role("main")).to_contain_text("Ansökan är komplett")
        officer.goto(f"/arenden/{case.pk}/formell-granskning/")
        expect(officer.get_by_text("Granskning 1,")).to_be_visible()
        look(officer, "check-complete")
    checks_done = CompletenessCheck.objects.filter(case=case).order_by("number")
    assert [(check.is_complete, check.submission.number) for check in checks_done if check.submission] == [
        (False, 1),
        (True, 2),
    ]
