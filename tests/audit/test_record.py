"""Writing to the log: one chain for each subject, whatever happens at the same time."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from applications.cases.models import Case
from applications.cases.states import Stage
from portal.audit.actions import record
from portal.audit.chain import digest
from portal.audit.models import AuditDetails, AuditEntry
from portal.audit.queries import faults
from portal.audit.verification import Tally
from tests.factories.cases import draft_case

AT = datetime(2022, 6, 1, 10, 0, tzinfo=UTC)


def numbers(case: Case) -> list[int]:
    return list(AuditEntry.objects.filter(subject=case.audit_subject).values_list("sequence", flat=True))


@pytest.mark.django_db
def test_record_links_each_entry_to_the_one_before():
    case = draft_case()

    first = record(case, "begun", by=case.created_by, at=AT, title="Å")
    second = record(case, "gone_on", by=None, at=AT)

    case.refresh_from_db()
    assert (first.previous_hash, second.previous_hash) == ("", first.hash)
    assert (case.audit_sequence, case.audit_hash) == (2, second.hash)
    assert first.details.content == {"title": "Å"}
    assert first.details_digest == digest({"title": "Å"})
    assert not AuditDetails.objects.filter(entry=second).exists()


@pytest.mark.django_db
def test_record_keeps_details_as_json_that_reads_back_the_same():
    case = draft_case()

    entry = record(
        case,
        "everything",
        by=None,
        at=AT,
        stage=Stage.DRAFT,
        moment=AT,
        day=date(2022, 6, 1),
        amount=4_350_000,
        share=Decimal("0.5"),
        people={3, 1, 2},
        person=case.created_by,
        nested={1: [True, None, 1.0]},
    )

    assert AuditDetails.objects.get(entry=entry).content == {
        "stage": "draft",
        "moment": "2022-06-01T10:00:00+00:00",
        "day": "2022-06-01",
        "amount": 4_350_000,
        "share": "0.5",
        "people": [1, 2, 3],
        "person": case.created_by_id,
        "nested": {"1": [True, None, 1.0]},
    }
    assert list(faults(Tally())) == []


@pytest.mark.django_db
def test_record_on_an_object_read_before_another_event_goes_on_from_the_row():
    case = draft_case()
    stale = Case.objects.get(pk=case.pk)
    record(case, "first", by=None, at=AT)

    entry = record(stale, "second", by=None, at=AT)

    assert entry.sequence == 2
    assert numbers(case) == [1, 2]
    assert list(faults(Tally())) == []


@pytest.mark.django_db
def test_record_after_a_rollback_goes_on_from_the_row():
    case = draft_case()
    record(case, "kept", by=None, at=AT)
    with transaction.atomic():
        record(case, "undone", by=None, at=AT)
        transaction.set_rollback(True)

    record(case, "after", by=None, at=AT)

    assert numbers(case) == [1, 2]
    assert list(faults(Tally())) == []


@pytest.mark.django_db
def test_save_of_an_object_read_before_an_event_leaves_the_mark_alone():
    case = draft_case()
    stale = Case.objects.get(pk=case.pk)
    record(case, "first", by=None, at=AT)

    stale.title = "Nytt namn"
    stale.save()

    case.refresh_from_db()
    assert (case.title, case.audit_sequence) == ("Nytt namn", 1)


@pytest.mark.django_db
def test_save_of_an_object_with_unread_fields_reads_none_of_them():
    case = Case.objects.defer("title").get(pk=draft_case().pk)

    case.amount_applied = 5
    case.save()

    assert "title" in case.get_deferred_fields()
    assert Case.objects.get().amount_applied == 5


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE audit_auditentry SET event = 'x'", "DELETE FROM audit_auditentry"])
def test_log_refuses_change_and_deletion_in_the_database(statement):
    entry = record(draft_case(), "begun", by=None, at=AT)

    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(statement)

    assert AuditEntry.objects.get(pk=entry.pk).event == "begun"


@pytest.mark.django_db
def test_details_can_be_disposed_of_but_not_changed():
    record(draft_case(), "begun", by=None, at=AT, title="Å")

    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        AuditDetails.objects.update(content={"title": "B"})
    AuditDetails.objects.all().delete()

    assert not AuditDetails.objects.exists()


@pytest.mark.django_db
def test_log_refuses_truncation_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")

    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute("TRUNCATE audit_auditentry CASCADE")


@pytest.mark.django_db(transaction=True)
def test_record_by_many_writers_at_once_keeps_one_chain():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's writers wait for one another by themselves")
    case = draft_case()
    barrier = threading.Barrier(4)

    def write() -> None:
        mine = Case.objects.get(pk=case.pk)
        barrier.wait()
        for _ in range(5):
            with transaction.atomic():
                record(mine, "written", by=None, at=AT)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert numbers(case) == list(range(1, 21))
    assert list(faults(Tally())) == []
