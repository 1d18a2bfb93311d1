"""A registrar finds a case's papers, takes out its file, gives out a masked copy, and hands an appeal over."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from applications.cases.models import Case, Document
from applications.records.models import CaseFile
from tests.factories.accounts import staff
from tests.factories.cases import ARRIVED, no_conflict
from tests.factories.records import SECRET, decided_case, keeper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(portal_environment: Any) -> Case:
    made = decided_case()
    lines = [("Ansökan, version 1", "in", v.sha256) for v in made.submissions.order_by("number")]
    for number, (title, direction, sha256) in enumerate(lines, 1):
        Document.objects.create(
            case=made,
            number=number + 10,
            direction=direction,
            at=ARRIVED,
            title=f"{title}: {made.title}",
            party=made.region.name,
            sha256=sha256,
        )
    return made


@pytest.fixture
def rut(case: Case) -> Any:
    return keeper(case)


def fetched(page: Page, link: Any, folder: Path) -> zipfile.ZipFile:
    with page.expect_download() as download:
        link.click()
    path = folder / "akt.zip"
    download.value.save_as(path)
    return zipfile.ZipFile(io.BytesIO(path.read_bytes()))


def test_registrar_finds_papers_and_takes_out_the_file(
    case: Case, rut: Any, visit: Any, look: Any, celery_worker: Any, tmp_path: Path
) -> None:
    with visit(rut) as page:
        page.goto("/")
        page.get_by_role("link", name="Diarium").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Diarium")
        look(page, "register")
        page.goto(f"/arenden/{case.pk}/handlingar/")
        look(page, "documents")
        page.get_by_role("link", name="Akten som fil").click()
        look(page, "case-files-empty")
        page.get_by_role("button", name="Gör en akt").click()
        link = page.get_by_role("link", name="Hämta akt-2022-000001.zip")
        expect(link).to_be_visible(timeout=30_000)
        look(page, "case-files")
        names = fetched(page, link, tmp_path).namelist()
        assert {"akt-2022-000001.pdf", "manifest.json", "INNEHALL.txt", "bilagor/01-avsikt.pdf"} <= set(names)


def test_masked_copy_is_given_out(
    case: Case, rut: Any, visit: Any, look: Any, celery_worker: Any, tmp_path: Path
) -> None:
    with visit(rut) as page:
        page.goto(f"/arenden/{case.pk}/utlamnande/")
        page.get_by_label("Vad begärs?").fill("Alla handlingar i ärendet")
        look(page, "disclosures")
        page.get_by_role("button", name="Lägg upp begäran").click()
        page.get_by_text("Ansökan, version 2", exact=False).first.click()
        page.get_by_label("Sammanfattning").last.check()
        page.locator("#id_parts_ground").select_option("31 kap. 16 § OSL")
        page.get_by_role("button", name="Markera det jag har kryssat i").click()
        expect(page.get_by_role("heading", name="Markerat som hemligt")).to_be_visible()
        page.get_by_text("Ett namn, en adress eller ett nummer, överallt").click()
        page.get_by_label("Ord som ska bort överallt").fill(SECRET)
        page.get_by_label("Vad är det?").fill("Namnet på en metod")
        page.locator("#id_words_ground").select_option("31 kap. 16 § OSL")
        page.get_by_role("button", name="Markera orden").click()
        page.get_by_role("button", name="Gör maskerad fil").click()
        link = page.get_by_role("link", name="Hämta akt-2022-000001-maskerad.zip")
        expect(link).to_be_visible(timeout=30_000)
        look(page, "disclosure")
        bundle = fetched(page, link, tmp_path)
        assert not any(SECRET.encode() in bundle.read(name) for name in bundle.namelist())
        assert "Namnet på en metod" in bundle.read("MASKERAT.txt").decode()
        page.get_by_label("Lämnas ut utom det som är sekretessbelagt").check()
        page.get_by_role("button", name="Anteckna beslutet").click()
        expect(page.get_by_role("alert")).to_contain_text("Skriv varför allt inte lämnas ut")
        page.get_by_label("Varför lämnas inte allt ut?").fill("Metoden är en affärshemlighet.")
        page.get_by_role("button", name="Anteckna beslutet").click()
        expect(page.get_by_role("heading", name="Lämnas ut utom det som är sekretessbelagt")).to_be_visible()
        look(page, "disclosure-decided")


def test_appeal_is_registered_checked_reconsidered_and_handed_over(
    case: Case, rut: Any, visit: Any, look: Any, celery_worker: Any
) -> None:
    eva = staff("decision_maker", name="Eva Strand")
    no_conflict(case, eva)
    with visit(rut) as page:
        page.goto(f"/arenden/{case.pk}/overklaganden/")
        page.get_by_label("Vad vill den som överklagar, i korthet?").fill("Regionen vill få hela det sökta beloppet.")
        page.get_by_label("När kom det in?").fill("2022-12-16T23:30")
        look(page, "appeals")
        page.get_by_role("button", name="Registrera överklagandet").click()
        page.get_by_label("När fick den som överklagar del av beslutet?").fill("2022-11-25")
        look(page, "appeal-time")
        page.get_by_role("button", name="Anteckna tiden").click()
        expect(page.get_by_role("main")).to_contain_text("Beslutet ska omprövas")
    with visit(eva) as page:
        page.goto("/")
        page.get_by_role("link", name="Ompröva det överklagade beslutet", exact=True).click()
        page.get_by_label("Beslutet står fast").check()
        page.get_by_label("Skäl").fill("Det som regionen anför ändrar inte bedömningen.")
        look(page, "appeal-reconsider")
        page.get_by_role("button", name="Anteckna omprövningen").click()
        expect(page.get_by_role("main")).to_contain_text("Ska lämnas över")
    with visit(rut) as page:
        page.goto("/")
        look(page, "registrar-start")
        page.get_by_role("link", name="Lämna över överklagandet till domstolen", exact=True).click()
        page.get_by_role("link", name="Gör akten").click()
        page.get_by_role("button", name="Gör en akt").click()
        expect(page.get_by_role("link", name="Hämta akt-2022-000001.zip")).to_be_visible(timeout=30_000)
        page.goto("/")
        page.get_by_role("link", name="Lämna över överklagandet till domstolen", exact=True).click()
        page.get_by_role("textbox", name="Domstol").fill("Förvaltningsrätten i Falun")
        page.get_by_label("Akt som följer med").select_option(str(CaseFile.objects.get().pk))
        look(page, "appeal-hand-over")
        page.get_by_role("button", name="Anteckna att det är överlämnat").click()
        expect(page.get_by_role("main")).to_contain_text("Överlämnat till domstol: Förvaltningsrätten i Falun")
    with visit(case.created_by) as page:
        page.goto(f"/ansokningar/{case.pk}/arende/")
        page.get_by_role("link", name="Vi lämnade över överklagandet till domstolen").click()
        expect(page.get_by_role("main")).to_contain_text("Nu hör ni av domstolen")
        look(page, "regions-appeal")
