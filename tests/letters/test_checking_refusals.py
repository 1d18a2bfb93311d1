"""/kontrollera/ also knows the letter by which a region's request for a decision is refused."""

import hashlib
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

import applications.reviews.actions
from tests.factories.clocks import MUCH_LATER, decision_request, old_case, refusal

pytestmark = pytest.mark.django_db
make = applications.reviews.actions.make_refusal_letter


@pytest.fixture
def file():
    case = old_case(title="Hemlig <b>plan</b>")
    decision_request(case)
    return make(refusal_id=refusal(case).pk, at=MUCH_LATER)


def page(client, code: str, **data) -> str:
    if data:
        return client.post(reverse("letters:check"), {"kod": code, **data}).text
    return client.get(reverse("letters:check_code", args=[code])).text


def test_letter_is_told_with_what_stands_in_it_and_no_more(file, client):
    said = page(client, file.code)

    number = file.refusal.request.case.registry_number
    for words in ("Brevet kommer från oss", number, "Region Dalarna", "5 december 2022", file.sha256):
        assert words in said
    assert "Portalen har gjort certifikatet själv" in said
    for words in ("plan", "Ett yttrande återstår", "Eva Strand", "Anders Lind"):
        assert words not in said


def test_file_is_compared(file, client):
    with file.pdf.open("rb") as opened:
        pdf = opened.read()

    assert hashlib.sha256(pdf).hexdigest() == file.sha256
    assert "utan ändringar" in page(client, file.code, fil=BytesIO(pdf))
    changed = page(client, file.code, fil=BytesIO(pdf + b" "))
    assert "Filen är inte brevet som vi gjorde" in changed
    assert "notice-warning" in changed


def test_page_says_no_more_of_appeals_than_the_letter_does(client):
    """The letter may say why the decision can't be appealed; and what became of an appeal, the portal doesn't know."""
    case = old_case()
    decision_request(case)
    made = refusal(case, appeal="Beslutet får inte överklagas.")
    said = page(client, make(refusal_id=made.pk, at=MUCH_LATER).code)

    assert "Får överklagas" not in said
    assert "Brevet säger om beslutet får överklagas, och hur." in said
    assert "Här står inte vad som har hänt sedan dess" in said
    assert "beslutet gäller" not in said


def test_letter_that_is_not_made_yet_is_known_by_no_code(client):
    """Nor is a refusal found by what is kept of it: its key, or its lines' checksums."""
    case = old_case()
    decision_request(case)
    made = refusal(case)

    for typed in (str(made.pk), made.document.sha256[:12], "AAAA-AAAA-AAAA"):
        said = page(client, typed, sha256=made.document.sha256)
        assert "Vi känner inte till brevet" in said
        assert case.registry_number not in said


def test_codes_of_two_letters_differ_and_find_each_its_own(client):
    files = []
    for code in ("20", "12"):
        case = old_case(code=code)
        decision_request(case)
        files.append(make(refusal_id=refusal(case).pk, at=MUCH_LATER))

    assert len({file.code for file in files}) == len(files)
    for file, other in (files, files[::-1]):
        assert file.sha256 in page(client, file.code)
        assert "Filen är inte brevet" in page(client, file.code, sha256=other.sha256)


def test_database_keeps_a_code_for_one_letter(file):
    with pytest.raises(IntegrityError), transaction.atomic():
        type(file).objects.create(
            refusal=_another_refusal(), code=file.code, pdf="x.pdf", sha256="0" * 64, made_at=MUCH_LATER
        )


def test_hostile_text_around_the_letter_is_shown_as_text(client):
    case = old_case()
    decision_request(case)
    type(case.region).objects.filter(pk=case.region_id).update(name="<script>alert(1)</script>")
    code = make(refusal_id=refusal(case).pk, at=MUCH_LATER).code

    assert "<script>alert" not in page(client, code)
    assert "&lt;script&gt;alert" in page(client, code)


def test_letter_from_before_there_were_codes_is_found_by_none(file, client):
    """Its code is empty, and so is what is left of a code of nothing but spaces."""
    type(file).objects.create(refusal=_another_refusal(), pdf="refusals/x.pdf", sha256="0" * 64, made_at=MUCH_LATER)

    for typed in (" ", "-", "–"):
        assert "0" * 64 not in client.post(reverse("letters:check"), {"kod": typed}).text


def _another_refusal():
    case = old_case()
    decision_request(case)
    return refusal(case)


def test_answer_costs_few_queries(file, client, django_assert_max_num_queries):
    page(client, file.code)
    with django_assert_max_num_queries(5):
        page(client, file.code)
