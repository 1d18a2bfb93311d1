"""Writing to the other side in a case."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import translation

import applications.correspondence.actions
from applications.cases.models import Case, Document, Side
from applications.cases.states import Stage
from applications.correspondence.models import Message, Settled
from applications.correspondence.queries import to_answer
from portal.audit.models import AuditEntry
from portal.notices.models import Notice
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.cases import ARRIVED, conflict, draft_case, no_conflict, submitted_case
from tests.factories.correspondence import message
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
REGION, AUTHORITY = Side.REGION, Side.AUTHORITY


@pytest.fixture
def officer():
    return staff("case_officer", name="Karin Ek")


@pytest.fixture
def case(officer):
    return submitted_case(Stage.CHECKING, officer=officer, by=member("editor", name="Anders Lind"))


def send(case, by, now, side=REGION, text="När får vi besked?", **fields):
    values = {"case_id": case.pk, "side": side, "text": text, "key": uuid.uuid4(), "by": by} | fields
    return applications.correspondence.actions.send_message(**{"arrived_at": now, "at": now, **values})


def test_message_from_the_region_is_kept_registered_logged_and_told(case, officer, now):
    came = now - timedelta(seconds=4)
    with translation.override("en"):
        sent = send(case, case.created_by, now, text="  När får vi besked?\n", arrived_at=came)

    assert (sent.text, sent.side, sent.sent_at, sent.sent_by_name) == (
        "När får vi besked?",
        REGION,
        came,
        "Anders Lind",
    )
    document = Document.objects.get(case=case)
    assert (document.direction, document.at, document.title, document.party) == (
        "in",
        came,
        "Meddelande från Anders Lind",
        "Region Dalarna",
    )
    assert sent.document == document
    assert len(document.sha256) == 64
    assert AuditEntry.objects.filter(subject=case.audit_subject).last().event == "message_sent"
    mail = Mail.objects.get()
    assert mail.to == officer.email
    assert case.registry_number in mail.subject
    assert "besked" not in mail.subject + mail.body
    assert f"/arenden/{case.pk}/meddelanden/" in mail.body
    assert Notice.objects.get().link == f"/arenden/{case.pk}/meddelanden/"


def test_message_from_the_officer_goes_to_all_of_the_region_and_nobody_else(case, officer, now):
    reader, elsewhere = member("reader"), member("editor", code="12")
    gone = member("editor", is_active=False)

    sent = send(case, officer, now, side=AUTHORITY)

    assert sent.document.direction == Document.Direction.OUT
    told = set(Mail.objects.values_list("to", flat=True))
    assert told == {case.created_by.email, reader.email}
    assert {elsewhere.email, gone.email, officer.email} & told == set()


def test_officer_who_left_the_authority_is_not_told(case, officer, now):
    officer.staff_roles.all().delete()
    send(case, case.created_by, now)
    assert not Mail.objects.exists()


def test_same_form_sent_twice_is_one_message(case, now):
    key = uuid.uuid4()
    first, second = (send(case, case.created_by, now, key=key) for _time in range(2))
    assert first == second
    assert Document.objects.count() == Mail.objects.count() == 1


def test_another_text_in_a_page_that_was_gone_back_to_is_not_lost(case, now):
    key = uuid.uuid4()
    send(case, case.created_by, now, key=key)
    send(case, case.created_by, now, key=key, text="Och en sak till.")
    assert [sent.text for sent in Message.objects.order_by("pk")] == ["När får vi besked?", "Och en sak till."]


@pytest.mark.parametrize("text", ["", " \n ", "x" * 10_001])
def test_no_text_or_too_much_is_refused(text, case, now):
    with pytest.raises(ValidationError):
        send(case, case.created_by, now, text=text)
    assert not Message.objects.exists()


def test_readers_don_t_write(case, now):
    with pytest.raises(PermissionDenied):
        send(case, member("reader"), now)


def test_another_region_finds_no_case(case, now):
    with pytest.raises(Case.DoesNotExist):
        send(case, member("editor", code="12"), now)


def test_nobody_writes_before_the_case_is_registered(now):
    case = draft_case()
    with pytest.raises(PermissionDenied):
        send(case, case.created_by, now)
    with pytest.raises(Case.DoesNotExist):
        send(case, staff("case_officer"), now, side=AUTHORITY)


def test_only_the_officer_without_jav_writes_for_the_authority(case, officer, now):
    other = staff("case_officer")
    no_conflict(case, other)
    barred = staff("case_officer")
    conflict(case, barred)
    with pytest.raises(PermissionDenied):
        send(case, other, now, side=AUTHORITY)
    with pytest.raises(Case.DoesNotExist):
        send(case, barred, now, side=AUTHORITY)
    case.declarations.filter(person=officer).delete()
    with pytest.raises(PermissionDenied):
        send(case, officer, now, side=AUTHORITY)


def test_region_can_t_write_as_the_authority_nor_the_authority_as_the_region(case, officer, now):
    with pytest.raises(Case.DoesNotExist):
        send(case, case.created_by, now, side=AUTHORITY)
    with pytest.raises(Case.DoesNotExist):
        send(case, officer, now, side=REGION)


def test_message_waits_for_its_answer_until_there_is_one(case, officer, now):
    question = send(case, case.created_by, now)
    assert to_answer(case, AUTHORITY) == question
    assert to_answer(case, REGION) is None
    answer = send(case, officer, now, side=AUTHORITY)
    assert to_answer(case, AUTHORITY) is None
    assert to_answer(case, REGION) == answer


def settle(message, by, now, side=AUTHORITY):
    return applications.correspondence.actions.settle_message(message_id=message.pk, side=side, by=by, at=now)


def test_message_that_needs_no_answer_waits_no_more(case, officer, now):
    thanks = send(case, case.created_by, now, text="Tack!")
    assert settle(thanks, officer, now) == settle(thanks, officer, now)
    assert to_answer(case, AUTHORITY) is None
    events = AuditEntry.objects.filter(subject=case.audit_subject).values_list("event", flat=True)
    assert list(events) == ["message_sent", "message_settled"]
    later = send(case, case.created_by, now, text="En sak till.")
    assert to_answer(case, AUTHORITY) == later


def test_message_with_a_newer_one_after_it_is_not_settled_unread(case, officer, now):
    first = send(case, case.created_by, now)
    send(case, case.created_by, now, text="En sak till.")
    with pytest.raises(ValidationError, match="nytt meddelande"):
        settle(first, officer, now)


def test_nobody_settles_their_own_sides_message_nor_a_reader_any(case, officer, now):
    own = send(case, officer, now, side=AUTHORITY)
    with pytest.raises(Message.DoesNotExist):
        settle(own, officer, now)
    with pytest.raises(PermissionDenied):
        settle(own, member("reader"), now, side=REGION)
    assert not Settled.objects.exists()


@pytest.mark.parametrize("change", [{"text": "Annat"}, {"sent_at": ARRIVED}])
def test_database_refuses_to_change_messages(change, case):
    written = message(case)
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.filter(pk=written.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.filter(pk=written.pk).delete()
