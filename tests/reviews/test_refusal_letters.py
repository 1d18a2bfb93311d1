"""The letter by which a region's request for a decision is refused: ordered, made as PDF, signed, and read."""

import hashlib
import io

import pikepdf
import pypdf
import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse

import applications.reviews.actions
from applications.cases.models import Case
from applications.records.document_links import linked_documents
from applications.records.papers import papers_of
from applications.reviews.actions import refusal_letters
from applications.reviews.actions.refusal_letters import unsigned_pdf_of
from applications.reviews.models import RefusalFile
from portal.audit.models import AuditEntry
from portal.outbox.models import Job
from portal.pdf.pictures import qr_code
from tests.factories.accounts import staff
from tests.factories.cases import conflict
from tests.factories.clocks import MUCH_LATER, decision_request, old_case, refusal
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
make = applications.reviews.actions.make_refusal_letter


@pytest.fixture
def case():
    case = old_case(title="Validering <i>på</i> ö")
    decision_request(case)
    return case


def pdf_address(case):
    return reverse("clocks:refusal_pdf", args=[case.pk])


def text_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_refusing_orders_the_letter(case):
    made = refusal(case)
    assert Job.objects.get(task="reviews.make_refusal_letter").arguments == [made.pk]


def test_letter_says_what_was_decided_why_by_whom_and_how_to_appeal(case):
    made = refusal(case, reasons="Ett yttrande återstår.\r\n\r\n<b>Vi</b> \u202eväntar.\x07", is_presented=True)
    kept = make(refusal_id=made.pk, at=MUCH_LATER)

    with kept.pdf.open("rb") as opened:
        pdf = opened.read()
    assert hashlib.sha256(pdf).hexdigest() == kept.sha256
    said = text_of(pdf)
    for words in (
        f"Brevets kod är {kept.code}.",
        f"/kontrollera/{kept.code}",
        "Beslut: vi avslår er begäran om att ärendet avgörs",
        str(case.registry_number),
        "Region Dalarna",
        "Ni begärde den 5 december 2022",
        "Validering <i>på</i> ö",
        "Ett yttrande återstår.",
        "<b>Vi</b> väntar.",
        "12 § förvaltningslagen (2017:900)",
        "Beslutet överklagas till förvaltningsrätten.",
        "Beslutet har fattats av Eva Strand. Föredragande har varit Karin Ek.",
    ):
        assert words in said
    with pikepdf.open(io.BytesIO(pdf)) as read:
        assert read.Root.MarkInfo.Marked
        assert str(read.Root.Lang) == "sv"
        metadata = read.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("3", "A", "1")
        assert any(str(field.get("/FT")) == "/Sig" for field in read.Root.AcroForm.Fields)


def test_letter_leads_to_its_page_on_every_page_and_promises_no_more_than_that_tells(case, monkeypatch):
    drawn = []
    monkeypatch.setattr(refusal_letters, "qr_code", lambda url: drawn.append(url) or qr_code(url))
    made = refusal(case, reasons="\n\n".join(["Ett yttrande återstår. " * 20] * 9))
    pdf = unsigned_pdf_of(made, "K7QF-2M9X-TD4R")

    assert drawn == [f"{settings.PORTAL_URL}/kontrollera/K7QF-2M9X-TD4R/"]
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) > 1
    address = settings.PORTAL_URL.partition("://")[2]
    assert all(f"Kontrollera brevet: {address}/kontrollera/K7QF-2M9X-TD4R" in page for page in pages)
    said = text_of(pdf)
    assert "ser den som har brevet om det kommer från oss." in said
    assert "om beslutet gäller" not in said


def test_letter_is_made_once_and_logged_and_stands(case):
    made = refusal(case)
    first, second = (make(refusal_id=made.pk, at=MUCH_LATER) for _time in range(2))

    assert first == second == RefusalFile.objects.get()
    assert unsigned_pdf_of(made, first.code) == unsigned_pdf_of(made, first.code)
    assert AuditEntry.objects.filter(subject=case.audit_subject, event="refusal_letter_made").count() == 1
    for change in (lambda rows: rows.update(sha256="0" * 64), lambda rows: rows.all()._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(RefusalFile.objects)


def test_region_and_staff_of_the_case_open_the_letter_and_nobody_else(case, client):
    officer, barred = case.officer, staff("case_officer")
    conflict(case, barred)
    made = refusal(case)
    client.force_login(case.created_by)
    page = client.get(reverse("clocks:region", args=[case.pk])).text
    assert "Beslutet görs nu som PDF" in page
    assert client.get(pdf_address(case)).status_code == 404
    kept = make(refusal_id=made.pk, at=MUCH_LATER)

    for person, where in ((case.created_by, "clocks:region"), (officer, "clocks:case")):
        client.force_login(person)
        page = client.get(reverse(where, args=[case.pk])).text
        assert f'href="{pdf_address(case)}"' in page
        assert f"Filens kontrollsumma (SHA-256): {kept.sha256}" in page
        assert f'href="/kontrollera/{kept.code}/"' in page
        answer = client.get(pdf_address(case))
        assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == kept.sha256
    for person in (barred, member("editor", code="12")):
        client.force_login(person)
        assert client.get(pdf_address(case)).status_code == 404


def test_letter_is_in_the_cases_file_and_the_register_leads_to_it(case):
    made = refusal(case)
    kept = make(refusal_id=made.pk, at=MUCH_LATER)
    case = Case.objects.select_related("call", "region").get(pk=case.pk)

    (paper,) = [each for each in papers_of(case) if each.key.startswith("request_refusal:")]
    assert [(each.name, each.sha256) for each in paper.originals] == [
        (f"avslag-pa-begaran-{case.registry_number}.pdf", kept.sha256)
    ]
    urls = [link.url for line in linked_documents(case) for link in line.links]
    assert pdf_address(case) in urls
