"""Letters of decisions that another has replaced: they stay with their region, plainly marked; and previews say so."""

import pytest
from django.urls import reverse

from applications.letters.compose import letter_if_decided, letter_of
from applications.letters.models import Letter
from tests.factories import letters
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
SENTENCE = "Detta beslut ersätter beslutet den 25 november 2022."


def address(letter: Letter, name: str = "earlier_letter") -> str:
    return reverse(f"letters:{name}", args=[letter.decision.case_id, letter.pk])


def read(client, person, url: str) -> str:
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def free(case, *roles):
    no_conflict(case, person := staff(*roles))
    return person


def test_preview_of_a_letter_that_replaces_says_what_it_replaces(client):
    first = letters.made_letter()
    old = first.decision
    waiting = letters.proposal(case=old.case, submission=old.submission, replaces=old, ground="wrong")
    decider = free(old.case, "decision_maker")

    assert SENTENCE in read(client, decider, reverse("letters:preview", args=[waiting.pk]))


def test_preview_reads_as_the_replacing_letter_will():
    first = letters.made_letter()
    later = letters.replacing_letter(first)
    made = letter_of(Letter.objects.with_content().get(pk=later.pk))

    preview = letter_if_decided(
        later.decision.proposal, text=None, decided_by=later.decision.decided_by_name, at=later.decision.decided_at
    )

    assert preview.replaces == made.replaces == SENTENCE.replace("25 ", "25\xa0")


def test_region_reads_an_earlier_letter_with_a_plain_mark(client):
    first = letters.made_letter()
    later = letters.replacing_letter(first)
    reader = member()

    page = read(client, reader, address(first))

    assert "Ersatt av beslutet den 25 november 2022" in page.replace("\xa0", " ")
    assert address(later) in page
    assert first.code in page
    assert "Vi har tagit del av beslutet" not in page
    assert Letter.objects.get(pk=first.pk).first_opened_by == reader


def test_region_reads_that_a_letter_was_corrected_wherever_it_is_named(client):
    first = letters.made_letter()
    letters.replacing_letter(first, ground="slip")
    reader = member()
    case = first.decision.case_id

    page = read(client, reader, address(first)).replace("\xa0", " ")
    assert page.count("Rättat genom beslutet den 25 november 2022") == 2
    assert "Läs det rättade beslutet" in page
    page = read(client, reader, reverse("desk:region_case", args=[case]))
    assert "Rättat" in page
    assert "Ni fick en rättelse av beslutet" in page
    assert "Ersatt" not in page


def test_region_fetches_the_pdf_of_every_letter_it_was_given(client):
    first = letters.made_letter()
    later = letters.replacing_letter(first)
    client.force_login(member())

    names = {first: "beslut-2022-000001-ersatt-2022-11-25.pdf", later: "beslut-2022-000001.pdf"}
    for letter, name in names.items():
        response = client.get(address(letter, "earlier_pdf"))
        with letter.pdf.open("rb") as file:
            assert b"".join(response.streaming_content) == file.read()
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_newest_letter_lists_the_earlier_ones_with_their_mark(client):
    first = letters.made_letter()
    later = letters.replacing_letter(first)

    page = read(client, member(), reverse("letters:letter", args=[first.decision.case_id]))

    assert later.code in page
    assert "Alla brev i ärendet" in page
    assert address(first) in page
    assert address(first, "earlier_pdf") in page
    assert "Ersatt av beslutet den 25 november 2022" in page.replace("\xa0", " ")


def test_one_letter_is_no_list(client):
    letter = letters.made_letter()

    assert "Alla brev" not in read(client, member(), reverse("letters:letter", args=[letter.decision.case_id]))


def test_held_replacement_marks_nothing_and_is_not_there(client):
    first = letters.made_letter()
    held = letters.replacing_letter(first, is_held=True)
    reader = member()

    for url in (address(first), reverse("letters:letter", args=[first.decision.case_id])):
        page = read(client, reader, url)
        assert "Ersatt" not in page
        assert "Alla brev" not in page
    for name in ("earlier_letter", "earlier_pdf"):
        assert client.get(address(held, name)).status_code == 404


def test_letter_is_found_in_its_own_case_and_by_its_own_region_alone(client):
    letter, other = letters.made_letter(), letters.made_letter()
    client.force_login(member())
    crossed = reverse("letters:earlier_pdf", args=[other.decision.case_id, letter.pk])
    assert client.get(crossed).status_code == 404
    client.force_login(member(code="21"))
    assert client.get(address(letter, "earlier_pdf")).status_code == 404


def test_staff_reads_earlier_letters_too_and_nothing_is_noted(client):
    first = letters.made_letter()
    later = letters.replacing_letter(first)
    registrar = free(first.decision.case, "registrar")

    page = read(client, registrar, address(first))

    assert "Ersatt av beslutet" in page
    assert address(later) in page
    assert Letter.objects.get(pk=first.pk).first_opened_at is None


def test_regions_history_and_the_register_lead_to_each_letter(client):
    first = letters.made_letter()
    later = letters.replacing_letter(first)
    case = first.decision.case

    page = read(client, member(), reverse("desk:region_case", args=[case.pk]))
    assert address(first) in page
    page = read(client, free(case, "registrar"), reverse("desk:documents", args=[case.pk]))
    for letter in (first, later):
        assert address(letter, "earlier_pdf") in page


def test_pages_of_letters_ask_no_more_for_more_letters(client, django_assert_max_num_queries):
    letter = letters.made_letter()
    client.force_login(member())
    for _size in range(2):
        letter = letters.replacing_letter(letter)
        client.get(address(letter))
        with django_assert_max_num_queries(16):
            client.get(address(letter))
