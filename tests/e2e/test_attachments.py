"""Files in a draft, in a browser: dropped and chosen, several at once, refused one by one, taken away and put back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from applications.cases.models import Case
from applications.drafting.models import Attachment
from portal.files import actions
from portal.files.models import StoredFile
from tests.factories.calls import call
from tests.factories.drafting import draft
from tests.factories.files import EICAR, PDF, macro_document
from tests.factories.regions import member

pytestmark = pytest.mark.django_db(transaction=True)
# Drops files on the zone as a mouse does: `[[name, text], …]`.
DROP = """(zone, files) => {
    const dataTransfer = new DataTransfer();
    for (const [name, text] of files) dataTransfer.items.add(new File([text], name));
    const drag = kind => new DragEvent(kind, {dataTransfer, bubbles: true, cancelable: true});
    for (const kind of ["dragover", "drop"]) zone.dispatchEvent(drag(kind));
}"""
SUMMARY = "Klart. Tillagda filer: %s. Filer som inte gick att lägga till: %s."


@pytest.fixture
def case() -> Case:
    now = datetime.now(UTC)
    open_call = call(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9))
    return draft({}, call=open_call, by=member("editor", name="Anders Lind"))


@pytest.fixture
def attachments(case: Case, visit: Any) -> Any:
    """The page of attachments in a browser."""

    @contextmanager
    def opened(**options: Any) -> Iterator[Page]:
        with visit(case.created_by, **options) as page:
            page.goto(f"/ansokningar/{case.pk}/avsnitt/attachments/")
            yield page

    return opened


def file(name: str, content: bytes = PDF) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_files_are_dropped_and_one_that_is_refused_stops_no_other(attachments: Any, look: Any) -> None:
    with attachments() as page:
        look(page, "attachments-empty")
        zone = page.locator("form.drop-zone")
        expect(zone.get_by_role("button", name="Lägg till filerna")).to_have_count(0)
        zone.evaluate(DROP, [["budget.pdf", "MZ" + "\x90\x00" * 200], ["avtal.pdf", PDF.decode()]])
        expect(page.get_by_role("row", name="avtal.pdf")).to_contain_text("Inte genomsökt")
        expect(page.locator("[data-upload-status]")).to_have_text(SUMMARY % (1, 1))
        refused = page.get_by_role("list", name="Filer som läggs till").get_by_role("listitem")
        expect(refused).to_have_count(1)
        expect(refused).to_contain_text("budget.pdf")
        expect(refused).to_contain_text("Den sortens fil tar vi inte emot. Vi tar emot PDF")
        expect(page.locator("#section-list")).to_contain_text("1 fil")
        look(page, "attachments-refused")
        with page.expect_download() as download:
            page.get_by_role("link", name="avtal.pdf").click()
        assert Path(download.value.path()).read_bytes() == PDF
        assert download.value.suggested_filename == "avtal.pdf"

        page.get_by_label("Välj filer").set_input_files(
            [file("makro.docx", macro_document()), file("två.pdf"), file("tre.pdf")]
        )
        expect(page.locator("[data-upload-status]")).to_have_text(SUMMARY % (2, 1))
        expect(page.locator("#files tbody tr")).to_have_count(3)
        expect(page.get_by_role("main")).to_contain_text("Det finns 3 filer, och fler får det inte vara.")
        page.get_by_role("button", name="Ta bort två.pdf").click()
        expect(page.get_by_role("main")).to_contain_text("Filen är borttagen.")
        look(page, "attachments-removed")
        page.get_by_role("button", name="Lägg tillbaka två.pdf").click()
        expect(page.locator("#files tbody tr")).to_have_count(3)
        page.locator("summary").filter(has_text="Beskriv filen avtal.pdf").click()
        page.get_by_label("Vad filen är").first.fill("Avsiktsförklaring")
        page.get_by_role("button", name="Spara beskrivningen").first.click()
        expect(page.get_by_role("row", name="avtal.pdf")).to_contain_text("Avsiktsförklaring")
    assert Attachment.objects.filter(removed_at=None).count() == 3


def test_file_shows_how_far_it_has_come_and_is_sent_again_when_the_network_was_away(
    attachments: Any, look: Any
) -> None:
    with attachments() as page:
        rows = page.get_by_role("list", name="Filer som läggs till").get_by_role("listitem")
        page.get_by_label("Välj filer").set_input_files([file("för stor.pdf", PDF + b"%" * 11_000_000)])
        expect(rows).to_contain_text("Filen är för stor. Den får vara högst 10 MB.")
        page.reload()
        page.route("**/bilagor/", lambda route: route.abort())
        page.get_by_label("Välj filer").set_input_files([file("avtal.pdf")])
        expect(rows).to_contain_text("Filen kom inte fram.")
        page.unroute("**/bilagor/")
        page.get_by_role("button", name="Försök igen").click()
        expect(page.get_by_role("row", name="avtal.pdf")).to_be_visible()

        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000}
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
        page.get_by_label("Välj filer").set_input_files([file("stor.pdf", PDF + b"%" * 2_000_000), file("liten.pdf")])
        expect(rows.nth(0).locator("progress")).to_have_attribute("aria-label", "stor.pdf")
        expect(rows.nth(0)).to_contain_text("%")
        expect(rows.nth(1)).to_contain_text("Väntar på sin tur")
        look(page, "attachments-on-their-way")
        expect(page.get_by_role("row", name="liten.pdf")).to_be_visible(timeout=20_000)
        expect(page.get_by_role("row", name="stor.pdf")).to_contain_text("2,0 MB")
        expect(rows).to_have_count(0)


def test_one_who_was_signed_out_is_told(attachments: Any) -> None:
    with attachments() as page:
        page.context.clear_cookies(name="portal_session")
        page.get_by_label("Välj filer").set_input_files([file("avtal.pdf")])
        expect(page.locator("[data-upload-list]")).to_contain_text("Du är inte längre inloggad")
        expect(page.get_by_role("button", name="Försök igen")).to_be_visible()


def test_files_are_added_without_script(attachments: Any, look: Any) -> None:
    with attachments(java_script_enabled=False) as page:
        page.get_by_label("Välj filer").set_input_files([file("ett.pdf"), file("makro.docm", macro_document())])
        page.get_by_role("button", name="Lägg till filerna").click()
        expect(page.locator(".error-summary")).to_contain_text("”makro.docm”: Filen innehåller makron")
        expect(page.get_by_role("main")).to_contain_text("Filen är tillagd.")
        expect(page.get_by_role("row", name="ett.pdf")).to_be_visible()


def test_virus_is_told_on_the_page_as_soon_as_it_is_found(
    case: Case, attachments: Any, look: Any, clamd: str, settings: Any
) -> None:
    settings.CLAMD_ADDRESS = clamd  # for this process, which searches; the portal's own shows what the file's row says
    with attachments() as page:
        page.get_by_label("Välj filer").set_input_files([file("eicar.txt", EICAR), file("avtal.pdf")])
        expect(page.locator("#files tbody tr")).to_have_count(2)
        StoredFile.objects.update(scan="pending")
        page.reload()
        expect(page.get_by_role("row", name="eicar.txt")).to_contain_text("Söks igenom")
        expect(page.get_by_role("link", name="avtal.pdf")).to_have_count(0)
        for stored in StoredFile.objects.all():
            actions.scan_file(file_id=stored.pk, at=datetime.now(UTC))
        expect(page.get_by_role("link", name="avtal.pdf")).to_be_visible()
        expect(page.get_by_role("row", name="eicar.txt")).to_contain_text("Virus hittat")
        expect(page.get_by_role("row", name="eicar.txt")).to_contain_text("Ta bort den och lägg till en annan.")
        expect(page.locator("[data-upload-status]")).to_have_text("Vi hittade ett virus i en av filerna.")
        expect(page.locator("#section-list")).to_contain_text("Ta bort filen och lägg till en annan.")
        look(page, "attachments-virus")
