"""A decision maker sends a meeting's letters; a region reads its own; anyone checks the file. With a real worker."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from applications.calls.actions import keep_letter_texts
from applications.cases.models import Case
from applications.letters.actions import make_letter
from applications.letters.models import Letter
from applications.reviews.actions import make_refusal_letter
from portal.outbox.models import Job
from tests.factories import clocks, letters
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import no_conflict, submitted_case
from tests.factories.regions import member
from tests.processes import PortalProcess, Postbox
from tests.services import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def held_letters(maker: Any) -> list[Letter]:
    """Three regions' decisions, held, of one call."""
    shared = call()
    found = []
    for code in ("20", "12", "14"):
        case = submitted_case(stage="proposed", call=shared, code=code)
        letter = letters.ordered_letter(case=case, is_held=True)
        no_conflict(case, maker)
        found.append(letter)
    return found


def test_letters_of_a_meeting_are_sent_read_and_checked(
    celery_worker: PortalProcess, smtp_server: Postbox, visit: Any, look: Any, tmp_path: Path
) -> None:
    maker = staff("decision_maker", name="Eva Strand")
    mine, *_others = held_letters(maker)
    karin = member("editor", code="20", name="Karin Ek")
    with visit(maker) as page:
        page.goto("/brev/")
        look(page, "letters-mailings-empty")
        page.get_by_role("link", name="Nytt utskick").click()
        page.get_by_label("Utskickets namn").fill("Mötet den 24 november")
        look(page, "letters-new-mailing")
        page.get_by_role("button", name="Gör och skicka breven").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mötet den 24 november")
        expect(page.get_by_text("Gjorda brev: 3 av 3. Överlämnade: 3. Öppnade: 0.")).to_be_visible(timeout=60_000)
        look(page, "letters-mailing")

    wait_until(lambda: len(smtp_server.to(karin.email)) == 1, "a mail to the region")
    mine.refresh_from_db()
    with visit(karin) as page:
        page.goto(f"/beslut/{mine.decision.case_id}/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("ni får")
        look(page, "letters-region")
        with page.expect_download() as got:
            page.get_by_role("link", name=mine.file_name).click()
        pdf = Path(got.value.path()).read_bytes()
    assert hashlib.sha256(pdf).hexdigest() == mine.sha256
    check(visit, look, mine, pdf, tmp_path / "beslut.pdf")
    with visit(maker) as page:
        page.goto(f"/beslut/{mine.decision.case_id}/")
        expect(page.get_by_text("Portalen, med avisering")).to_be_visible()
        look(page, "letters-ledger")


def check(visit: Any, look: Any, letter: Letter, pdf: bytes, kept: Path) -> None:
    """Somebody who was given the file checks it: with a script the file stays in the browser, without it is sent."""
    kept.write_bytes(pdf)
    for has_script in (True, False):
        with visit(member("editor", code="12"), java_script_enabled=has_script) as page:
            page.goto(f"/kontrollera/{letter.code}/")
            expect(page.get_by_role("heading", name="Beslutet gäller")).to_be_visible()
            page.get_by_text("Kontrollera också filen").click()
            page.get_by_label("Filen", exact=True).set_input_files(kept)
            if has_script:
                expect(page.get_by_label("kontrollsumma (SHA-256)")).to_have_value(letter.sha256)
            page.get_by_role("button", name="Kontrollera", exact=True).click()
            expect(page.get_by_text("Filen är brevet som vi gjorde, utan ändringar.")).to_be_visible()
            if has_script:
                look(page, "letters-checked")
                page.get_by_label("Brevets kod").fill("AAAA-AAAA-AAAA")
                page.get_by_role("button", name="Kontrollera", exact=True).click()
                expect(page.get_by_role("heading", name="Vi känner inte till brevet")).to_be_visible()
                look(page, "letters-unknown")


def test_texts_are_tried_on_a_real_case(visit: Any, look: Any) -> None:
    officer = staff("case_officer", name="Sara Nyberg")
    proposed = letters.proposal()
    case = Case.objects.get(pk=proposed.case_id)
    no_conflict(case, officer)
    keep_letter_texts(call=case.call, by=officer, at=letters.DECIDED)
    with visit(officer) as page:
        page.goto(f"/utlysningar/{case.call.slug}/brevmallar/")
        page.get_by_label("Brevtext").select_option(label="Delvis bifall, version 1")
        page.get_by_label("Ärende").select_option(str(case.pk))
        page.get_by_role("button", name="Visa brevet").click()
        expect(page.get_by_text("Inget har skrivits, beslutats eller skickats.")).to_be_visible()
        look(page, "letters-templates")


def test_a_letter_that_fails_is_told_and_the_others_are_sent(visit: Any, look: Any) -> None:
    maker = staff("decision_maker", name="Eva Strand")
    made, failed, _other = held_letters(maker)
    make_letter(letter_id=made.pk, at=letters.MADE)
    times = {"created_at": letters.MADE, "next_attempt_at": letters.MADE}
    Job.objects.create(key=failed.job_key, task="letters.make_letter", state="failed", attempts=10, **times)
    mailing = letters.mailing([made, failed], by=maker)
    with visit(maker) as page:
        page.goto("/")
        expect(page.get_by_role("main")).to_contain_text("Beslutsbrev gick inte att göra")
        look(page, "letters-failed-start")
        page.goto(f"/brev/utskick/{mailing.pk}/")
        look(page, "letters-mailing-failed")
        page.get_by_role("button", name="Skicka 1 brev som är klart").click()
        expect(page.get_by_role("main")).to_contain_text("De andra som är klara är skickade.")
        look(page, "letters-mailing-past-failed")


def test_the_letter_of_a_refusal_is_checked(visit: Any, look: Any) -> None:
    case = clocks.old_case()
    clocks.decision_request(case)
    file = make_refusal_letter(refusal_id=clocks.refusal(case).pk, at=clocks.MUCH_LATER)
    with visit(member()) as page:
        page.goto(f"/kontrollera/{file.code}/")
        expect(page.get_by_role("heading", name="Brevet kommer från oss")).to_be_visible()
        look(page, "letters-check-refusal")
