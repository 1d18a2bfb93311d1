import hashlib
import json
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import translation

import applications.drafting.actions
import applications.submissions.actions
from applications.cases.models import Case, Document
from applications.submissions.actions import ApplicationChanged, TooLate
from applications.submissions.models import Submission
from applications.submissions.queries import check_page
from portal.audit.models import AuditEntry
from portal.outbox.models import Job, Mail
from tests.factories.accounts import staff
from tests.factories.drafting import attachment, draft, full_draft, version
from tests.factories.regions import member

pytestmark = pytest.mark.django_db


def submit(case, by, now, **changed):
    seen_hash = check_page(Case.objects.select_related("call", "region", "draft__form_version").get(pk=case.pk)).sha256
    values = {"case_id": case.pk, "by": by, "arrived_at": now, "at": now, "seen_hash": seen_hash, **changed}
    return applications.submissions.actions.submit_application(**values)


def test_submit_freezes_registers_and_mails_everyone_of_the_region(now):
    case, signatory, colleague = full_draft(), member("signatory"), member("editor")
    elsewhere = member("signatory", code="12")
    submission = submit(case, signatory, now)
    case.refresh_from_db()
    assert (case.stage, case.registry_number, case.arrived_at) == ("submitted", "2022-000001", now)
    assert case.amount_applied == 4_000_000
    assert [(amount.year, amount.amount) for amount in submission.amounts.all()] == [
        (2022, 400_000),
        (2023, 2_000_000),
        (2024, 1_600_000),
    ]
    assert Document.objects.get(case=case).sha256 == submission.sha256
    assert AuditEntry.objects.filter(subject=case.audit_subject).last().event == "application_submitted"
    for _twice in range(2):
        applications.submissions.actions.send_receipt(submission_id=submission.pk, at=now)
    told = list(Mail.objects.values_list("to", flat=True))
    assert len(told) == 3
    assert set(told) == {signatory.email, colleague.email, case.created_by.email}
    assert elsewhere.email not in told


def test_submit_in_english_registers_in_swedish(now):
    case = full_draft()
    with translation.override("en"):
        submit(case, member("signatory"), now)
    assert Document.objects.get(case=case).title == f"Ansökan: {case.title}"


def test_submission_hash_is_that_of_its_text_and_the_text_says_all(now):
    case = full_draft()
    file = attachment(case)
    submission = submit(case, member("signatory"), now)
    assert submission.sha256 == hashlib.sha256(submission.content.encode()).hexdigest()
    said = json.loads(submission.content)
    assert said["sections"]["project"]["summary"] == "Vi bygger en gemensam ingång till validering i hela länet."
    assert said["sums"]["costs"] == {"2022": 460_000, "2023": 2_300_000, "2024": 1_840_000}
    assert [attached["sha256"] for attached in said["attachments"]] == [file.file.sha256]
    assert list(submission.files.all()) == [file.file]


def test_submission_can_not_be_changed_or_deleted(now):
    submission = submit(full_draft(), member("signatory"), now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(title="Annat")
    with pytest.raises(DatabaseError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).delete()
    submission.refresh_from_db()
    assert submission.title == "Validering i hela Dalarna"


def test_same_submit_twice_makes_one_submission(now):
    case, signatory = full_draft(), member("signatory")
    seen_hash = check_page(case).sha256
    first = submit(case, signatory, now, seen_hash=seen_hash)
    second = submit(case, signatory, now, seen_hash=seen_hash)
    assert second == first
    assert Submission.objects.count() == 1
    assert Job.objects.filter(task="submissions.send_receipt").count() == 1


@pytest.mark.parametrize("who", ["editor", "coordinator"])
def test_submit_by_one_who_is_not_a_signatory_is_refused(who, now):
    case = full_draft()
    with pytest.raises(PermissionDenied):
        submit(case, member(who), now)
    case.refresh_from_db()
    assert case.is_draft


def test_submit_for_another_region_finds_no_case(now):
    case = full_draft()
    with pytest.raises(Case.DoesNotExist):
        submit(case, member("signatory", code="12"), now)
    with pytest.raises(Case.DoesNotExist):
        submit(case, staff("case_officer", "registrar"), now)


@pytest.mark.parametrize(
    ("microseconds", "is_taken"), [(-1, True), (0, False), (1, False)], ids=["just in time", "on the instant", "late"]
)
def test_submit_is_judged_by_when_it_arrived(microseconds, is_taken):
    case, signatory = full_draft(), member("signatory")
    arrived_at = case.call.closes_at + timedelta(microseconds=microseconds)
    handled_at = case.call.closes_at + timedelta(minutes=3)
    if is_taken:
        assert submit(case, signatory, handled_at, arrived_at=arrived_at).arrived_at == arrived_at
    else:
        with pytest.raises(TooLate):
            submit(case, signatory, handled_at, arrived_at=arrived_at)
        assert Case.objects.get(pk=case.pk).is_draft


def test_submit_before_the_call_opens_is_refused():
    case = full_draft()
    with pytest.raises(TooLate):
        submit(case, member("signatory"), case.call.opens_at - timedelta(microseconds=1))


def test_submit_of_what_has_changed_since_sends_nothing(now):
    case, signatory = full_draft(), member("signatory")
    seen_hash = check_page(case).sha256
    applications.drafting.actions.save_section(
        case_id=case.pk,
        section_key="project",
        changes={"summary": "Vi bygger något annat."},
        base_version=1,
        by=member("editor"),
        at=now,
    )
    with pytest.raises(ApplicationChanged):
        submit(case, signatory, now, seen_hash=seen_hash)
    assert Submission.objects.count() == 0
    assert Job.objects.count() == 0


def test_submit_after_another_name_or_another_file_sends_nothing(now):
    case, signatory = full_draft(), member("signatory")
    seen_hash = check_page(case).sha256
    applications.drafting.actions.rename_draft(case_id=case.pk, title="Annat namn", by=member("editor"), at=now)
    with pytest.raises(ApplicationChanged):
        submit(case, signatory, now, seen_hash=seen_hash)
    other = full_draft()
    seen_hash = check_page(other).sha256
    attachment(other)
    with pytest.raises(ApplicationChanged):
        submit(other, signatory, now, seen_hash=seen_hash)


def test_submit_of_an_incomplete_draft_names_all_that_is_missing(now):
    case = draft()
    with pytest.raises(ValidationError) as refused:
        submit(case, member("signatory"), now)
    assert "”Sammanfattning” är inte besvarad." in refused.value.messages
    assert "Fyll i vad projektet kostar." in refused.value.messages
    assert Case.objects.get(pk=case.pk).is_draft


def test_submit_of_another_hash_after_submission_is_refused(now):
    case, signatory = full_draft(), member("signatory")
    submit(case, signatory, now)
    with pytest.raises(ValidationError, match="redan inlämnad"):
        submit(case, signatory, now, seen_hash="0" * 64)


def test_registry_numbers_follow_one_another_in_the_year_of_arrival(now):
    signatory = member("signatory")
    first = submit(full_draft(), signatory, now)
    second = submit(full_draft(), signatory, now)
    numbers = [Case.objects.get(pk=submission.case_id).registry_number for submission in (first, second)]
    assert numbers == ["2022-000001", "2022-000002"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("sqlite" in connection.vendor, reason="threads share no SQLite memory database")
def test_two_submits_at_the_same_instant_make_one(now):
    case, signatory = full_draft(), member("signatory")
    seen_hash = check_page(case).sha256
    barrier, made = threading.Barrier(2), []

    def run():
        try:
            barrier.wait()
            made.append(submit(case, signatory, now, seen_hash=seen_hash).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 2
    assert len(set(made)) == 1
    assert Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_number_of_queries_does_not_grow_with_the_answers(now, client, django_assert_max_num_queries):
    for answers in (3, 60):
        case = full_draft()
        attachment(case)
        for number in range(2, answers):
            version(case, "project", {"summary": "x" * number, "contact": "a@example.test", "kind": "new"}, number)
        page = check_page(case)
        for _number in range(answers // 3):
            member("editor")
        client.force_login(member("signatory"))
        with django_assert_max_num_queries(20):
            response = client.post(
                f"/ansokningar/{case.pk}/lamna-in/",
                {"seen_hash": page.sha256, "seen": page.seen, "confirmed": "on"},
                **{"portal.arrived_at": now},
            )
        assert response.status_code == 302
