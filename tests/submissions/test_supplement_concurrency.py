"""Supplements at the same instant, with threads and real transactions."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

import applications.submissions.actions
from applications.submissions.models import SupplementRequest
from tests.factories.supplements import ask, case_to_complete, seen, send, write

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time"),
]


def at_once(*acts):
    """Run the acts in threads that start together. Returns what each gave, or the exception that it raised."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=10)
            return act()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def case(now):
    return case_to_complete(now)


@pytest.mark.parametrize("_time", range(3))
def test_sent_and_given_up_at_the_same_instant_is_one_of_them(_time, case, now):
    ask(case, now)
    write(case, now)
    shown = seen(case)

    def close():
        return applications.submissions.actions.close_supplement(case_id=case.pk, by=case.officer, at=now)

    results = at_once(lambda: send(case, now, seen_hash=shown), close)

    assert sorted(type(result).__name__ for result in results) == ["SupplementRequest", "ValidationError"]
    asked = SupplementRequest.objects.get()
    assert (asked.answered_at is None) != (asked.closed_at is None)
    case.draft.refresh_from_db()
    assert not case.draft.is_open
    assert case.submissions.count() == (2 if asked.answered_at else 1)


def test_asked_for_twice_at_the_same_instant_is_one_request(case, now):
    results = at_once(lambda: ask(case, now), lambda: ask(case, now, text="Något annat."))
    assert sum(isinstance(result, ValidationError) for result in results) == 1
    assert SupplementRequest.objects.count() == 1


def test_reminded_of_by_two_workers_at_the_same_instant_is_once(case, now):
    ask(case, now)

    def remind():
        return applications.submissions.actions.remind_of_supplements(at=now.replace(day=14))

    assert sorted(at_once(remind, remind)) == [0, 1]
