"""Putting mails and jobs in the outbox, and telling workers of them."""

import os
import threading
import time
from datetime import timedelta

import pytest
from celery import current_app, shared_task
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from portal.celery import app as celery
from portal.outbox import workers
from portal.outbox.actions import queue_job, queue_mail, relay, run_job, try_again
from portal.outbox.models import Job, Mail
from portal.outbox.queries import failed_deliveries
from tests.factories.accounts import UserFactory, staff
from tests.factories.outbox import QUEUED, job, mail
from tests.services import free_port

MAIL = {"to": "karin@example.test", "subject": "Hej", "body": "Hej!", "category": "test", "at": QUEUED}


@pytest.fixture
def told(monkeypatch):
    """What workers have been told of, as (task, id): the queue itself is left out, and may be made to be away."""
    told_of = []

    class Queue(workers.WorkerQueue):
        is_away = False

        def tell(self, task, pk):
            if not self.is_away:
                told_of.append((task, pk))
            return not self.is_away

    queue = Queue()
    monkeypatch.setattr(workers, "queue", queue)
    return told_of, queue


@pytest.mark.django_db
def test_queue_mail_writes_a_row_and_tells_a_worker_after_commit(told, django_capture_on_commit_callbacks):
    told_of, _queue = told
    with django_capture_on_commit_callbacks(execute=True):
        row = queue_mail(**MAIL)
        assert told_of == []

    assert told_of == [("outbox.deliver_mail", row.pk)]
    assert (row.state, row.queued_at) == ("pending", QUEUED)


@pytest.mark.django_db(transaction=True)
def test_queue_mail_in_a_transaction_that_rolls_back_sends_nothing(told):
    told_of, _queue = told
    with transaction.atomic():
        queue_mail(**MAIL)
        queue_job(task="outbox.relay", arguments=[], key="job", at=QUEUED)
        transaction.set_rollback(True)

    assert told_of == []
    assert not Mail.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_queue_mail_with_the_same_key_is_one_mail(told, django_capture_on_commit_callbacks):
    told_of, _queue = told
    with django_capture_on_commit_callbacks(execute=True):
        first = queue_mail(**MAIL, key="receipt:1")
        second = queue_mail(**{**MAIL, "subject": "Annat"}, key="receipt:1")

    assert (first.pk, second.subject) == (second.pk, "Hej")
    assert told_of == [("outbox.deliver_mail", first.pk)]


@pytest.mark.django_db
def test_queue_job_with_the_same_key_is_one_job(told):
    first = queue_job(task="letters.make_letter", arguments=[7], key="letter:7", at=QUEUED)
    second = queue_job(task="letters.make_letter", arguments=[7], key="letter:7", at=QUEUED)

    assert first.pk == second.pk
    assert (first.arguments, Job.objects.count()) == ([7], 1)


@pytest.mark.django_db(transaction=True)
def test_queue_mail_with_the_same_key_at_the_same_instant_is_one_mail():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's writers wait for one another by themselves")
    barrier, made = threading.Barrier(4), []

    def write() -> None:
        barrier.wait()
        with transaction.atomic():
            made.append(queue_mail(**MAIL, key="receipt:1").pk)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 4
    assert len(set(made)) == Mail.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028"])
def test_queue_mail_makes_one_line_of_a_subject(newline):
    row = queue_mail(**{**MAIL, "subject": f"Ansökan X{newline}Bcc: all@example.test"})

    assert row.subject == "Ansökan X Bcc: all@example.test"


@pytest.mark.django_db
def test_queue_mail_keeps_what_a_database_can():
    row = queue_mail(**{**MAIL, "subject": "a\x00" + "å" * 300, "body": "b\x00"})

    row.refresh_from_db()
    assert (row.subject, row.body) == ("a" + "å" * 249, "b")


@pytest.mark.django_db
def test_queue_mail_while_the_queue_is_away_leaves_it_to_the_relay(told, django_capture_on_commit_callbacks):
    told_of, queue = told
    queue.is_away = True
    with django_capture_on_commit_callbacks(execute=True):
        row = queue_mail(**MAIL)
    row.refresh_from_db()
    assert row.queued_at is None

    queue.is_away = False
    assert relay(at=QUEUED + timedelta(seconds=1)) == 1

    assert told_of == [("outbox.deliver_mail", row.pk)]


@pytest.mark.django_db(transaction=True)
def test_queue_mail_with_a_real_queue_that_is_away_is_quick_and_no_error(monkeypatch):
    """As when Redis is down: a person who submits neither waits nor is told of it."""
    if not os.environ.get("REDIS_URL"):
        pytest.skip("the settings are for a queue in files")
    _point_celery_at(monkeypatch, f"redis://127.0.0.1:{free_port()}/0")
    monkeypatch.setattr(workers, "queue", workers.WorkerQueue())
    began = time.monotonic()

    rows = [queue_mail(**MAIL) for _ in range(20)]

    assert time.monotonic() - began < 5
    assert Mail.objects.filter(queued_at=None, state="pending").count() == len(rows)


def _point_celery_at(monkeypatch, url):
    monkeypatch.setitem(celery.conf, "broker_url", url)
    monkeypatch.setattr(celery, "_pool", None)
    monkeypatch.setattr(celery.amqp, "_producer_pool", None)


@pytest.mark.django_db
class TestRelay:
    def test_relay_tells_of_what_the_queue_has_lost(self, told):
        told_of, _queue = told
        row = mail(queued_at=QUEUED)

        assert relay(at=QUEUED + timedelta(seconds=119)) == 0
        assert relay(at=QUEUED + timedelta(seconds=120)) == 1

        assert told_of == [("outbox.deliver_mail", row.pk)]

    def test_relay_does_not_fill_the_queue_with_what_workers_already_know(self, told):
        told_of, _queue = told
        mail()

        for seconds in range(0, 90, 15):
            relay(at=QUEUED + timedelta(seconds=seconds))

        assert len(told_of) == 1

    def test_relay_tells_of_jobs_and_mails_that_are_due_alone(self, told):
        told_of, _queue = told
        due_mail, due_job = mail(), job()
        mail(next_attempt_at=QUEUED + timedelta(hours=1))
        for state in ("done", "failed", "expired"):
            mail(state=state)
        job(state="done")
        job(state="failed")

        assert relay(at=QUEUED) == 2

        assert told_of == [("outbox.deliver_mail", due_mail.pk), ("outbox.run_job", due_job.pk)]

    def test_relay_stops_when_the_queue_is_away(self, told):
        _told_of, queue = told
        rows = [mail(), mail()]
        queue.is_away = True

        assert relay(at=QUEUED) == 0

        assert set(Mail.objects.values_list("pk", "queued_at")) == {(row.pk, None) for row in rows}

    def test_relay_takes_a_limited_number_at_a_time_the_oldest_first(self, told):
        told_of, _queue = told
        rows = [mail(next_attempt_at=QUEUED - timedelta(minutes=age)) for age in (1, 3, 2)]

        assert relay(at=QUEUED, limit=2) == 2

        assert [pk for _task, pk in told_of] == [rows[1].pk, rows[2].pk]


class _Trouble(Exception):
    pass


@shared_task(name="tests.outbox.fail")
def fail(*_ids):
    raise _Trouble("what a person wrote")


ran = []


@shared_task(name="tests.outbox.note")
def note(*ids):
    ran.append(ids)


@pytest.mark.django_db
class TestJobs:
    def test_run_job_runs_the_task_once_with_its_ids(self):
        ran.clear()
        row = job(task="tests.outbox.note", arguments=[7, 8])

        run_job(job_id=row.pk, at=QUEUED)
        run_job(job_id=row.pk, at=QUEUED + timedelta(hours=1))

        row.refresh_from_db()
        assert (ran, row.state, row.done_at) == ([(7, 8)], "done", QUEUED)

    def test_run_job_that_fails_is_tried_later_and_tells_no_log_what_was_written(self, capfd):
        row = job(task="tests.outbox.fail")

        run_job(job_id=row.pk, at=QUEUED)

        row.refresh_from_db()
        assert (row.state, row.last_error) == ("pending", "_Trouble: what a person wrote")
        assert row.next_attempt_at == QUEUED + timedelta(seconds=30)
        assert "what a person wrote" not in "".join(capfd.readouterr())

    def test_run_job_gives_up_after_ten_attempts(self):
        row = job(task="tests.outbox.fail", attempts=9)

        run_job(job_id=row.pk, at=QUEUED)

        row.refresh_from_db()
        assert row.state == "failed"

    def test_run_job_of_an_unknown_task_is_tried_later(self):
        row = job(task="tests.outbox.nothing")
        assert row.task not in current_app.tasks

        run_job(job_id=row.pk, at=QUEUED)

        row.refresh_from_db()
        assert (row.state, row.last_error[:14]) == ("pending", "NotRegistered:")


@pytest.mark.django_db
class TestFailures:
    def test_failed_deliveries_holds_what_somebody_must_look_at(self):
        assert not failed_deliveries(at=QUEUED)
        failed, broken = mail(state="failed"), job(state="failed")
        mail(state="done")
        mail(created_at=QUEUED - timedelta(minutes=15))
        mail()

        found = failed_deliveries(at=QUEUED)

        assert (found.mails, found.jobs, found.overdue) == ([failed], [broken], 1)
        assert found

    def test_failed_deliveries_asks_as_little_for_many(self, django_assert_num_queries):
        for _ in range(3):
            mail(state="failed", person=UserFactory())

        with django_assert_num_queries(4):
            [str(row.person) for row in failed_deliveries(at=QUEUED).mails]

    def test_try_again_puts_a_failed_delivery_back(self, told, django_capture_on_commit_callbacks):
        told_of, _queue = told
        row = mail(state="failed", attempts=80, last_error="550")

        with django_capture_on_commit_callbacks(execute=True):
            assert try_again(delivery=row, by=staff("call_administrator"), at=QUEUED)

        row.refresh_from_db()
        assert (row.state, row.attempts) == ("pending", 0)
        assert told_of == [("outbox.deliver_mail", row.pk)]

    @pytest.mark.parametrize("state", ["pending", "started", "done", "expired"])
    def test_try_again_leaves_what_has_not_failed_alone(self, state):
        row = mail(state=state)

        assert not try_again(delivery=row, by=staff("call_administrator"), at=QUEUED)

        row.refresh_from_db()
        assert row.state == state

    @pytest.mark.parametrize("roles", [[], ["case_officer"], ["registrar"], ["decision_maker"]])
    def test_try_again_is_for_those_who_administer(self, roles):
        row = mail(state="failed")

        with pytest.raises(PermissionDenied):
            try_again(delivery=row, by=staff(*roles), at=QUEUED)

        row.refresh_from_db()
        assert row.state == "failed"


@pytest.mark.django_db
class TestAdmin:
    ADDRESSES = ("/admin/outbox/mail/", "/admin/outbox/job/", "/admin/audit/auditentry/")

    def test_lists_open_to_call_administrators_alone(self, client):
        for roles, status in (["call_administrator"], 200), (["case_officer"], 403), ([], 403):
            client.force_login(staff(*roles))
            assert {client.get(address).status_code for address in self.ADDRESSES} == {status}

    def test_mails_can_be_read_and_filtered_not_changed(self, client):
        row, other = mail(state="failed", last_error="550 Nej"), mail(to="annan@example.test", state="done")
        client.force_login(staff("call_administrator"))

        listed = client.get("/admin/outbox/mail/?state__exact=failed").content.decode()
        shown = client.get(f"/admin/outbox/mail/{row.pk}/change/").content.decode()

        assert "550 Nej" in listed
        assert other.to not in listed
        assert "Det är tre dagar kvar." not in shown
        assert row.to in shown
        assert client.post(f"/admin/outbox/mail/{row.pk}/change/", {"subject": "x"}).status_code == 403
        assert client.get("/admin/outbox/mail/add/").status_code == 403
        assert client.post(f"/admin/outbox/mail/{row.pk}/delete/").status_code == 403

    def test_mails_with_personal_links_do_not_show_them(self, client):
        row = mail(category="account", body="https://portal.example.test/konto/hemligt/")
        client.force_login(staff("call_administrator"))

        shown = client.get(f"/admin/outbox/mail/{row.pk}/change/").content.decode()

        assert "hemligt" not in shown

    def test_chosen_mails_are_tried_again(self, client):
        failed, done = mail(state="failed"), mail(state="done")
        client.force_login(staff("call_administrator"))

        answer = client.post(
            "/admin/outbox/mail/",
            {"action": "try_again", "_selected_action": [failed.pk, done.pk]},
            follow=True,
        )

        assert "1 läggs i kön igen." in answer.content.decode()
        assert set(Mail.objects.values_list("pk", "state")) == {(failed.pk, "pending"), (done.pk, "done")}
