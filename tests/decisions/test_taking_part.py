"""Others who take part in the final handling of a case, and their dissent (förvaltningslagen 30–31 §§)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

import applications.decisions.actions
from applications.decisions.models import Decision
from portal.audit.models import AuditEntry
from tests.factories.accounts import staff
from tests.factories.cases import ARRIVED, conflict, no_conflict
from tests.factories.decisions import decider, proposal
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
DISSENT = "Maj Holm: projektet borde få hela beloppet."


@pytest.fixture
def waiting():
    return proposal()


@pytest.fixture
def maj(waiting):
    person = staff("decision_maker", name="Maj Holm")
    no_conflict(waiting.case, person)
    return person


def decide(waiting, by, at, **fields):
    return applications.decisions.actions.decide(proposal_id=waiting.pk, by=by, at=at, **fields)


def test_who_took_part_and_dissent_are_kept_with_the_decision_and_logged(waiting, maj, now):
    made = decide(waiting, decider(waiting.case), now, participant_ids=[maj.pk], dissent=f" {DISSENT}\n")

    assert (made.participant_list, made.dissent) == (["Maj Holm"], DISSENT)
    details = AuditEntry.objects.get(event="decision_made").details.content
    assert (details["participants"], details["dissent"]) == ([maj.pk], DISSENT)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Decision.objects.update(dissent="")


def test_nobody_with_a_conflict_or_without_a_word_on_it_takes_part(waiting, now):
    eva = decider(waiting.case)
    undeclared, barred, party = staff("registrar"), staff("decision_maker"), staff("decision_maker")
    conflict(waiting.case, barred)
    no_conflict(waiting.case, party)
    party.memberships.create(region=waiting.case.region, role="editor", started_at=ARRIVED)

    for person in (undeclared, barred, party, eva, waiting.proposed_by, member("editor")):
        with pytest.raises(ValidationError, match="kan delta"):
            decide(waiting, eva, now, participant_ids=[person.pk])
    assert not Decision.objects.exists()


def test_presenter_alone_may_have_a_dissent_noted(waiting, now):
    made = decide(waiting, decider(waiting.case), now, dissent=DISSENT)

    assert (made.participant_list, made.dissent) == ([], DISSENT)
    assert AuditEntry.objects.get(event="decision_made").details.content["dissent"] == DISSENT


def text_of(page):
    return page.content.decode().replace("\u00a0", " ")


def test_page_notes_who_takes_part_and_dissent(waiting, maj, client):
    eva, at = decider(waiting.case), reverse("decisions:decide", args=[waiting.case_id])
    client.force_login(eva)
    page = text_of(client.get(at))
    assert "Maj Holm" in page
    assert "Avvikande mening" in page

    sent = {"proposal": waiting.pk, "participants": [maj.pk], "dissent": DISSENT}
    assert "inte delta längre" in text_of(client.post(at, {**sent, "participants": [eva.pk]}, follow=True))
    page = text_of(client.post(at, sent, follow=True))

    assert "Andra som deltog" in page
    assert DISSENT in page


def test_page_without_others_notes_the_presenters_dissent(waiting, client):
    client.force_login(decider(waiting.case))
    at = reverse("decisions:decide", args=[waiting.case_id])
    page = text_of(client.get(at))
    assert "Avvikande mening" in page
    assert "Vilka andra deltar" not in page

    page = text_of(client.post(at, {"proposal": waiting.pk, "dissent": DISSENT}, follow=True))

    assert DISSENT in page
    assert "Andra som deltog" not in page
