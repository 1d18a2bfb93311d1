"""Finding what somebody with the keys to the database has done to the log."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.cases.models import Case
from portal.audit.actions import record
from portal.audit.chain import digest, entry_hash
from portal.audit.models import AuditDetails, AuditEntry
from portal.audit.queries import faults
from portal.audit.verification import FaultKind, Link, Mark, Tally, check_chain, check_mark
from tests.factories.accounts import UserFactory
from tests.factories.cases import draft_case
from tests.flush import triggers_asleep

AT = datetime(2022, 6, 1, 10, 0, tzinfo=UTC)


def found(subject: str = "") -> list[tuple[str, str, int]]:
    return [(fault.kind.value, fault.subject, fault.sequence) for fault in faults(Tally(), subject)]


def tally() -> Tally:
    """What a verification counts now: the migrations log what they load."""
    counted = Tally()
    list(faults(counted))
    return counted


def logged_case(events: int = 4) -> Case:
    case = draft_case()
    for number in range(1, events + 1):
        record(case, f"event_{number}", by=case.created_by, at=AT + timedelta(hours=number), number=number)
    return case


def tamper(sql: str, *parameters: Any) -> None:
    """What somebody could do who may turn off the database's triggers."""
    with triggers_asleep(connection), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def entry_of(case: Case, number: int) -> AuditEntry:
    return AuditEntry.objects.get(subject=case.audit_subject, sequence=number)


@pytest.mark.django_db(transaction=True)
class TestTampering:
    def test_a_whole_log_has_no_faults(self):
        before = tally()
        logged_case()
        record(UserFactory(), "invited", by=None, at=AT)

        after = tally()

        assert found() == []
        assert (after.chains - before.chains, after.entries - before.entries, after.disposed) == (2, 5, 0)

    @pytest.mark.parametrize(
        "change",
        [
            "event = 'other'",
            "at = '2022-06-01 12:00:00.000001+00'",
            "by_id = NULL",
            "details_digest = 'x'",
            "hash = 'x'",
            "previous_hash = 'x'",
        ],
    )
    def test_a_changed_entry_is_found(self, change):
        case = logged_case()
        other = logged_case()

        tamper(
            f"UPDATE audit_auditentry SET {change} WHERE subject = %s AND sequence = 2",
            case.audit_subject,
        )

        assert ("changed", case.audit_subject, 2) in found()
        assert {subject for _kind, subject, _number in found()} == {case.audit_subject}
        assert found(other.audit_subject) == []

    def test_an_entry_rewritten_with_its_own_hash_is_found_at_the_next(self):
        case = logged_case()
        entry = entry_of(case, 2)
        forged = entry_hash(
            subject=entry.subject,
            sequence=2,
            event="forged",
            at=entry.at,
            by=entry.by_id,
            details_digest=entry.details_digest,
            previous_hash=entry.previous_hash,
        )

        tamper("UPDATE audit_auditentry SET event = 'forged', hash = %s WHERE id = %s", forged, entry.pk)

        assert found() == [("changed", case.audit_subject, 3)]

    def test_the_last_entry_rewritten_with_its_own_hash_is_found_by_the_mark(self):
        case = logged_case(1)
        entry = entry_of(case, 1)
        forged = entry_hash(
            subject=entry.subject,
            sequence=1,
            event="forged",
            at=entry.at,
            by=entry.by_id,
            details_digest=entry.details_digest,
            previous_hash="",
        )

        tamper("UPDATE audit_auditentry SET event = 'forged', hash = %s WHERE id = %s", forged, entry.pk)

        assert found() == [("mark_differs", case.audit_subject, 1)]

    def test_a_missing_entry_in_the_middle_is_found(self):
        case = logged_case()
        gone = entry_of(case, 2)

        tamper("DELETE FROM audit_auditdetails WHERE entry_id = %s", gone.pk)
        tamper("DELETE FROM audit_auditentry WHERE id = %s", gone.pk)

        assert found() == [("missing", case.audit_subject, 2)]

    def test_a_missing_first_entry_is_found(self):
        case = logged_case()
        gone = entry_of(case, 1)

        tamper("DELETE FROM audit_auditdetails WHERE entry_id = %s", gone.pk)
        tamper("DELETE FROM audit_auditentry WHERE id = %s", gone.pk)

        assert found() == [("missing", case.audit_subject, 1)]

    def test_a_cut_off_tail_is_found_by_the_mark(self):
        case = logged_case()
        tail = list(AuditEntry.objects.filter(subject=case.audit_subject, sequence__gte=3).values_list("pk", flat=True))

        for pk in tail:
            tamper("DELETE FROM audit_auditdetails WHERE entry_id = %s", pk)
            tamper("DELETE FROM audit_auditentry WHERE id = %s", pk)

        assert found() == [("cut_off", case.audit_subject, 3)]

    def test_a_chain_that_is_gone_altogether_is_found_by_the_mark(self):
        case = logged_case()

        tamper("DELETE FROM audit_auditdetails")
        tamper("DELETE FROM audit_auditentry")

        assert ("cut_off", case.audit_subject, 1) in found()
        assert found(case.audit_subject) == [("cut_off", case.audit_subject, 1)]

    def test_changed_details_are_found(self):
        case = logged_case()

        tamper(
            "UPDATE audit_auditdetails SET content = %s WHERE entry_id = %s",
            '{"number": 99}',
            entry_of(case, 2).pk,
        )

        assert found() == [("details_changed", case.audit_subject, 2)]

    def test_details_given_to_an_entry_that_had_none_are_found(self):
        case = draft_case()
        entry = record(case, "bare", by=None, at=AT)

        AuditDetails.objects.create(entry=entry, content={"added": "later"})

        assert found() == [("details_changed", case.audit_subject, 1)]

    def test_details_disposed_of_are_counted_and_no_fault(self):
        case = logged_case()
        AuditDetails.objects.filter(entry__subject=case.audit_subject, entry__sequence__lte=3).delete()

        assert found() == []
        assert tally().disposed == 3

    @pytest.mark.parametrize("change", ["audit_sequence = 3", "audit_hash = 'x'"])
    def test_a_changed_mark_is_found(self, change):
        case = logged_case()

        tamper(f"UPDATE cases_case SET {change}")

        assert found() == [("mark_differs", case.audit_subject, 4)]

    def test_a_subject_whose_row_vanished_is_found(self):
        case = logged_case()

        tamper("DELETE FROM cases_case WHERE id = %s", case.pk)

        assert found() == [("subject_gone", case.audit_subject, 4)]

    @pytest.mark.parametrize("subject", ["cases.nothing:1", "outbox.mail:1", "nonsense", ":", "regions.region:20"])
    def test_entries_of_an_unknown_subject_are_found(self, subject):
        record(logged_case(1), "real", by=None, at=AT)

        tamper(
            "INSERT INTO audit_auditentry (subject, sequence, event, at, details_digest, previous_hash, hash)"
            " VALUES (%s, 1, 'made_up', %s, %s, '', 'x')",
            subject,
            AT,
            digest({}),
        )

        assert "subject_unknown" in {kind for kind, _subject, _number in found()}

    def test_entries_of_a_subject_with_an_impossible_key_are_found(self):
        tamper(
            "INSERT INTO audit_auditentry (subject, sequence, event, at, details_digest, previous_hash, hash)"
            " VALUES ('cases.case:abc', 1, 'made_up', %s, %s, '', 'x')",
            AT,
            digest({}),
        )

        assert found() == [("changed", "cases.case:abc", 1), ("subject_gone", "cases.case:abc", 1)]


@pytest.mark.django_db
def test_verification_asks_no_more_of_the_database_for_more_entries(django_assert_num_queries):
    for _ in range(2):
        logged_case(2)
    with CaptureQueriesContext(connection) as few:
        list(faults(Tally()))
    for _ in range(6):
        logged_case(12)

    with django_assert_num_queries(len(few)):
        list(faults(Tally()))
    assert len(few) <= 12


@pytest.mark.django_db
def test_verification_asks_for_marks_in_portions(monkeypatch):
    monkeypatch.setattr("portal.audit.queries.ENDS_AT_A_TIME", 2)
    before = tally()
    cases = [logged_case(1) for _ in range(5)]

    assert found() == []
    assert tally().chains - before.chains == len(cases)


@pytest.mark.django_db
class TestCommand:
    def test_verify_audit_of_a_whole_log_prints_counts(self):
        case = logged_case()
        out = StringIO()

        call_command("verify_audit", stdout=StringIO())
        call_command("verify_audit", case.audit_subject, stdout=out)

        assert out.getvalue() == "Loggen är hel. Händelser: 4. Kedjor: 1. Gallrade uppgifter: 0.\n"

    def test_verify_audit_of_a_broken_log_lists_faults_and_fails(self):
        case = logged_case()
        Case.objects.update(audit_sequence=9)
        out = StringIO()

        with pytest.raises(CommandError, match=r"Loggen är inte hel\. Fel: 1\."):
            call_command("verify_audit", stdout=out)

        assert out.getvalue() == f"{case.audit_subject}: slutet är avskuret, från händelse 5\n"

    def test_verify_audit_of_one_subject_looks_at_no_other(self):
        whole, broken = logged_case(), logged_case()
        Case.objects.filter(pk=broken.pk).update(audit_sequence=9)

        call_command("verify_audit", whole.audit_subject, stdout=StringIO())
        with pytest.raises(CommandError):
            call_command("verify_audit", broken.audit_subject, stdout=StringIO())

    def test_verify_audit_of_a_subject_without_log_says_so(self):
        with pytest.raises(CommandError, match=r"Det finns ingen logg för cases\.case:404"):
            call_command("verify_audit", "cases.case:404", stdout=StringIO())


def chain(length: int) -> list[Link]:
    links: list[Link] = []
    for number in range(1, length + 1):
        said = {
            "subject": "a.b:1",
            "sequence": number,
            "event": f"event_{number}",
            "at": AT,
            "by": None,
            "details_digest": digest({}),
            "previous_hash": links[-1].hash if links else "",
        }
        links.append(Link(**said, hash=entry_hash(**said), has_details=False, details=None))
    return links


def whole_chain_faults(links: list[Link], mark: Mark) -> list[FaultKind]:
    found: list[FaultKind] = []

    def walk() -> Any:
        end = yield from check_chain(links, Tally())
        if fault := check_mark("a.b:1", end, mark):
            yield fault

    found.extend(fault.kind for fault in walk())
    return found


@settings(deadline=None)
@given(length=st.integers(1, 12), data=st.data())
def test_check_chain_finds_any_set_of_entries_taken_away(length, data):
    links = chain(length)
    mark = Mark(length, links[-1].hash)
    kept = data.draw(st.lists(st.booleans(), min_size=length, max_size=length))
    left = [link for link, keep in zip(links, kept, strict=True) if keep]

    assert bool(whole_chain_faults(left, mark)) == (len(left) < length)


@settings(deadline=None)
@given(length=st.integers(2, 12), data=st.data())
def test_check_chain_finds_any_two_entries_changing_places(length, data):
    links = chain(length)
    mark = Mark(length, links[-1].hash)
    one, other = data.draw(st.lists(st.integers(0, length - 1), min_size=2, max_size=2, unique=True))
    links[one], links[other] = links[other], links[one]

    assert whole_chain_faults(links, mark)
