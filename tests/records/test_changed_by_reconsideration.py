"""An appeal by which the authority changes its own decision (förvaltningslagen 37–39, 45–46 §§), the whole way."""

import io
from datetime import UTC, date, datetime, timedelta

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

import applications.correspondence.actions
import applications.decisions.actions
import applications.letters.actions
import applications.records.actions
from applications.calls.models import CallYear
from applications.decisions.models import Decision
from applications.letters.compose import letter_of
from applications.letters.models import Letter
from applications.records.document_links import linked_documents
from applications.records.models import Appeal, AppealStep
from applications.records.papers import papers_of
from portal.notices.models import Notice
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict
from tests.factories.decisions import decision as as_decided
from tests.factories.decisions import proposal
from tests.factories.letters import GRANTED
from tests.factories.records import appeal, decided_case, keeper, made_case_file

pytestmark = pytest.mark.django_db
RECEIVED = date(2022, 11, 25)
ARRIVED = datetime(2022, 12, 14, 10, 0, tzinfo=UTC)
LATER = datetime(2022, 12, 19, 10, 0, tzinfo=UTC)
MORE = {**GRANTED, 2023: 1_900_000}
LESS = {**GRANTED, 2023: 1_000_000}


@pytest.fixture
def case():
    made = decided_case()
    for year, amount in GRANTED.items():
        CallYear.objects.filter(call=made.call_id, year=year).update(granted=amount)
    return made


@pytest.fixture
def registrar(case):
    return keeper(case)


@pytest.fixture
def decider(case):
    person = staff("decision_maker", name="Olga Omprövare")
    no_conflict(case, person)
    return person


@pytest.fixture
def found(case, registrar):
    made = appeal(case, registrar, arrived_at=ARRIVED, at=ARRIVED)
    applications.records.actions.check_time(appeal_id=made.pk, received_on=RECEIVED, by=registrar, at=LATER)
    return Appeal.objects.get(pk=made.pk)


def proposed(case, *, at=LATER, **fields):
    values = {"ground": "wrong", "outcome": "grant_in_part", "amounts": MORE, "reasons": "Summan var fel räknad."}
    return applications.decisions.actions.propose_replacement(
        decision_id=case.decisions.in_force().get().pk, by=case.officer, at=at, **{**values, **fields}
    )


def replaced(case, decider, *, is_held=False, is_sent=True, at=LATER, **fields) -> Decision:
    """The case's decision is replaced by another, with its letter."""
    waiting = proposed(case, at=at, **fields)
    new = applications.decisions.actions.decide(proposal_id=waiting.pk, is_held=is_held, by=decider, at=at)
    if is_sent:
        applications.letters.actions.make_letter(letter_id=new.letter.pk, at=at)
    return new


def reconsider(found, decider, *, at=LATER + timedelta(hours=1), **fields) -> AppealStep:
    values = {"is_changed": True, "reasons": "Vi hade räknat fel.", **fields}
    return applications.records.actions.reconsider(appeal_id=found.pk, by=decider, at=at, **values)


def page(client, person, name, *args) -> str:
    client.force_login(person)
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_appealed_decision_is_changed_told_and_handed_over_with_the_new_one(client, case, registrar, decider, found):
    old = found.decision
    new = replaced(case, decider)
    step = reconsider(found, decider)

    assert (step.kind, step.decision, new.replaces) == ("changed", new, old)
    letter = Letter.objects.with_content().get(decision=new)
    assert (
        letter_of(letter)
        .replaces.replace("\xa0", " ")
        .startswith("Detta beslut ersätter beslutet den 25 november 2022.")
    )
    with letter.pdf.open("rb") as content:
        text = " ".join(pypdf.PdfReader(io.BytesIO(content.read())).pages[0].extract_text().split())
    assert "Detta beslut ersätter beslutet den 25 november 2022." in text

    seen = page(client, registrar, "records:appeal", case.pk, found.pk)
    assert "Omprövat: beslutet är ändrat" in seen
    assert "Nytt beslut den 19 december 2022: delvis bifall" in seen
    seen = page(client, case.created_by, "records:regions_appeal", case.pk, found.pk)
    assert "Vi har ändrat beslutet" in seen
    assert "Ert överklagande gäller också det nya beslutet" in seen
    assert reverse("letters:letter", args=[case.pk]) in seen
    assert "Vi ändrade beslutet" in page(client, case.created_by, "desk:region_case", case.pk)

    made = made_case_file(case, registrar, at=LATER + timedelta(hours=2))
    applications.records.actions.hand_over_appeal(
        appeal_id=found.pk, court="Förvaltningsrätten", case_file_id=made.pk, by=registrar, at=LATER + timedelta(days=1)
    )
    seen = page(client, case.created_by, "records:regions_appeal", case.pk, found.pk)
    assert "Vi lämnade över det till Förvaltningsrätten" in seen
    assert "det nya beslutet" in seen
    assert Notice.objects.filter(person=case.created_by, kind="appeal").count() == 3
    said = [text.text for paper in papers_of(case) if paper.kind == "Överklagande" for text in paper.texts()]
    assert "Delvis bifall, 19 december 2022" in said
    assert linked_documents(case)


def test_correction_of_a_slip_is_no_change_of_the_decision(case, decider, found):
    replaced(case, decider, ground="slip")

    with pytest.raises(ValidationError, match="rättelse"):
        reconsider(found, decider)


def test_decision_that_the_region_has_not_got_yet_changes_nothing(case, decider, found):
    new = replaced(case, decider, is_held=True)
    with pytest.raises(ValidationError, match="fått det nya beslutet"):
        reconsider(found, decider)

    applications.decisions.actions.release_decisions(decision_ids=[new.pk], by=decider, at=LATER)
    assert reconsider(found, decider).decision == new


def test_changed_and_then_corrected_decision_points_to_what_is_in_force(case, decider, found):
    replaced(case, decider)
    newest = replaced(case, decider, ground="slip", reasons="2023 var fel.", at=LATER + timedelta(minutes=5))

    assert reconsider(found, decider).decision == newest


@pytest.mark.parametrize("ground", ["reservation", "safety", "false_data"])
def test_appealed_decision_is_changed_for_the_worse_on_no_ground(case, decider, found, ground):
    """39 §: while it is appealed a decision may be changed as 38 § says, and not as 37 § does."""
    with pytest.raises(ValidationError, match="överklagat"):
        proposed(case, ground=ground, amounts=LESS)


def test_appeal_that_came_after_the_proposal_stops_a_change_for_the_worse(case, registrar, decider):
    waiting = proposed(case, ground="reservation", amounts=LESS, at=ARRIVED - timedelta(hours=1))
    appeal(case, registrar, arrived_at=ARRIVED, at=ARRIVED)
    waived = {"case_id": case.pk, "why": "Allt vilar på regionens egna uppgifter.", "by": case.officer}
    applications.correspondence.actions.waive_hearing(**waived, at=LATER)

    with pytest.raises(ValidationError, match="överklagat"):
        applications.decisions.actions.decide(proposal_id=waiting.pk, by=decider, at=LATER)
    assert case.decisions.count() == 1


def test_dismissed_appeal_stops_nothing(case, registrar, decider):
    late = appeal(case, registrar, arrived_at=LATER, at=LATER)
    applications.records.actions.check_time(appeal_id=late.pk, received_on=RECEIVED, by=registrar, at=LATER)
    applications.records.actions.dismiss_appeal(
        appeal_id=late.pk, reasons="För sent.", how_to_appeal="Skriv till oss.", by=decider, at=LATER
    )

    assert proposed(case, ground="reservation", amounts=LESS)


def test_page_to_replace_says_when_the_court_has_the_appeal(client, case, registrar, decider, found):
    assert "överklagat" in page(client, case.officer, "decisions:replace", case.pk)
    reconsider(found, decider, is_changed=False)
    made = made_case_file(case, registrar, at=LATER + timedelta(hours=2))
    applications.records.actions.hand_over_appeal(
        appeal_id=found.pk, court="Förvaltningsrätten", case_file_id=made.pk, by=registrar, at=LATER + timedelta(days=1)
    )

    assert "överlämnat till domstol" in page(client, case.officer, "decisions:replace", case.pk)


def test_appeal_that_came_before_the_new_decision_is_of_the_old_one(case, registrar, decider):
    """It lay unread in a mailbox while the decision was corrected."""
    old = case.decisions.get()
    replaced(case, decider, at=LATER)

    found = appeal(case, registrar, arrived_at=ARRIVED, at=LATER + timedelta(days=1))

    assert found.decision == old


def test_new_decision_can_be_appealed_in_its_turn(case, registrar, decider, found):
    new = replaced(case, decider)

    again = appeal(case, registrar, arrived_at=LATER + timedelta(days=2), at=LATER + timedelta(days=2))

    assert again.decision == new


def test_reconsideration_page_names_the_new_decision_or_where_to_make_it(client, case, decider, found):
    assert reverse("decisions:case", args=[case.pk]) in page(client, decider, "records:appeal", case.pk, found.pk)

    replaced(case, decider)

    assert "Nytt beslut den 19 december 2022" in page(client, decider, "records:appeal", case.pk, found.pk)


def test_database_keeps_by_which_decision_it_was_changed(case, found, decider):
    with pytest.raises(IntegrityError, match="records_appeal_step_changed_by"), transaction.atomic():
        AppealStep.objects.create(
            appeal=found, kind="changed", text="x", taken_by=decider, taken_by_name="x", taken_at=LATER
        )


def test_other_cases_decisions_are_no_change(case, decider, found):
    as_decided(proposal(amounts={2022: 1}))

    with pytest.raises(ValidationError, match="Det finns inget nytt beslut"):
        reconsider(found, decider)
