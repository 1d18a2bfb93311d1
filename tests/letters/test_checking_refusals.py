"""/kontrollera/ also knows the letter by which a region's request for a decision is refused."""

import hashlib
from io import BytesIO

import pytest
from django.urls import reverse

import applications.reviews.actions
from tests.factories.clocks import MUCH_LATER, decision_request, old_case, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def file():
    case = old_case(title="Hemlig <b>plan</b>")
    decision_request(case)
    return applications.reviews.actions.make_refusal_letter(refusal_id=refusal(case).pk, at=MUCH_LATER)


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
