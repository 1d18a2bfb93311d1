"""The closing instant, behind the nginx that we ship, with every one of gunicorn's threads busy across it."""

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import Client

from applications.calls.models import Call
from applications.cases.models import Case
from applications.submissions import queries
from applications.submissions.models import Submission
from tests.factories.calls import call as make_call
from tests.factories.drafting import draft, full_draft
from tests.factories.regions import member
from tests.processes import nginx, portal_process
from tests.services import answers, free_port, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# As shipped (Dockerfile).
WORKERS, THREADS = 2, 4
# A worker takes more connections than it has threads, while the other may have some to spare. So many fill them all.
MOST_SAVES = 80
TOKEN = "a" * 32
WAITING = """
    SELECT count(DISTINCT lock.pid) FROM pg_locks lock JOIN pg_stat_activity process USING (pid)
    WHERE NOT lock.granted AND process.datname = current_database()
"""


@pytest.fixture
def address(portal_environment: dict[str, str], collected_static: Path, tmp_path: Path) -> Iterator[str]:
    """The portal behind nginx."""
    port = free_port()
    environment = {**portal_environment, "STATIC_ROOT": str(collected_static), "TRUSTED_PROXIES": "127.0.0.1"}
    command = ["gunicorn", "portal.wsgi", f"--bind=127.0.0.1:{port}", f"--workers={WORKERS}", f"--threads={THREADS}"]
    with portal_process(command, environment, tmp_path / "gunicorn.log", "Booting worker") as portal:
        wait_until(lambda: portal.log().count("Booting worker") == WORKERS, "the workers", portal.process)
        wait_until(lambda: answers(port), "gunicorn", portal.process)
        with nginx(port, tmp_path / "nginx") as front:
            yield front


def post(address: str, path: str, person: Any, **fields: str) -> tuple[int, str, str]:
    """Status, where it leads and the page."""
    client = Client()
    client.force_login(person)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    headers = {
        "Cookie": f"{django_settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
        # What a person says themselves is overwritten.
        "X-Request-Start": "t=1662760829.000",
    }
    connection.close()
    with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)) as browser:
        browser.request("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN, **fields}), headers)
        answer = browser.getresponse()
        return answer.status, answer.getheader("Location", ""), answer.read().decode()


def hand_in(address: str, case: Case, sees: Any) -> tuple[int, str, str]:
    fields = {"seen_hash": sees.sha256, "seen": sees.seen, "confirmed": "on"}
    return post(address, f"/ansokningar/{case.pk}/lamna-in/", case.created_by, **fields)


@contextmanager
def every_thread_busy(address: str, people: ThreadPoolExecutor, call: Call) -> Iterator[None]:
    """Each of gunicorn's threads waits for one draft's row, which is locked until the end of the block."""
    busy = draft(call=call, code="03", by=member(code="03"))
    saves: list[Future[Any]] = []
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=busy.pk)
        path = f"/ansokningar/{busy.pk}/namn/"
        while waiting() < WORKERS * THREADS:
            assert len(saves) < MOST_SAVES
            saves.append(people.submit(post, address, path, busy.created_by, title=f"Titel {len(saves)}"))
            time.sleep(0.2)
        yield
        assert not any(save.done() for save in saves)
    assert [save.result()[0] for save in saves] == [302] * len(saves)


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])


def close(call: Call, closes_at: datetime) -> None:
    """From another connection than the one that holds the row."""
    Call.objects.filter(pk=call.pk).update(closes_at=closes_at)
    connection.close()


def wait_until_moment(moment: datetime) -> None:
    wait_until(lambda: datetime.now(UTC) >= moment, f"{moment}")


def test_what_arrived_before_the_instant_counts_whenever_it_is_handled(address: str) -> None:
    now = datetime.now(UTC)
    call = make_call(
        opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=1), published_at=now - timedelta(days=10)
    )
    in_time = full_draft(call=call, by=member("signatory", code="20"))
    late = full_draft(call=call, code="21", by=member("signatory", code="21"))
    seen = {case.pk: queries.check_page(case) for case in (in_time, late)}
    with ThreadPoolExecutor(MOST_SAVES + 3) as people:
        with every_thread_busy(address, people, call):
            closes_at = datetime.now(UTC) + timedelta(seconds=3)
            people.submit(close, call, closes_at).result()
            wait_until_moment(closes_at - timedelta(seconds=1.5))
            first = people.submit(hand_in, address, in_time, seen[in_time.pk])
            wait_until_moment(closes_at + timedelta(seconds=0.3))
            second = people.submit(hand_in, address, late, seen[late.pk])
            wait_until_moment(closes_at + timedelta(seconds=2))
            assert not first.done()
            assert not second.done()
        accepted, refused = first.result(), second.result()

    assert accepted[:2] == (302, f"/ansokningar/{in_time.pk}/kvitto/")
    submission = Submission.objects.get()
    assert submission.case == in_time
    assert closes_at - timedelta(seconds=1.5) <= submission.arrived_at < closes_at
    assert submission.handled_at >= closes_at + timedelta(seconds=2)
    assert submission.margin in {"Kom in 1 sekund före stängning", "Kom in mindre än en sekund före stängning"}
    # The other arrived just after, and was handled no later.
    assert refused[0] == 422
    assert "Tiden har gått ut" in refused[2]
