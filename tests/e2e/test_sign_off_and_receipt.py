"""Marked as ready, sent back, handed in; with a real worker that makes the PDFs and sends the receipt."""

import hashlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from applications.cases.models import Case
from applications.drafting.models import SectionVersion
from applications.submissions.models import Submission
from tests.factories.calls import call
from tests.factories.drafting import attachment, full_draft
from tests.factories.regions import member
from tests.processes import PortalProcess, Postbox
from tests.services import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case() -> Case:
    now = datetime.now(UTC)
    anders = member("editor", name="Anders Lind")
    open_call = call(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9))
    made = full_draft(call=open_call, by=anders)
    attachment(made)
    return made


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as got:
        page.get_by_role("link", name=name).first.click()
    return Path(got.value.path()).read_bytes()


def test_draft_is_kept_as_pdf_by_readers_too(case: Case, celery_worker: PortalProcess, visit: Any, look: Any) -> None:
    with visit(member("reader")) as page:
        page.goto(f"/ansokningar/{case.pk}/lamna-in/")
        page.get_by_role("button", name="Spara utkastet som PDF").click()
        expect(page.get_by_role("link", name="Hämta PDF")).to_be_visible(timeout=30_000)
        look(page, "draft-pdf")
        said = text_of(downloaded(page, "Hämta PDF"))
    for words in ("Utkast – inte inlämnad", "Vi bygger en gemensam ingång", "Region Dalarna", "4 600 000"):
        assert words in said.replace("\u00a0", " ")


def test_ready_sent_back_handed_in_and_checked(
    case: Case, celery_worker: PortalProcess, smtp_server: Postbox, visit: Any, look: Any, tmp_path: Path
) -> None:
    karin = member("signatory", name="Karin Ek")
    check = f"/ansokningar/{case.pk}/lamna-in/"
    with visit(case.created_by) as anders, visit(karin) as signing:
        anders.goto(check)
        look(anders, "mark-ready")
        anders.get_by_label("Hälsning till den som lämnar in").fill("Budgeten är avstämd med ekonomi.")
        anders.get_by_role("button", name="Markera som klar").click()
        expect(anders.get_by_role("heading", name="Markerad som klar")).to_be_visible()
        wait_until(lambda: len(smtp_server.to(karin.email)) == 1, "a mail to the signatory")

        signing.goto("/")
        signing.get_by_role("link", name="Läs ansökan, som är markerad som klar, och lämna in den").click()
        expect(signing.get_by_text("Budgeten är avstämd med ekonomi.")).to_be_visible()
        look(signing, "marked-ready")
        signing.get_by_text("Skicka tillbaka", exact=True).first.click()
        signing.get_by_label("Vad behöver ändras?").fill("Skriv ut vilka kommuner som är med.")
        signing.get_by_role("button", name="Skicka tillbaka").click()
        wait_until(lambda: len(smtp_server.to(case.created_by.email)) == 1, "a mail to the editor")

        anders.goto(f"/ansokningar/{case.pk}/")
        expect(anders.get_by_text("Skriv ut vilka kommuner som är med.")).to_be_visible()
        anders.goto(check)
        anders.get_by_role("button", name="Markera som klar").click()
        expect(anders.get_by_role("heading", name="Markerad som klar")).to_be_visible()
        anders.goto(f"/ansokningar/{case.pk}/avsnitt/project/")
        anders.get_by_label("Sammanfattning").fill("Vi bygger en gemensam ingång i Falun, Borlänge och Mora.")
        anders.get_by_role("button", name="Spara", exact=True).click()
        saved = SectionVersion.objects.filter(draft_id=case.pk, section_key="project", is_current=True)
        wait_until(lambda: "Mora" in saved.get().content["summary"], "the summary to be saved")

        signing.goto(check)
        expect(signing.get_by_text("Den har ändrats sedan dess.")).to_be_visible()
        signing.get_by_label("Jag är behörig att lämna in").check()
        signing.get_by_role("button", name="Lämna in", exact=True).click()
        expect(signing.get_by_role("heading", level=1)).to_have_text("Ansökan är inlämnad")
        submission = Submission.objects.get(case=case)
        main = signing.get_by_role("main")
        for words in (submission.receipt_code, submission.sha256, "före stängning"):
            expect(main).to_contain_text(words)
        look(signing, "receipt")

        wait_until(lambda: any("Kvitto" in mail["Subject"] for mail in smtp_server.to(karin.email)), "the receipt")
        receipt = next(mail for mail in smtp_server.to(karin.email) if "Kvitto" in mail["Subject"])
        enclosed = next(part for part in receipt.iter_attachments())
        assert enclosed.get_filename() == f"ansokan-{case_number(case)}-version-1.pdf"
        pdf = enclosed.get_content()
        assert "Falun, Borlänge och Mora" in text_of(pdf)
        signing.reload()
        assert downloaded(signing, "Ansökan som PDF") == pdf

    check_receipt(visit, look, submission.receipt_code, pdf, tmp_path / "ansokan.pdf")


def check_receipt(visit: Any, look: Any, code: str, pdf: bytes, kept: Path) -> None:
    """Somebody else, who holds the receipt and the file, checks both."""
    kept.write_bytes(pdf)
    with visit(member("editor", code="12")) as stranger:
        stranger.goto(f"/kvitto/?kod={code}")
        expect(stranger.get_by_role("heading", name="Kvittot är äkta")).to_be_visible()
        stranger.get_by_text("Kontrollera också en fil").click()
        stranger.get_by_label("Filen", exact=True).set_input_files(kept)
        expect(stranger.get_by_label("Filens kontrollsumma (SHA-256)")).to_have_value(hashlib.sha256(pdf).hexdigest())
        stranger.get_by_role("button", name="Kontrollera").click()
        expect(stranger.get_by_text("Filen är den PDF som vi gjorde")).to_be_visible()
        look(stranger, "receipt-checked")
        stranger.get_by_label("Kvittokod").fill("AAAA-AAAA-AAAA")
        stranger.get_by_role("button", name="Kontrollera").click()
        expect(stranger.get_by_role("heading", name="Koden finns inte hos oss")).to_be_visible()


def case_number(case: Case) -> str:
    case.refresh_from_db()
    return str(case.registry_number)


def test_region_without_a_signatory_is_told_what_to_do(case: Case, visit: Any, look: Any) -> None:
    with visit(case.created_by) as page:
        page.goto(f"/ansokningar/{case.pk}/lamna-in/")
        expect(page.get_by_text("ingen hos er har den rollen")).to_be_visible()
        expect(page.get_by_role("main").get_by_role("link", name="Personer och roller")).to_be_visible()
        look(page, "no-signatory")


def test_ready_and_pdf_without_script(case: Case, celery_worker: PortalProcess, visit: Any) -> None:
    member("signatory", name="Karin Ek")
    with visit(case.created_by, java_script_enabled=False) as page:
        page.goto(f"/ansokningar/{case.pk}/lamna-in/")
        page.get_by_role("button", name="Markera som klar").click()
        expect(page.get_by_role("heading", name="Markerad som klar")).to_be_visible()
        page.get_by_role("button", name="Ta tillbaka markeringen").click()
        expect(page.get_by_role("heading", name="Är ansökan klar?")).to_be_visible()
        page.get_by_role("button", name="Spara utkastet som PDF").click()
        wait_until(lambda: case.pdfs.filter(made_at__isnull=False).exists(), "the PDF")
        page.reload()
        expect(page.get_by_role("link", name="Hämta PDF")).to_be_visible()
