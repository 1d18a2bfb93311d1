import pytest
from django.urls import reverse

from applications.letters.models import Letter
from tests.factories import letters
from tests.factories.accounts import staff
from tests.factories.cases import conflict, no_conflict, submitted_case
from tests.factories.regions import member

pytestmark = pytest.mark.django_db


def page(letter: Letter, name: str = "letter") -> str:
    return reverse(f"letters:{name}", args=[letter.decision.case_id])


def signed_in(client, person):
    client.force_login(person)
    return client


def free(case, *roles, **fields):
    """Somebody at the authority who has declared that they have no conflict of interest in the case."""
    no_conflict(case, person := staff(*roles, **fields))
    return person


def test_region_reads_the_whole_letter_as_a_page(client):
    letter = letters.made_letter()
    content = signed_in(client, member()).get(page(letter)).content.decode().replace("\u00a0", " ")

    assert (
        '<h1 class="letter-heading">Beslut: ni får 3 900 000 kronor till projektet Validering i hela Dalarna' in content
    )
    assert "Beslutet får inte överklagas." in content
    assert letter.sha256 in content
    assert reverse("letters:earlier_pdf", args=[letter.decision.case_id, letter.pk]) in content
    assert "Vi har tagit del av beslutet" in content


def test_page_leads_back_to_the_case(client):
    letter = letters.made_letter()
    client.force_login(letter.decision.case.created_by)
    said = client.get(reverse("letters:letter", args=[letter.decision.case_id])).content.decode()
    assert f'href="/ansokningar/{letter.decision.case_id}/arende/"' in said


def test_page_has_one_main_heading_and_the_letter_in_swedish(client):
    letter = letters.made_letter()
    for person in (member(), free(letter.decision.case, "case_officer")):
        content = signed_in(client, person).get(page(letter), headers={"accept-language": "en"}).content.decode()

        assert content.count("<h1") == 1
        assert '<article class="letter" lang="sv"' in content
        assert "Skäl för beslutet" in content


def test_first_opening_by_the_region_is_noted_and_staffs_is_not(client):
    letter = letters.made_letter()
    reader = member()
    signed_in(client, free(letter.decision.case, "registrar")).get(page(letter))
    letter.refresh_from_db()
    assert letter.first_opened_at is None

    signed_in(client, reader).get(page(letter))
    b"".join(signed_in(client, member()).get(page(letter, "pdf")).streaming_content)
    letter.refresh_from_db()
    assert letter.first_opened_by == reader


def test_pdf_is_downloaded_under_the_cases_number(client):
    letter = letters.made_letter()
    response = signed_in(client, member()).get(page(letter, "pdf"))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="beslut-2022-000001.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]
    with letter.pdf.open("rb") as file:
        assert b"".join(response.streaming_content) == file.read()


def test_before_release_the_region_finds_nothing_and_staff_see_that_it_is_being_made(client):
    letter = letters.ordered_letter()

    for name in ("letter", "pdf"):
        assert signed_in(client, member()).get(page(letter, name)).status_code == 404
    assert client.post(page(letter, "acknowledge")).status_code == 404
    response = signed_in(client, free(letter.decision.case, "case_officer")).get(page(letter))
    assert "Brevet görs" in response.content.decode()
    assert client.get(page(letter, "pdf")).status_code == 404


def test_other_regions_and_people_with_a_conflict_find_nothing(client):
    letter = letters.made_letter()
    officer = staff("case_officer")
    conflict(letter.decision.case, officer)

    for person in (member(code="21"), officer, staff("assessor")):
        for name in ("letter", "pdf"):
            assert signed_in(client, person).get(page(letter, name)).status_code == 404
        assert client.post(page(letter, "acknowledge")).status_code == 404


def test_case_without_a_letter_is_not_found(client):
    case = submitted_case()

    assert signed_in(client, member()).get(reverse("letters:letter", args=[case.pk])).status_code == 404
    assert client.get(reverse("letters:letter", args=[10**12])).status_code == 404


def test_call_administrator_and_visitors_are_kept_out(client):
    letter = letters.made_letter()

    assert client.get(page(letter)).status_code == 302
    assert signed_in(client, staff("call_administrator")).get(page(letter)).status_code == 403


def test_acknowledging_shows_who_did_it_and_needs_a_post(client):
    letter = letters.made_letter()
    client = signed_in(client, member(name="Karin Ek"))

    assert client.get(page(letter, "acknowledge")).status_code == 405
    response = client.post(page(letter, "acknowledge"), follow=True)
    content = response.content.decode()
    assert "Vi har noterat att ni har tagit del" in content
    assert "Karin Ek bekräftade det" in content
    assert '<button class="btn btn-primary" type="submit">Vi har tagit' not in content
    letter.refresh_from_db()
    assert letter.acknowledged_by.name == "Karin Ek"


def test_staff_cannot_acknowledge(client):
    letter = letters.made_letter()

    assert (
        signed_in(client, free(letter.decision.case, "case_officer")).post(page(letter, "acknowledge")).status_code
        == 403
    )


def test_staff_see_what_has_happened_to_the_letter(client):
    letter = letters.made_letter()
    reader = member(name="Karin Ek")
    signed_in(client, reader).get(page(letter))
    client.post(page(letter, "acknowledge"))
    content = signed_in(client, free(letter.decision.case, "registrar")).get(page(letter)).content.decode()

    assert f"Avisering till {letter.decision.case.created_by.name}" in content
    assert "2022-11-25 09.00" in content
    assert content.count("Karin Ek") == 2


def test_hostile_text_is_shown_as_text(client):
    letter = letters.made_letter(
        reasons="<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>",
        conditions="<b>fet</b>",
        legal_basis="</article><h1>Falsk</h1>",
    )
    content = signed_in(client, member()).get(page(letter)).content.decode()

    assert "<script>alert" not in content
    assert "<img src=x" not in content
    assert "&lt;h1&gt;Falsk" in content


def test_page_costs_few_queries_however_many_are_told(client, django_assert_max_num_queries):
    letter = letters.made_letter()
    person = member()
    signed_in(client, person).get(page(letter))
    with django_assert_max_num_queries(12):
        client.get(page(letter))
    for _ in range(5):
        member()
    big = letters.made_letter()
    client = signed_in(client, staff("case_officer"))
    with django_assert_max_num_queries(15):
        client.get(page(letter))
    with django_assert_max_num_queries(15):
        client.get(page(big))


def test_preview_shows_the_letter_that_would_be_in_a_frame_of_our_own(client):
    proposal = letters.proposal()
    maker = free(proposal.case, "decision_maker", name="Eva Strand")
    response = signed_in(client, maker).get(reverse("letters:preview", args=[proposal.pk]))
    content = response.content.decode().replace("\u00a0", " ")

    assert "Förhandsvisning" in content
    assert "Beslut: ni får 3 900 000 kronor" in content
    assert "Beslutet har fattats av Eva Strand" in content
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_preview_names_no_decision_maker_to_one_who_cannot_decide(client):
    proposer = staff("case_officer", "decision_maker", name="Sara Nyberg")
    proposal = letters.proposal(by=proposer)
    no_conflict(proposal.case, proposer)
    for person in (proposer, free(proposal.case, "registrar")):
        content = signed_in(client, person).get(reverse("letters:preview", args=[proposal.pk])).content.decode()

        assert "Beslutet har fattats av [beslutsfattaren]." in content


def test_preview_is_for_staff_who_may_see_the_case(client):
    proposal = letters.proposal()
    address = reverse("letters:preview", args=[proposal.pk])
    barred = staff("decision_maker")
    conflict(proposal.case, barred)

    assert signed_in(client, barred).get(address).status_code == 404
    assert signed_in(client, member("signatory")).get(address).status_code == 403
    assert signed_in(client, staff("assessor")).get(address).status_code == 403
    assert client.get(reverse("letters:preview", args=[10**12])).status_code in {403, 404}
