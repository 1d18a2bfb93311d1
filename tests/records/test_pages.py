"""The pages of records: the registrar's view, the register, disclosures and appeals."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

import applications.records.actions
from applications.cases.models import Document
from applications.records.models import Appeal, Disclosure
from applications.records.papers import papers_of
from applications.records.register_csv import harmless
from tests.factories.accounts import staff
from tests.factories.cases import ARRIVED, conflict, no_conflict, submitted_case
from tests.factories.correspondence import message
from tests.factories.files import upload
from tests.factories.records import MADE, appeal, decided_case, disclosure, keeper, made_case_file, made_copy
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return decided_case()


@pytest.fixture
def registrar(case, client):
    person = keeper(case)
    client.force_login(person)
    return person


def text(response) -> str:
    return " ".join(response.content.decode().split())


def enter(case, number: int, **fields) -> Document:
    values = {"direction": "in", "at": ARRIVED, "title": "Ansökan", "party": case.region.name, **fields}
    return Document.objects.create(case=case, number=number + 50, **values)


def test_each_line_of_the_register_leads_to_the_thing_itself(case, registrar, client):
    version = case.submissions.order_by("number").first()
    decision = case.decisions.get()
    enter(case, 1, sha256=version.sha256)
    enter(case, 2, direction="internal", at=decision.decided_at, title="Beslut")

    page = text(client.get(reverse("desk:documents", args=[case.pk])))

    assert reverse("submissions:version", args=[case.pk, version.number]) in page
    assert reverse("submissions:version_pdf", args=[case.pk, version.number]) in page
    assert reverse("files:download", args=[version.files.get().uuid]) in page
    assert reverse("correspondence:messages", args=[case.pk]) + "#message-" in page
    assert reverse("decisions:case", args=[case.pk]) in page
    assert reverse("letters:letter", args=[case.pk]) in page


def test_register_says_what_each_checksum_is_of(case, registrar, client):
    """A letter's, an appeal's and what was given out are files; a version and a message are what was written."""
    version = case.submissions.order_by("number").first()
    enter(case, 1, sha256=version.sha256)
    letter = case.decisions.get().letter
    appealed = appeal(case, registrar, upload=upload(name="overklagande.pdf"))
    asked = disclosure(case, registrar)
    given_out = made_copy(asked, registrar, is_masked=False)
    applications.records.actions.decide_disclosure(
        disclosure_id=asked.pk, outcome="released", reasons="", formal_decision="", by=registrar, at=MADE
    )

    page = text(client.get(reverse("desk:documents", args=[case.pk])))

    for sha256 in (letter.sha256, appealed.file.sha256, given_out.sha256):
        assert f"Filens kontrollsumma (SHA-256): {sha256}" in page
    for sha256 in (version.sha256, message(case).document.sha256):
        page = text(client.get(reverse("desk:documents", args=[case.pk])))
        assert f"Innehållets kontrollsumma (SHA-256): {sha256}" in page


def test_documents_take_as_many_queries_whatever_their_number(case, registrar, client, django_assert_max_num_queries):
    for _size in range(2):
        message(case)
        submission(case)
        with django_assert_max_num_queries(26):
            client.get(reverse("desk:documents", args=[case.pk]))


def test_register_across_cases_is_cut_by_day_number_and_direction(case, registrar, client):
    other = submitted_case(call=case.call)
    enter(other, 1, title="Ansökan: den andra", at=datetime(2022, 6, 2, 22, 30, tzinfo=UTC))
    url = reverse("records:register")

    assert "den andra" in text(client.get(url))
    assert "den andra" in text(client.get(url, {"fran": "2022-06-03", "till": "2022-06-03"}))
    assert "den andra" not in text(client.get(url, {"till": "2022-06-02"}))
    assert "den andra" not in text(client.get(url, {"nummer_till": case.registry_number}))
    assert "den andra" not in text(client.get(url, {"riktning": "out"}))
    assert "gick inte att läsa" in text(client.get(url, {"fran": "igår"}))


def test_register_holds_no_case_in_which_one_has_a_conflict(case, client):
    barred = staff("registrar")
    conflict(case, barred)
    client.force_login(barred)

    assert case.registry_number not in text(client.get(reverse("records:register")))
    assert case.registry_number not in client.get(reverse("records:register_file")).getvalue().decode()


def test_register_as_csv_is_harmless_in_a_spreadsheet(case, registrar, client):
    enter(case, 1, title="=HYPERLINK(1)")

    lines = client.get(reverse("records:register_file")).getvalue().decode("utf-8-sig").splitlines()

    assert lines[0].startswith("Diarienummer;Handling;Datum")
    assert any("'=HYPERLINK(1)" in line for line in lines)


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\r1"])
def test_cells_that_begin_like_a_formula_are_made_harmless(cell):
    assert harmless(cell).startswith("'")
    assert harmless("2022-000001") == "2022-000001"


def test_register_takes_as_many_queries_whatever_its_size(case, registrar, client, django_assert_max_num_queries):
    for number in (1, 2, 3):
        enter(case, number)
        with django_assert_max_num_queries(8):
            client.get(reverse("records:register"))


def test_request_is_opened_marked_made_and_decided_on_its_page(case, registrar, client):
    response = client.post(
        reverse("records:disclosures", args=[case.pk]), {"wanted": "Allt", "received_at": "2022-12-05T10:00"}
    )
    asked = Disclosure.objects.get()
    where = reverse("records:disclosure", args=[case.pk, asked.pk])
    assert response["Location"] == where
    submitted = case.submissions.order_by("-number").first()
    posted = {"keys": [f"submission:{submitted.pk}:project:0"], "ground": "other", "other_ground": "39 kap. 1 § OSL"}
    client.post(reverse("records:mark_parts", args=[case.pk, asked.pk]), posted)
    mark = asked.marks.get()
    assert mark.ground == "39 kap. 1 § OSL"
    assert "Sammanfattning" in mark.label
    made_copy(asked, registrar)

    page = text(client.get(where))
    assert "39 kap. 1 § OSL" in page
    assert "Hämta akt-2022-000001-maskerad.zip" in page
    decision = {
        "outcome": "in_part",
        "reasons": "Sekretess.",
        "formal_decision": "Skriv till oss.",
        "seen_leftovers": "on",
    }
    client.post(reverse("records:decide", args=[case.pk, asked.pk]), decision)
    assert "Lämnas ut utom det som är sekretessbelagt" in text(client.get(where))


def test_parts_without_a_ground_are_still_ticked(case, registrar, client):
    asked = disclosure(case, registrar)
    key = f"submission:{case.submissions.latest('number').pk}:project:0"

    response = client.post(reverse("records:mark_parts", args=[case.pk, asked.pk]), {"keys": [key], "ground": ""})

    assert response.status_code == 422
    assert f'value="{key}" id="key-{key}" checked' in text(response)
    assert text(response).count('<details class="markable" open>') == 1
    assert not asked.marks.exists()


def test_ground_without_parts_is_told_where_the_parts_are(case, registrar, client):
    asked = disclosure(case, registrar)

    response = client.post(
        reverse("records:mark_parts", args=[case.pk, asked.pk]), {"ground": "other", "other_ground": "39 kap. 1 § OSL"}
    )

    page = text(response)
    assert '<a href="#id_parts_keys">Kryssa i vad som är hemligt.</a>' in page
    assert 'id="id_parts_keys"' in page
    assert 'value="39 kap. 1 § OSL"' in page


def test_leftovers_that_were_read_are_still_ticked_when_reasons_are_missing(case, registrar, client):
    asked = disclosure(case, registrar)
    texts = [text for paper in papers_of(case) for text in paper.texts()]
    key = next(text.key for text in texts if "karin@example.test" in text.text)
    client.post(reverse("records:mark_parts", args=[case.pk, asked.pk]), {"keys": [key], "ground": "21 kap. 1 § OSL"})
    made_copy(asked, registrar)

    response = client.post(
        reverse("records:decide", args=[case.pk, asked.pk]), {"outcome": "in_part", "seen_leftovers": "on"}
    )

    assert response.status_code == 422
    assert 'id="id_seen_leftovers" checked' in text(response)


def test_wrong_mark_is_told_beside_its_field_and_keeps_what_was_typed(case, registrar, client):
    asked = disclosure(case, registrar)

    response = client.post(
        reverse("records:mark_words", args=[case.pk, asked.pk]),
        {"words": "Karin", "label": "Karin", "ground": "21 kap. 1 § OSL"},
    )

    assert response.status_code == 422
    page = text(response)
    assert "Beteckningen lämnas ut" in page
    assert 'value="Karin"' in page
    assert not asked.marks.exists()


def test_page_of_a_request_takes_as_many_queries_whatever_is_marked(
    case, registrar, client, django_assert_max_num_queries
):
    asked = disclosure(case, registrar)
    for _size in range(2):
        message(case)
        with django_assert_max_num_queries(48):
            client.get(reverse("records:disclosure", args=[case.pk, asked.pk]))


def test_decision_maker_sees_the_request_but_not_what_is_to_be_marked(case, registrar, client):
    asked = disclosure(case, registrar)
    other = staff("decision_maker")
    no_conflict(case, other)
    client.force_login(other)

    page = text(client.get(reverse("records:disclosure", args=[case.pk, asked.pk])))

    assert "prövar vad som är hemligt" in page
    assert "Markera" not in page


def test_appeal_goes_its_way_on_pages_and_the_region_follows_it(case, registrar, client):
    posted = {
        "appellant": "region",
        "appellant_name": "Region Dalarna",
        "text": "Ändra beslutet.",
        "arrived_at": "2022-12-19T10:00",
    }
    client.post(reverse("records:appeals", args=[case.pk]), posted)
    found = Appeal.objects.get()
    step = reverse("records:take_step", args=[case.pk, found.pk])
    page = text(client.post(step, {"step": "time", "received_on": "2022-11-25"}, follow=True))
    assert "Det är antecknat att överklagandet kom in för sent. Nu ska en beslutsfattare avvisa det." in page
    assert "För sent, ska avvisas" in page
    assert "Sista dag var 16 december 2022" in page
    assert "En beslutsfattare, som har förklarat" in page

    decider = staff("decision_maker")
    no_conflict(case, decider)
    client.force_login(decider)
    assert "Besluta att avvisa överklagandet" in text(client.get(reverse("desk:start")))
    assert client.post(step, {"step": "late", "reasons": "", "how_to_appeal": "Så"}).status_code == 422
    posted = {"step": "late", "reasons": "Kom den 19 december.", "how_to_appeal": "Skriv till oss."}
    assert "Överklagandet är avvisat. Regionen har fått veta det." in text(client.post(step, posted, follow=True))

    client.force_login(case.created_by)
    page = text(client.get(reverse("desk:region_case", args=[case.pk])))
    assert "Ert överklagande kom in" in page
    assert "Vi avvisade överklagandet" in page
    page = text(client.get(reverse("records:regions_appeal", args=[case.pk, found.pk])))
    assert "Kom den 19 december." in page
    assert "Skriv till oss." in page


def test_each_step_says_what_it_did_and_what_comes_next(case, registrar, client):
    found = appeal(case, registrar)
    step = reverse("records:take_step", args=[case.pk, found.pk])
    decider = staff("decision_maker")
    no_conflict(case, decider)

    page = text(client.post(step, {"step": "time"}, follow=True))
    assert "Det är antecknat att överklagandet kom in i tid. Nu ska en beslutsfattare ompröva beslutet." in page
    client.force_login(decider)
    page = text(client.post(step, {"step": "reconsider", "is_changed": "no", "reasons": "Rätt."}, follow=True))
    assert "Omprövningen är antecknad. Nu ska överklagandet lämnas över till domstolen." in page
    client.force_login(registrar)
    made = made_case_file(case, registrar, at=timezone.now())
    posted = {"step": "hand_over", "court": "Förvaltningsrätten i Falun", "case_file_id": made.pk}
    page = text(client.post(step, posted, follow=True))
    assert "Det är antecknat att överklagandet är överlämnat till Förvaltningsrätten i Falun." in page


def test_step_that_was_taken_meanwhile_is_not_taken_again(case, registrar, client):
    found = appeal(case, registrar)

    response = client.post(
        reverse("records:take_step", args=[case.pk, found.pk]), {"step": "hand_over", "court": "X"}, follow=True
    )

    assert "har gått vidare" in text(response)
    assert not found.steps.exists()


def test_other_persons_appeal_is_not_the_regions_to_follow(case, registrar, client):
    found = appeal(case, registrar, appellant="other", appellant_name="En granne")
    client.force_login(case.created_by)

    assert client.get(reverse("records:regions_appeal", args=[case.pk, found.pk])).status_code == 404
    assert "överklagande" not in text(client.get(reverse("desk:region_case", args=[case.pk]))).lower()


def test_start_page_tells_the_registrar_and_the_officer_what_waits(case, registrar, client):
    appeal(case, registrar)
    disclosure(case, registrar)
    for person in (registrar, case.officer):
        client.force_login(person)
        page = text(client.get(reverse("desk:start")))
        assert "Pröva om överklagandet kom in i tid" in page
        assert "Pröva vad som lämnas ut" in page
    client.force_login(staff("case_officer"))
    assert "Pröva om överklagandet" not in text(client.get(reverse("desk:start")))


def test_time_is_suggested_from_when_the_letter_was_opened(case, registrar, client):
    letter = case.decisions.get().letter
    letter.first_opened_at, letter.first_opened_by = datetime(2022, 11, 28, 9, 0, tzinfo=UTC), case.created_by
    letter.save()
    found = appeal(case, registrar)

    page = text(client.get(reverse("records:appeal", args=[case.pk, found.pk])))

    assert f'value="{date(2022, 11, 28)}"' in page
    assert "Sista dagen är då 19 december 2022" in page
