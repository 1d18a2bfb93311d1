"""What happens to mails when workers, the queue and the mail server die: with real processes.

The quick one runs with the other tests; those that wait for leases and kill things are `slow`.
"""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from portal.celery import app as celery
from portal.outbox.models import Mail
from tests.factories.outbox import mail
from tests.processes import CELERY, PortalProcess, Postbox, portal_process
from tests.services import free_port, redis, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = [*CELERY, "worker", "--loglevel=INFO", "--concurrency=2", "--without-gossip", "--without-mingle"]


def waiting_mails(number: int) -> list[Mail]:
    """Mails that stand in the outbox and that no worker has been told of."""
    at = timezone.now()
    return [mail(to=f"p{n}@example.test", created_at=at, next_attempt_at=at) for n in range(number)]


def all_done() -> bool:
    return not Mail.objects.exclude(state="done").exists()


def eventually(ready: Callable[[], bool], what: str) -> None:
    wait_until(ready, what)


class Portal:
    """Worker and beat, on a queue of the test's choice, that the test may kill and start again."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment, self.folder, self.started = environment, folder, 0

    def worker(self) -> Any:
        return self._start([*WORKER, f"--hostname=w{self.started}@test"], " ready.")

    def beat(self) -> Any:
        command = [*CELERY, "beat", "--loglevel=INFO", f"--schedule={self.folder / f'schedule-{self.started}'}"]
        return self._start(command, "beat: Starting...")

    def _start(self, command: list[str], ready: str) -> Any:
        self.started += 1
        return portal_process(command, self.environment, self.folder / f"process-{self.started}.log", ready)


@pytest.fixture(params=["redis", "filesystem"])
def portal(request: pytest.FixtureRequest, portal_environment: dict[str, str], tmp_path: Path) -> Iterator[Portal]:
    environment = {**portal_environment, "OUTBOX_LEASE_SECONDS": "3"}
    if request.param == "redis":
        with redis(tmp_path) as address:
            yield Portal({**environment, "CELERY_BROKER_URL": f"{address}/0", "REDIS_URL": f"{address}/0"}, tmp_path)
    else:
        yield Portal({**environment, "CELERY_BROKER_URL": "filesystem://"}, tmp_path)


def test_a_real_worker_delivers_what_beat_finds(
    celery_worker: PortalProcess, beat: PortalProcess, smtp_server: Postbox
):
    waiting_mails(3)

    eventually(all_done, "the delivery of three mails")

    assert sorted(received["To"] for received in smtp_server.received) == [f"p{n}@example.test" for n in range(3)]
    assert set(Mail.objects.values_list("sent_in_doubt", "attempts")) == {(0, 1)}


@pytest.mark.slow
def test_workers_killed_in_the_middle_of_sending_lose_nothing(portal: Portal, smtp_server: Postbox):
    """Sent again is only what nobody could know of, and it is noted so."""
    smtp_server.pause = 0.15
    rows = waiting_mails(40)
    with portal.beat():
        for _ in range(2):
            before = len(smtp_server.received)
            with portal.worker() as worker:
                eventually(lambda before=before: len(smtp_server.received) >= before + 4, "some mails")
                # The kill must come while a mail is taken and not yet answered, not between two mails.
                smtp_server.holds = True
                eventually(lambda: smtp_server.held > 0, "a mail that is taken and not yet answered")
                worker.kill()
            smtp_server.holds = False
        with portal.worker():
            eventually(all_done, "the delivery of every mail")

    by_message: dict[str, int] = {}
    for received in smtp_server.received:
        by_message[received["Message-ID"]] = by_message.get(received["Message-ID"], 0) + 1
    assert set(by_message) == {row.message_id for row in rows}
    in_doubt = {row.message_id: row.sent_in_doubt for row in Mail.objects.all()}
    for message_id, times in by_message.items():
        assert times <= 1 + in_doubt[message_id]
    # Both workers' children can have been in the middle of one, at each of the two deaths.
    assert 2 <= sum(in_doubt.values()) <= 4


@pytest.mark.slow
def test_a_queue_that_was_emptied_loses_nothing(portal_environment, tmp_path, smtp_server: Postbox):
    """Redis restarts empty after workers were told: the rows stand, and beat finds them."""
    with redis(tmp_path) as address:
        url = f"{address}/0"
        environment = {**portal_environment, "OUTBOX_LEASE_SECONDS": "2", "REDIS_URL": url, "CELERY_BROKER_URL": url}
        portal = Portal(environment, tmp_path)
        rows = waiting_mails(5)
        Mail.objects.update(queued_at=timezone.now())
        with celery.connection_for_write(url) as broker:
            broker.default_channel.client.flushall()

        with portal.beat(), portal.worker():
            eventually(all_done, "the delivery of what the queue had lost")

    assert len(smtp_server.received) == len(rows)


@pytest.mark.slow
def test_a_queue_that_is_away_and_comes_back_loses_nothing(portal_environment, tmp_path, smtp_server: Postbox):
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    environment = {**portal_environment, "OUTBOX_LEASE_SECONDS": "2", "REDIS_URL": url, "CELERY_BROKER_URL": url}
    portal = Portal(environment, tmp_path)
    with redis(tmp_path, port), portal.beat(), portal.worker():
        waiting_mails(2)
        eventually(all_done, "the first mails")
    with portal.beat():
        waiting_mails(3)
        time.sleep(2)
        assert Mail.objects.filter(state="pending").count() == 3
        with redis(tmp_path, port), portal.worker():
            eventually(all_done, "the delivery once the queue was back")

    assert len(smtp_server.received) == 5


@pytest.mark.slow
def test_a_mail_server_that_is_away_and_comes_back_loses_nothing(portal: Portal, smtp_server: Postbox):
    smtp_server.answer = "451 Come back later"
    rows = waiting_mails(3)
    with portal.beat(), portal.worker():
        eventually(lambda: Mail.objects.filter(attempts=1, state="pending").count() == 3, "the first attempts")
        smtp_server.answer = ""
        # No need to wait for half a minute.
        Mail.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
        eventually(all_done, "the second attempts")

    assert len(smtp_server.received) == len(rows)
    assert set(Mail.objects.values_list("sent_in_doubt", flat=True)) == {0}
