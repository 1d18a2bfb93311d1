"""Telling regions that their cases are delayed (förvaltningslagen 11 §)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.timezone import localdate

import applications.reviews.actions
from applications.cases.models import Case, Document
from applications.cases.states import Stage
from applications.reviews.models import DelayNotice
from portal.audit.models import AuditEntry
from portal.notices.models import Notice
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import conflict, no_conflict
from tests.factories.clocks import EXPECTED, MUCH_LATER, WHY, decision_request, delay_notice, old_case
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
actions = applications.reviews.actions


@pytest.fixture
def case():
    return old_case()


def tell_all(cases, by, **fields):
    values = {"reason": WHY, "expected_on": EXPECTED, "at": MUCH_LATER} | fields
    return actions.send_delay_notices(case_ids=[case.pk for case in cases], by=by, **values)


def test_notice_is_kept_registered_logged_and_told_without_its_reason_in_the_mail(case):
    reader = member("reader")
    made = delay_notice(case)

    document = Document.objects.get(case=case)
    assert (document.direction, document.title, document.party) == (
        "out",
        "Underrättelse om försening",
        "Region Dalarna",
    )
    assert (made.document, made.reason, made.expected_on, made.sent_by_name) == (document, WHY, EXPECTED, "Karin Ek")
    assert AuditEntry.objects.get(subject=case.audit_subject).event == "delay_told"
    told = Mail.objects.all()
    assert {mail.person for mail in told} == {case.created_by, reader}
    assert all("senast 1 februari 2023" in mail.subject for mail in told)
    assert all(WHY not in mail.body for mail in told)
    assert {notice.link for notice in Notice.objects.all()} == {f"/ansokningar/{case.pk}/handlaggningstid/"}


def test_notice_sent_twice_is_one_and_another_day_is_another(case):
    assert delay_notice(case) == delay_notice(case)
    delay_notice(case, expected_on=EXPECTED + timedelta(days=7))
    assert DelayNotice.objects.count() == Document.objects.count() == 2


def test_notice_is_never_changed(case):
    made = delay_notice(case)
    for change in (lambda: DelayNotice.objects.update(reason="Annat"), made.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 5001}, "reason"),
        ({"expected_on": MUCH_LATER.date()}, "expected_on"),
        ({"expected_on": date(2024, 6, 1)}, "expected_on"),
    ],
)
def test_notice_without_reason_or_day_ahead_is_refused(case, change, field):
    with pytest.raises(ValidationError) as refusal:
        delay_notice(case, **change)
    assert list(refusal.value.message_dict) == [field]
    assert not Document.objects.exists()


def test_case_is_not_delayed_by_a_day_within_what_its_call_promises():
    case = old_case(call=call(decision_months=9))
    with pytest.raises(ValidationError, match="till och med 1 mars 2023"):
        delay_notice(case, expected_on=date(2023, 3, 1))
    assert delay_notice(case, expected_on=date(2023, 3, 2))


@pytest.mark.parametrize("stage", [Stage.DECIDED, Stage.NOTIFIED])
def test_decided_case_is_not_delayed(case, stage):
    Case.objects.filter(pk=case.pk).update(stage=stage)
    with pytest.raises(ValidationError, match="redan avgjort"):
        delay_notice(case)


def test_withdrawn_case_is_not_delayed(case):
    Case.objects.filter(pk=case.pk).update(withdrawn_at=MUCH_LATER)
    with pytest.raises(ValidationError, match="återkallat"):
        delay_notice(case)


def test_officer_or_decision_maker_without_conflict_tells(case):
    decider, other, undeclared = staff("decision_maker"), staff("case_officer"), staff("decision_maker")
    no_conflict(case, decider, other)
    assert delay_notice(case, by=decider)
    for person in (other, undeclared, staff("registrar")):
        with pytest.raises(PermissionDenied):
            delay_notice(case, by=person)
    barred = staff("decision_maker")
    conflict(case, barred)
    for person in (barred, case.created_by, staff("assessor")):
        with pytest.raises(Case.DoesNotExist):
            delay_notice(case, by=person)


# --- Several at once ---------------------------------------------------------------------------------------------


def several(number, officer):
    shared, writer = call(), member("editor", name="Anders Lind")
    return [old_case(call=shared, officer=officer, by=writer, title=f"Projekt {n}") for n in range(number)]


def test_several_are_told_at_once_each_in_its_own_case():
    officer = staff("case_officer")
    cases = several(3, officer)
    made = tell_all(cases, officer)
    assert [notice.case for notice in made] == cases
    assert Mail.objects.count() == Document.objects.count() == 3


def test_none_is_told_when_one_stands_in_the_way_and_each_is_named():
    officer = staff("case_officer")
    cases = several(4, officer)
    Case.objects.filter(pk=cases[1].pk).update(stage=Stage.DECIDED)
    Case.objects.filter(pk=cases[2].pk).update(officer=staff("case_officer"))
    with pytest.raises(ValidationError) as refusal:
        tell_all(cases, officer)
    first, second = refusal.value.messages
    assert first.startswith(f"{cases[1].registry_number} Region Dalarna: Ärendet är redan avgjort")
    assert second.startswith(f"{cases[2].registry_number} Region Dalarna: Du är inte ärendets handläggare")
    assert not DelayNotice.objects.exists()
    assert not Mail.objects.exists()


def test_case_that_cannot_be_seen_stops_all_without_being_named():
    officer = staff("case_officer")
    cases = several(2, officer)
    cases[0].declarations.all().delete()
    conflict(cases[0], officer)
    with pytest.raises(ValidationError) as refusal:
        tell_all(cases, officer)
    assert cases[0].registry_number not in " ".join(refusal.value.messages)
    with pytest.raises(ValidationError, match="Välj mellan"):
        tell_all([], officer)
    with pytest.raises(PermissionDenied):
        tell_all(cases, staff("registrar"))


# --- Pages -------------------------------------------------------------------------------------------------------


def test_officer_tells_on_the_cases_page(case, client):
    client.force_login(case.officer)
    page = client.get(reverse("clocks:case", args=[case.pk]))
    assert "Handläggningstiden har gått utan att regionen har fått veta varför" in page.text
    refused = client.post(reverse("clocks:tell", args=[case.pk]), {"reason": "", "expected_on": "i morgon"})
    assert refused.status_code == 422
    assert "Skriv varför ärendet är försenat" in refused.text
    # The page asks the real clock.
    day = (localdate() + timedelta(days=60)).isoformat()
    sent = client.post(reverse("clocks:tell", args=[case.pk]), {"reason": WHY, "expected_on": day}, follow=True)
    assert WHY in sent.text
    assert "Regionen är underrättad" in sent.text
    documents = client.get(reverse("desk:documents", args=[case.pk]))
    assert "Läs underrättelsen" in documents.text


def test_chosen_cases_are_told_from_the_list(client):
    officer = staff("case_officer")
    cases = several(3, officer)
    client.force_login(officer)
    listed = client.get(reverse("clocks:list"))
    assert all(case.registry_number in listed.text for case in cases)
    chosen = {"case": [case.pk for case in cases[:2]], "then": "/arbetslista/handlaggningstid/?mina=1"}
    page = client.get(reverse("clocks:tell_many"), chosen)
    assert cases[0].registry_number in page.text
    assert cases[2].registry_number not in page.text
    posted = {**chosen, "reason": WHY, "expected_on": (localdate() + timedelta(days=60)).isoformat()}
    response = client.post(reverse("clocks:tell_many"), posted)
    assert response["Location"] == chosen["then"]
    assert DelayNotice.objects.count() == 2
    Case.objects.filter(pk=cases[2].pk).update(stage=Stage.DECIDED)
    client.force_login(officer)
    posted["case"] = [case.pk for case in cases]
    refused = client.post(reverse("clocks:tell_many"), posted)
    assert refused.status_code == 422


def test_nothing_chosen_leads_back_to_the_list(client):
    client.force_login(staff("case_officer"))
    page = client.get(reverse("clocks:tell_many"), {"case": ["x", "9" * 30]})
    assert "Inga ärenden är valda" in page.text


def test_region_reads_why_on_its_page_and_timeline(case, client):
    delay_notice(case, at=MUCH_LATER)
    decision_request(case)
    for person in (case.created_by, member("reader")):
        client.force_login(person)
        page = client.get(reverse("clocks:region", args=[case.pk])).text
        assert WHY in page
        assert "Handling" not in page, "the register's numbers would tell of what the region may not know"
    followed = client.get(reverse("desk:region_case", args=[case.pk])).text
    assert "Vi underrättade er om att ärendet är försenat. Beslut väntas senast 1 februari 2023" in followed
    client.force_login(member("editor", code="12"))
    assert client.get(reverse("clocks:region", args=[case.pk])).status_code == 404
