"""Letters made and sent together: all at once, stopped and continued, and one that can't be made."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

import applications.letters.tasks  # noqa: F401 - jobs are run by their tasks' names
from applications.decisions.models import Decision
from applications.letters import actions
from applications.letters.models import Letter, Mailing
from portal.audit.models import AuditEntry
from portal.outbox.actions import run_job
from portal.outbox.models import Job, Mail
from tests.factories import letters
from tests.factories.accounts import staff
from tests.factories.cases import conflict, no_conflict
from tests.factories.letters import MADE

pytestmark = pytest.mark.django_db
LATER = MADE + timedelta(hours=2)


@pytest.fixture
def maker():
    return staff("decision_maker", name="Eva Strand")


def held(maker, number: int = 3) -> list[Letter]:
    """Letters of decisions that are held, not made yet."""
    found = [letters.ordered_letter(is_held=True) for _number in range(number)]
    for letter in found:
        no_conflict(letter.decision.case, maker)
    return found


def start(maker, found, **fields) -> Mailing:
    ids = [letter.decision_id for letter in found]
    return actions.start_mailing(**{"title": "Mötet", "decision_ids": ids, "by": maker, "at": MADE, **fields})


def work() -> None:
    """What the workers do with the jobs that are due, by the real clock, which tasks ask."""
    while waiting := list(Job.objects.due_at(timezone.now()).order_by("pk")):
        for job in waiting:
            run_job(job_id=job.pk, at=timezone.now())


@pytest.fixture(autouse=True)
def _durable(monkeypatch):
    """A claim must be no part of a larger transaction, but a test is one."""
    monkeypatch.setattr(transaction.Atomic, "_ensure_durability", False, raising=False)


def delivered() -> int:
    return Letter.objects.delivered().count()


def test_held_letters_are_released_at_the_same_moment_when_the_last_is_made(maker):
    found = held(maker)
    mailing = start(maker, found)
    for letter in found[:2]:
        actions.make_letter(letter_id=letter.pk, at=MADE)
    actions.finish_mailing(mailing_id=mailing.pk, at=MADE)
    assert (delivered(), Mail.objects.count()) == (0, 0)

    actions.make_letter(letter_id=found[2].pk, at=LATER)
    actions.finish_mailing(mailing_id=mailing.pk, at=LATER)
    actions.finish_mailing(mailing_id=mailing.pk, at=LATER + timedelta(hours=1))

    assert set(Letter.objects.values_list("delivered_at", flat=True)) == {LATER}
    # One to each of the region's three people, of each of its three letters.
    assert Mail.objects.filter(key__startswith="letter-notice:").count() == 9
    mailing.refresh_from_db()
    assert mailing.sent_at == LATER


def test_workers_make_and_send_all_of_a_mailing(maker):
    mailing = start(maker, held(maker))
    work()

    mailing.refresh_from_db()
    assert mailing.is_sent
    assert delivered() == 3
    assert AuditEntry.objects.filter(event="letter_made").count() == 3
    assert AuditEntry.objects.filter(event="mailing_started").count() == 3


def test_letters_that_were_made_already_are_sent_at_once_and_made_no_more(maker):
    found = held(maker)
    for letter in found:
        actions.make_letter(letter_id=letter.pk, at=MADE)
    before = set(Letter.objects.values_list("sha256", flat=True))
    start(maker, found)
    work()

    assert delivered() == 3
    assert set(Letter.objects.values_list("sha256", flat=True)) == before


def test_decision_whose_letter_was_never_ordered_gets_one_and_only_one(maker):
    decision = letters.decision(is_held=True)
    no_conflict(decision.case, maker)
    actions.start_mailing(title="Mötet", decision_ids=[decision.pk], by=maker, at=MADE)
    work()

    assert Letter.objects.filter(decision=decision).count() == 1
    assert delivered() == 1


def test_stopped_mailing_makes_and_sends_nothing_until_it_is_continued(maker):
    found = held(maker)
    mailing = start(maker, found)
    actions.make_letter(letter_id=found[0].pk, at=MADE)
    actions.stop_mailing(mailing_id=mailing.pk, by=maker, at=MADE)
    work()
    assert Letter.objects.made().count() == 1
    assert delivered() == 0

    actions.continue_mailing(mailing_id=mailing.pk, by=maker, at=LATER)
    work()
    assert delivered() == 3
    assert AuditEntry.objects.filter(event="mailing_stopped").count() == 3


def test_stopped_mailing_of_made_letters_is_finished_when_it_is_continued(maker):
    found = held(maker)
    mailing = start(maker, found)
    for letter in found:
        actions.make_letter(letter_id=letter.pk, at=MADE)
    actions.stop_mailing(mailing_id=mailing.pk, by=maker, at=MADE)
    work()
    assert delivered() == 0

    actions.continue_mailing(mailing_id=mailing.pk, by=maker, at=LATER)
    work()
    assert delivered() == 3
    with pytest.raises(ValidationError, match="redan klart"):
        actions.stop_mailing(mailing_id=mailing.pk, by=maker, at=LATER)


def test_letter_that_cannot_be_made_holds_up_the_others_until_a_person_says_otherwise(maker, monkeypatch):
    found = held(maker)
    broken = found[1].pk
    real = actions.making.unsigned_pdf_of

    def breaks(letter):
        if letter.pk == broken:
            raise OSError("no font")
        return real(letter)

    mailing = start(maker, found)
    with monkeypatch.context() as patch:
        patch.setattr(actions.making, "unsigned_pdf_of", breaks)
        for _attempt in range(12):
            Job.objects.filter(state="pending").update(next_attempt_at=MADE)
            work()
    job = Job.objects.get(key=found[1].job_key)
    assert (job.state, job.attempts, job.last_error) == ("failed", 10, "OSError: no font")
    assert delivered() == 0

    assert actions.send_what_is_made(mailing_id=mailing.pk, by=maker, at=LATER) == 2
    assert delivered() == 2
    assert actions.try_letter_again(letter_id=broken, by=maker, at=LATER)
    work()
    assert delivered() == 3
    mailing.refresh_from_db()
    assert mailing.is_sent
    assert not actions.try_letter_again(letter_id=broken, by=maker, at=LATER)


def test_only_a_decision_maker_without_conflict_in_every_case_may_send(maker):
    found = held(maker)
    officer, barred, undeclared = staff("case_officer"), staff("decision_maker"), staff("decision_maker")
    for letter in found:
        no_conflict(letter.decision.case, officer)
        if letter != found[0]:
            no_conflict(letter.decision.case, barred)
            no_conflict(letter.decision.case, undeclared)
    conflict(found[0].decision.case, barred)

    for person in (officer, undeclared, barred):
        with pytest.raises((PermissionDenied, Decision.DoesNotExist)):
            start(person, found)
    assert not Mailing.objects.exists()
    mailing = start(maker, found)
    for person in (officer, barred):
        with pytest.raises(PermissionDenied):
            actions.stop_mailing(mailing_id=mailing.pk, by=person, at=MADE)
        with pytest.raises(PermissionDenied):
            actions.try_letter_again(letter_id=found[0].pk, by=person, at=MADE)


def test_letter_is_in_one_mailing_at_a_time_and_each_that_is_taken_is_named(maker):
    found = held(maker)
    start(maker, found[:2])

    with pytest.raises(ValidationError) as refused:
        start(maker, found)
    assert refused.value.messages == [
        f"{letter.decision.case.registry_number} är redan med i ett utskick som pågår." for letter in found[:2]
    ]
    with pytest.raises(ValidationError, match="minst ett"):
        start(maker, [])


def test_one_who_may_no_longer_send_when_it_is_time_sends_nothing(maker):
    found = held(maker)
    mailing = start(maker, found)
    for letter in found:
        actions.make_letter(letter_id=letter.pk, at=MADE)
    maker.staff_roles.all().delete()
    type(maker).objects.filter(pk=maker.pk).update(is_active=False)

    with pytest.raises((PermissionDenied, Decision.DoesNotExist)):
        actions.finish_mailing(mailing_id=mailing.pk, at=MADE)
    assert delivered() == 0


@pytest.mark.django_db(transaction=True)
def test_last_letters_made_at_once_send_the_mailing_once(maker):
    found = held(maker, 2)
    mailing = start(maker, found)
    barrier, errors = threading.Barrier(2), []

    def make(letter_id: int) -> None:
        try:
            barrier.wait()
            actions.make_letter(letter_id=letter_id, at=MADE)
            actions.finish_mailing(mailing_id=mailing.pk, at=MADE)
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=make, args=[letter.pk]) for letter in found]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert errors == []
    assert delivered() == 2
    assert Mail.objects.filter(key__startswith="letter-notice:").count() == 4
    mailing.refresh_from_db()
    assert mailing.is_sent
