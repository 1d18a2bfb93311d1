"""Pages of what was handed in: versions, what differs, PDF, and the receipt that anyone may check."""

import hashlib
from datetime import timedelta

import pytest
from django.core.cache import cache

import applications.submissions.actions
from applications.submissions.guessing import MOST_WRONG
from applications.submissions.models import ApplicationPdf
from portal.outbox.models import Job, Mail
from portal.pdf.render import DocumentRefused
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict
from tests.factories.drafting import attachment, full_draft
from tests.factories.regions import member
from tests.submissions.test_reopening import fresh, reopen, submit, write

pytestmark = pytest.mark.django_db
actions = applications.submissions.actions


@pytest.fixture
def case(now):
    """Handed in twice, the second time with another summary, and with its PDFs."""
    made, signatory = full_draft(), member("signatory", name="Karin Ek")
    attachment(made)
    first = submit(made, signatory, now)
    reopen(made, signatory, now)
    write(made, signatory, now)
    submit(made, signatory, now + timedelta(hours=1))
    actions.send_receipt(submission_id=first.pk, at=now)
    return fresh(made)


def test_versions_are_listed_and_compared_for_region_and_staff(client, case):
    no_conflict(case, officer := staff("case_officer"))
    for reader in (member("reader"), officer):
        client.force_login(reader)
        page = client.get(f"/arenden/{case.pk}/versioner/").content.decode()
        for version in case.submissions.all():
            assert version.receipt_code in page
            assert f"/arenden/{case.pk}/versioner/{version.number}/ansokan.pdf" in page
        for address in ("jamfor/", "jamfor/?fran=1&till=2"):
            page = client.get(f"/arenden/{case.pk}/versioner/{address}").content.decode()
            assert "två ingångar" in page
            assert "<del>" in page
        assert (
            "Inget skiljer dem åt" in client.get(f"/arenden/{case.pk}/versioner/jamfor/?fran=2&till=2").content.decode()
        )
        old = client.get(f"/arenden/{case.pk}/versioner/1/").content.decode()
        assert "en gemensam ingång" in old
        assert "är den som gäller" in old
        assert client.get(f"/arenden/{case.pk}/versioner/3/").status_code == 404
    client.force_login(member("editor", code="12"))
    for page in ("", "jamfor/", "1/", "1/pdf/", "1/ansokan.pdf", "1/ansokan.json"):
        assert client.get(f"/arenden/{case.pk}/versioner/{page}").status_code == 404


def test_receipt_comes_with_the_pdf_which_is_made_once(client, case, now):
    first = case.submissions.get(number=1)
    pdf = ApplicationPdf.objects.get(submission=first)
    mail = Mail.objects.filter(category="receipt").first()
    assert (mail.attachment, mail.attachment_name) == (pdf.pdf.name, "ansokan-2022-000001-version-1.pdf")
    for words in (first.receipt_code, first.sha256, "före stängning", f"/kvitto/?kod={first.receipt_code}"):
        assert words in mail.body
    actions.send_receipt(submission_id=first.pk, at=now + timedelta(days=1))
    assert ApplicationPdf.objects.get(submission=first).made_at == now
    no_conflict(case, officer := staff("case_officer"))
    client.force_login(officer)
    response = client.get(f"/arenden/{case.pk}/versioner/1/ansokan.pdf")
    assert hashlib.sha256(response.getvalue()).hexdigest() == pdf.sha256
    content = client.get(f"/arenden/{case.pk}/versioner/1/ansokan.json").content
    assert hashlib.sha256(content).hexdigest() == first.sha256


def test_receipt_does_not_wait_for_a_pdf_that_can_not_be_made(now, monkeypatch):
    def refuse(**_document):
        raise DocumentRefused("no fonts")

    made, signatory = full_draft(), member("signatory")
    submission = submit(made, signatory, now)
    monkeypatch.setattr("applications.submissions.actions.pdfs.render_pdf", refuse)
    actions.send_receipt(submission_id=submission.pk, at=now)
    mail = Mail.objects.get(category="receipt", person=signatory)
    assert mail.attachment == ""
    assert "så snart den är gjord" in mail.body
    assert Job.objects.filter(task="submissions.make_pdf").count() == 1


def test_pdf_of_a_version_that_has_none_is_asked_for(client, case, now):
    client.force_login(member("reader"))
    address = f"/arenden/{case.pk}/versioner/2/pdf/"
    assert client.get(f"/arenden/{case.pk}/versioner/2/ansokan.pdf").url == address
    assert "Gör en PDF" in client.get(address).content.decode()
    client.post(address)
    client.post(address)
    assert "PDF:en görs" in client.get(address).content.decode()
    wanted = ApplicationPdf.objects.get(submission__number=2)
    assert Job.objects.filter(task="submissions.make_pdf").count() == 1
    Job.objects.filter(task="submissions.make_pdf").update(state="failed")
    Job.objects.filter(task="submissions.send_receipt").update(state="failed")
    assert "Det gick inte att göra PDF:en" in client.get(address).content.decode()
    actions.make_pdf(pdf_id=wanted.pk, at=now)
    assert "Hämta PDF" in client.get(address).content.decode()


def test_pdf_of_a_draft_says_so_and_follows_what_it_says(client, now, django_capture_on_commit_callbacks):
    case, reader = full_draft(), member("reader")
    client.force_login(reader)
    address, file = f"/ansokningar/{case.pk}/pdf/", f"/ansokningar/{case.pk}/utkast.pdf"
    assert client.get(file).url == address
    assert client.post(address).url == address
    first = ApplicationPdf.objects.get()
    actions.make_pdf(pdf_id=first.pk, at=now)
    response = client.get(file)
    assert response["Content-Disposition"] == 'attachment; filename="utkast-validering-i-hela-dalarna.pdf"'
    assert response.getvalue().startswith(b"%PDF")
    path = ApplicationPdf.objects.get().pdf
    client.post(address)
    assert ApplicationPdf.objects.count() == 1
    write(case, member("editor"), now)
    assert client.get(file).url == address
    client.post(address)
    with django_capture_on_commit_callbacks(execute=True):
        actions.make_pdf(pdf_id=ApplicationPdf.objects.first().pk, at=now)
    assert ApplicationPdf.objects.count() == 1
    assert not path.storage.exists(path.name)
    assert actions.make_pdf(pdf_id=first.pk, at=now) is None
    client.force_login(member("editor", code="12"))
    assert client.get(address).status_code == client.get(file).status_code == client.post(address).status_code == 404


def test_anyone_with_the_code_sees_that_a_receipt_is_real(client, case):
    first, second = (case.submissions.get(number=number) for number in (1, 2))
    for typed in (second.receipt_code, second.receipt_code.lower().replace("-", " ")):
        page = client.get("/kvitto/", {"kod": typed}).content.decode()
        for words in ("Kvittot är äkta", "den version som gäller", "2022-000001", "Region Dalarna", second.sha256):
            assert words in page
        for secret in (case.title, "Karin Ek", "två ingångar"):
            assert secret not in page
    assert (
        "En senare version, 2, är den som gäller"
        in client.get("/kvitto/", {"kod": first.receipt_code}).content.decode()
    )


def test_file_is_checked_by_its_hash(client, case):
    first = case.submissions.get(number=1)
    for digest, words in (
        (first.sha256, "Filen är det innehåll som lämnades in"),
        (first.pdf.sha256.upper(), "Filen är den PDF som vi gjorde"),
        (first.files.get().sha256, "Filen är en av bilagorna"),
        ("0" * 64, "Filen är inte den som lämnades in"),
    ):
        assert words in client.get("/kvitto/", {"kod": first.receipt_code, "sha256": digest}).content.decode()
    response = client.get("/kvitto/", {"kod": first.receipt_code, "sha256": "abc"})
    assert response.status_code == 422
    assert "64 tecken" in response.content.decode()


def test_wrong_codes_are_unknown_and_many_are_stopped(client, case):
    assert "Koden finns inte hos oss" in client.get("/kvitto/", {"kod": "AAAA-BBBB-CCCC"}).content.decode()
    for _number in range(MOST_WRONG - 1):
        client.get("/kvitto/", {"kod": "nej\0"})
        client.get("/kvitto/", {"kod": "AAAA-BBBB-CCCD"})
    code = case.submissions.first().receipt_code
    assert client.get("/kvitto/", {"kod": code}).status_code == 429
    cache.clear()
    assert client.get("/kvitto/", {"kod": code}).status_code == 200


def test_withdrawn_application_has_a_real_receipt_that_says_so(client, case, now):
    signatory = member("signatory")
    actions.withdraw_application(case_id=case.pk, reason="", by=signatory, arrived_at=now, at=now)
    page = client.get("/kvitto/", {"kod": case.submissions.first().receipt_code}).content.decode()
    assert "är återkallad" in page


@pytest.mark.parametrize("page", ["ansokan/", "versioner/", "versioner/jamfor/?fran=1&till=2"])
def test_pages_ask_few_queries(page, client, case, django_assert_max_num_queries):
    no_conflict(case, officer := staff("case_officer"))
    for reader in (case.created_by, officer):
        client.force_login(reader)
        with django_assert_max_num_queries(15):
            assert client.get(f"/arenden/{case.pk}/{page}").status_code == 200
