"""/kontrollera/: anyone who holds a letter can see that it is ours and whether it still holds; nobody learns more."""

import hashlib
import re
from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from applications.decisions.models import Decision
from applications.letters.models import Letter
from tests.factories import letters

pytestmark = pytest.mark.django_db
ADDRESS = "/kontrollera/"


def content_of(letter: Letter) -> bytes:
    with letter.pdf.open("rb") as file:
        return file.read()


def page(client, code: str = "", **data) -> str:
    response = client.post(ADDRESS, {"kod": code, **data}) if data else client.get(f"{ADDRESS}{code}/")
    # But for the form's own token, which is another each time.
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+', "", response.content.decode().replace("\u00a0", " "))


def test_letter_in_force_is_told_with_what_stands_in_it(client):
    letter = letters.made_letter()
    said = page(client, letter.code)

    for words in ("Beslutet gäller", "2022-000001", "Region Dalarna", "25 november 2022", "3 900 000", letter.sha256):
        assert words in said
    assert "Portalen har gjort certifikatet själv" in said


def test_code_is_found_as_it_is_typed(client):
    letter = letters.made_letter()
    Letter.objects.filter(pk=letter.pk).update(code="01QF-2M9X-TD4R")

    for typed in ("oiqf2m9xtd4r", "01QF 2M9X–TD4R"):
        assert "Beslutet gäller" in client.get(ADDRESS, {"kod": typed}).content.decode()


def test_unknown_code_is_told_so(client):
    assert "Vi känner inte till brevet" in page(client, "AAAA-AAAA-AAAA")


def test_letter_that_is_not_delivered_is_as_unknown_as_one_that_is_not_there(client):
    held, ordered = letters.made_letter(is_held=True), letters.ordered_letter()
    unknown = page(client, "AAAA-AAAA-AAAA")

    for letter in (held, ordered):
        assert page(client, letter.code).replace(letter.code, "AAAA-AAAA-AAAA") == unknown


def test_replaced_letter_says_by_which(client):
    first = letters.made_letter()
    later = letters.replacing_letter(first)

    said = page(client, first.code)
    assert "Beslutet är ersatt av ett senare" in said
    assert "ersatt av beslutet den 25 november 2022 i ärende 2022-000001" in said
    assert later.code not in said
    assert "Beslutet gäller" in page(client, later.code)


def test_corrected_letter_says_so_and_where_it_is_right(client):
    first = letters.made_letter()
    letters.replacing_letter(first, ground="slip")

    said = page(client, first.code)

    assert "Beslutet är rättat" in said
    assert "det rättade beslutet den 25 november 2022 i ärende 2022-000001" in said
    assert "ersatt" not in said


def test_letter_stays_in_force_as_long_as_the_one_that_replaces_it_is_held(client):
    first = letters.made_letter()
    before = page(client, first.code)
    later = letters.replacing_letter(first, is_held=True)

    assert page(client, first.code) == before
    assert "Vi känner inte till brevet" in page(client, later.code)


def test_decision_that_ended_otherwise_is_told_so(client):
    letter = letters.made_letter()
    Decision.objects.filter(pk=letter.decision_id).update(is_in_force=False)

    assert "Beslutet gäller inte längre" in page(client, letter.code)


def test_file_is_compared_and_is_kept_nowhere(client, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "uploads")
    (tmp_path / "uploads").mkdir()
    letter = letters.made_letter()
    pdf = content_of(letter)
    kept = list(letter.pdf.storage.listdir("letters")[1])

    assert "Filen är brevet som vi gjorde, utan ändringar." in page(client, letter.code, fil=BytesIO(pdf))
    changed = page(client, letter.code, fil=BytesIO(pdf + b"\n" + b" " * 4_000_000))
    assert "Filen är inte brevet som vi gjorde" in changed
    assert "notice-warning" in changed
    assert list((tmp_path / "uploads").iterdir()) == []
    assert list(letter.pdf.storage.listdir("letters")[1]) == kept


def test_hash_may_be_typed_instead(client):
    letter = letters.made_letter()
    digest = hashlib.sha256(content_of(letter)).hexdigest()

    assert "utan ändringar" in page(client, letter.code, sha256=digest.upper())
    assert "Filen är inte brevet" in page(client, letter.code, sha256="0" * 64)
    assert "64 tecken" in page(client, letter.code, sha256="hej")


def test_file_that_is_too_large_is_refused_without_being_read_on(client, settings):
    settings.UPLOAD_MAX_BYTES = 1000

    assert "för stor" in page(client, "AAAA-AAAA-AAAA", fil=BytesIO(b"x" * 1001))


def test_sending_a_file_needs_the_pages_own_form():
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(ADDRESS, {"kod": "AAAA-AAAA-AAAA"}).status_code == 403


def test_guessing_is_slowed_down(client):
    cache.clear()
    for number in range(30):
        client.get(f"{ADDRESS}AAAA-AAAA-{number:04d}/")

    letter = letters.made_letter()
    answer = client.get(f"{ADDRESS}{letter.code}/")
    assert answer.status_code == 429
    assert "Region Dalarna" not in answer.content.decode()


def test_hostile_codes_are_shown_as_text(client):
    answer = client.get(ADDRESS, {"kod": "<script>alert(1)</script>"})

    assert b"<script>alert" not in answer.content


def test_answers_are_kept_by_nobody_and_cost_few_queries(client, django_assert_max_num_queries):
    letter = letters.made_letter()
    client.get(f"{ADDRESS}{letter.code}/")
    with django_assert_max_num_queries(4):
        answer = client.get(reverse("letters:check_code", args=[letter.code]))
    assert "no-store" in answer["Cache-Control"]
