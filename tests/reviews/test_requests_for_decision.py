"""The region's request that its case be decided, and its refusal (förvaltningslagen 12 §)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

import applications.reviews.actions
from applications.calls.models import Outcome
from applications.cases.models import Case, Document
from applications.cases.states import Stage
from applications.reviews.models import DecisionRequest
from portal.audit.models import AuditEntry
from portal.calendar.dates import dates_for
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import conflict, no_conflict
from tests.factories.clocks import MUCH_LATER, decision_request, old_case, refusal
from tests.factories.decisions import decision, proposal
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
actions = applications.reviews.actions
ANSWER_BY = date(2023, 1, 2)


@pytest.fixture
def case():
    return old_case()


def register(case, **fields):
    values = {"text": "Avgör ärendet.", "asked_by_name": "Siv Berg", "arrived_at": MUCH_LATER, "by": case.officer}
    return actions.register_request(case_id=case.pk, **{**values, "at": MUCH_LATER + timedelta(days=2), **fields})


def test_request_is_kept_registered_logged_and_told_to_those_who_answer(case):
    decider, barred = staff("decision_maker"), staff("decision_maker")
    conflict(case, barred)
    made = decision_request(case)

    assert (made.answer_by, made.asked_by, made.asked_by_name) == (ANSWER_BY, case.created_by, "Anders Lind")
    document = Document.objects.get(case=case)
    assert (document.direction, document.title, document.at) == ("in", "Begäran om att ärendet avgörs", MUCH_LATER)
    assert AuditEntry.objects.get(subject=case.audit_subject).event == "decision_requested"
    assert {mail.person for mail in Mail.objects.all()} == {case.officer, decider}
    assert "svara senast 2 januari 2023" in Mail.objects.first().subject
    (due,) = [each for each in dates_for(case.officer, at=MUCH_LATER) if each.key.startswith("decision-request")]
    assert due.when == ANSWER_BY
    assert not [each for each in dates_for(case.created_by, at=MUCH_LATER) if "decision-request" in each.key]


def test_request_is_made_once_in_a_case(case):
    first = decision_request(case)
    assert decision_request(case) == first, "the same form sent twice"
    with pytest.raises(ValidationError, match="en gång"):
        decision_request(case, text="Nu då?")
    with pytest.raises(ValidationError, match="en gång"):
        decision_request(case, by=member("signatory"))
    with pytest.raises(ValidationError, match="en gång"):
        register(case)
    refusal(case)
    with pytest.raises(ValidationError, match="en gång"):
        decision_request(case, text="Igen.", at=MUCH_LATER + timedelta(days=100))
    assert DecisionRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("moment", "may"),
    [
        (datetime(2022, 12, 1, 22, 59, tzinfo=UTC), False),
        (datetime(2022, 12, 1, 23, 0, tzinfo=UTC), True),  # midnight in Stockholm
    ],
)
def test_request_is_possible_when_six_months_have_gone(case, moment, may):
    if may:
        assert decision_request(case, at=moment)
    else:
        with pytest.raises(ValidationError, match="tidigast den 2 december 2022"):
            decision_request(case, at=moment)
        assert not Document.objects.exists()


def test_arrival_decides_and_not_when_it_was_handled(case):
    before = datetime(2022, 12, 1, 20, 0, tzinfo=UTC)
    with pytest.raises(ValidationError, match="tidigast"):
        decision_request(case, at=MUCH_LATER, arrived_at=before)


def test_call_may_not_offer_it():
    case = old_case(call=call(may_ask_for_decision=False))
    for ask in (decision_request, register):
        with pytest.raises(ValidationError, match="I den här utlysningen"):
            ask(case)


def test_what_is_withdrawn_or_decided_is_not_asked_for(case):
    Case.objects.filter(pk=case.pk).update(withdrawn_at=MUCH_LATER)
    with pytest.raises(ValidationError, match="återkallat"):
        decision_request(case)
    Case.objects.filter(pk=case.pk).update(withdrawn_at=None, stage=Stage.NOTIFIED, released_outcome=Outcome.REJECT)
    with pytest.raises(ValidationError, match="redan avgjort"):
        decision_request(case)


def test_held_decision_is_not_given_away_by_what_a_request_is_told(case, client):
    """The region knows nothing of it, so it may ask as before; the decision is then the answer."""
    Case.objects.filter(pk=case.pk).update(stage=Stage.DECIDED)
    assert decision_request(case).answer_by == ANSWER_BY
    assert not DecisionRequest.objects.waiting().exists()
    client.force_login(case.officer)
    assert "Regionen vet det inte än" in client.get(reverse("clocks:case", args=[case.pk])).text


def test_who_writes_for_the_region_asks_and_nobody_else(case):
    with pytest.raises(PermissionDenied):
        decision_request(case, by=member("reader"))
    for person in (member("editor", code="12"), case.officer):
        with pytest.raises(Case.DoesNotExist):
            decision_request(case, by=person)


def test_request_on_paper_is_registered_with_its_true_arrival(case):
    registrar, other = staff("registrar"), staff("case_officer")
    no_conflict(case, registrar, other)
    with pytest.raises(PermissionDenied):
        register(case, by=other)
    made = register(case, by=registrar)
    assert (made.arrived_at, made.answer_by, made.asked_by_name) == (MUCH_LATER, ANSWER_BY, "Siv Berg")
    assert Document.objects.get(case=case).at == MUCH_LATER
    assert register(case, by=registrar) == made
    entry = AuditEntry.objects.get(subject=case.audit_subject)
    assert (entry.event, entry.by) == ("decision_request_registered", registrar)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"asked_by_name": " "}, "asked_by_name"),
        ({"arrived_at": MUCH_LATER + timedelta(days=3)}, "arrived_at"),
        ({"text": "x" * 5001}, "text"),
    ],
)
def test_registration_without_sense_is_refused(case, change, field):
    with pytest.raises(ValidationError) as refused:
        register(case, **change)
    assert list(refused.value.message_dict) == [field]


def test_refusal_is_a_decision_of_its_own_that_says_why_and_how_to_appeal(case):
    decision_request(case)
    Mail.objects.all().delete()
    made = refusal(case, is_presented=True)

    assert (made.refused_by_name, made.presented_by_name) == ("Eva Strand", "Karin Ek")
    assert [document.title for document in Document.objects.order_by("number")][-1].startswith("Beslut att avslå")
    (mail,) = Mail.objects.all()
    assert mail.person == case.created_by
    assert "avslagen" in mail.subject
    assert made.reasons not in mail.body
    assert not DecisionRequest.objects.waiting().exists()
    assert refusal(case, by=made.refused_by) == made
    with pytest.raises(ValidationError, match="redan avslagen"):
        refusal(case, by=made.refused_by, reasons="Annat.")
    for change in (lambda: made.__class__.objects.update(reasons="Annat"), made.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reasons": " "}, "reasons"),
        ({"appeal": ""}, "appeal"),
        ({"appeal": "Till {{domstol}}."}, "appeal"),
        ({"reasons": "x" * 5001}, "reasons"),
    ],
)
def test_refusal_without_reasons_or_appeal_is_refused(case, change, field):
    decision_request(case)
    with pytest.raises(ValidationError) as refused:
        refusal(case, **change)
    assert list(refused.value.message_dict) == [field]


def test_refusal_is_for_a_decision_maker_without_conflict(case):
    decision_request(case)
    undeclared, barred = staff("decision_maker"), staff("decision_maker")
    conflict(case, barred)
    for person in (case.officer, undeclared):
        with pytest.raises(PermissionDenied):
            refusal(case, by=person)
    with pytest.raises(Case.DoesNotExist):
        refusal(case, by=barred)


def test_what_is_not_asked_or_is_decided_is_not_refused(case):
    with pytest.raises(ValidationError, match="inte begärt"):
        refusal(case)
    decision_request(case)
    Case.objects.filter(pk=case.pk).update(stage=Stage.DECIDED)
    with pytest.raises(ValidationError, match="svaret på begäran"):
        refusal(case)


def test_cases_decision_answers_the_request_without_a_write(case):
    decision_request(case)
    assert DecisionRequest.objects.waiting().count() == 1
    Case.objects.filter(pk=case.pk).update(stage=Stage.NOTIFIED, released_outcome=Outcome.GRANT)
    assert not DecisionRequest.objects.waiting().exists()


# --- Reminders ---------------------------------------------------------------------------------------------------


def test_those_who_answer_are_told_once_when_a_week_is_left(case):
    decision_request(case)
    Mail.objects.all().delete()
    told = [actions.remind_of_requests(at=MUCH_LATER + timedelta(days=day)) for day in range(35) for _time in range(2)]
    assert sum(told) == 1
    assert told.index(1) == 21 * 2
    (mail,) = Mail.objects.all()
    assert mail.person == case.officer
    assert mail.subject.startswith("7 dagar kvar: begäran om avgörande")


def test_nobody_is_told_at_night_nor_of_what_is_answered(case):
    decision_request(case)
    week = MUCH_LATER + timedelta(days=22)
    assert actions.remind_of_requests(at=week.replace(hour=3)) == 0
    Case.objects.filter(pk=case.pk).update(stage=Stage.DECIDED)
    assert actions.remind_of_requests(at=week) == 0
    Case.objects.filter(pk=case.pk).update(stage=Stage.ASSESSING)
    refusal(case)
    assert actions.remind_of_requests(at=week) == 0


def test_case_that_nobody_has_is_told_of_to_those_who_decide(case):
    decider = staff("decision_maker")
    Case.objects.filter(pk=case.pk).update(officer=None, stage=Stage.SUBMITTED)
    decision_request(case)
    assert {mail.person for mail in Mail.objects.all()} == {decider}


# --- Pages -------------------------------------------------------------------------------------------------------


def test_region_asks_on_its_page_when_the_law_allows_it(case, client):
    client.force_login(case.created_by)
    followed = client.get(reverse("desk:region_case", args=[case.pk])).text
    assert "Begär att ärendet avgörs" in followed
    address = reverse("clocks:region", args=[case.pk])
    assert "Begär att ärendet avgörs" in client.get(address).text
    sent = client.post(address, {"text": "Beslutet brådskar."}, follow=True).text
    assert "Er begäran har kommit in" in sent
    assert "Beslutet brådskar." in sent
    again = client.post(address, {"text": "Igen."})
    assert (again.status_code, "en gång" in again.text) == (422, True)
    followed = client.get(reverse("desk:region_case", args=[case.pk])).text
    assert "Ni har begärt att ärendet avgörs" in followed
    assert "Anders Lind begärde att ärendet avgörs" in followed


def test_region_reads_when_it_becomes_possible_and_readers_that_others_may(case, client):
    client.force_login(member("reader"))
    page = client.get(reverse("clocks:region", args=[case.pk]))
    assert "Du läser för regionen" in page.text
    assert '<form method="post" novalidate' not in page.text
    young = old_case(arrived_at=datetime.now(UTC) - timedelta(days=20), by=case.created_by)
    client.force_login(case.created_by)
    page = client.get(reverse("clocks:region", args=[young.pk])).text
    assert "sex månader efter att ansökan kom in, kan ni här begära" in page
    refused = client.post(reverse("clocks:region", args=[young.pk]), {"text": ""})
    assert (refused.status_code, "tidigast den" in refused.text) == (422, True)
    silent = old_case(call=call(may_ask_for_decision=False, slug="tyst"), by=case.created_by)
    assert "går det inte att begära det" in client.get(reverse("clocks:region", args=[silent.pk])).text


def test_region_reads_the_refusal_with_how_to_appeal(case, client):
    decision_request(case)
    refusal(case)
    client.force_login(case.created_by)
    page = client.get(reverse("clocks:region", args=[case.pk])).text
    assert "Ett yttrande återstår." in page
    assert "Beslutet överklagas till förvaltningsrätten." in page
    assert "Vi avslog begäran om att ärendet avgörs" in client.get(reverse("desk:region_case", args=[case.pk])).text


def test_decision_maker_refuses_with_the_calls_text_to_begin_with(case, client):
    decision_request(case)
    decider = staff("decision_maker", name="Eva Strand")
    no_conflict(case, decider)
    client.force_login(decider)
    page = client.get(reverse("clocks:refuse", args=[case.pk])).text
    assert "Beslutet får inte överklagas." in page
    assert "Karin Ek, ärendets handläggare, har föredragit begäran" in page
    posted = {"reasons": "Ett yttrande återstår.", "appeal": "Till förvaltningsrätten.", "is_presented": "on"}
    sent = client.post(reverse("clocks:refuse", args=[case.pk]), posted, follow=True).text
    assert "Begäran är avslagen" in sent
    assert "efter föredragning av Karin Ek" in sent
    client.force_login(case.officer)
    assert client.get(reverse("clocks:refuse", args=[case.pk])).status_code == 403


def test_officer_registers_what_came_on_paper(case, client):
    client.force_login(case.officer)
    address = reverse("clocks:register", args=[case.pk])
    assert client.post(address, {"arrived_at": ""}).status_code == 422
    posted = {"asked_by_name": "Siv Berg", "arrived_at": "2022-12-05T10:00", "text": "Avgör."}
    sent = client.post(address, posted, follow=True).text
    assert "svara senast 2 januari 2023" in sent
    assert "Försenat" in sent


def test_decided_case_says_that_it_is_and_that_the_decision_is_the_answer(case, client):
    decision_request(case)
    decision(proposal(case))
    Case.objects.filter(pk=case.pk).update(stage=Stage.NOTIFIED, released_outcome=Outcome.GRANT_IN_PART)
    client.force_login(case.officer)
    assert "svaret på begäran" in client.get(reverse("clocks:case", args=[case.pk])).text
    overview = client.get(reverse("desk:case", args=[case.pk])).text
    assert "Avgjort efter <strong>176 dagar</strong>" in overview
    client.force_login(case.created_by)
    page = client.get(reverse("clocks:region", args=[case.pk])).text
    assert "Beslutet i ärendet är svaret på er begäran." in page
