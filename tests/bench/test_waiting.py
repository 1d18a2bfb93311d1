"""The bench waits for the workers as long as they do something."""

from types import SimpleNamespace

import pytest

from bench import measuring
from portal.outbox.models import Job, Mail
from tests.factories.outbox import job, mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """A clock that a pause moves on by a second; what is in `during` happens in each pause."""
    now = SimpleNamespace(seconds=0.0, during=lambda: None)

    def pause(_seconds: float) -> None:
        now.seconds += 1
        now.during()

    monkeypatch.setattr(measuring, "time", SimpleNamespace(sleep=pause, monotonic=lambda: now.seconds))
    return now


def test_workers_are_waited_for_while_what_they_do_leaves_more_to_do(clock):
    for _number in range(4):
        job()

    def work() -> None:
        if pending := Job.objects.filter(state="pending").first():
            Job.objects.filter(pk=pending.pk).update(state="done")
            mail()
            mail()
        elif waiting := Mail.objects.filter(state="pending").first():
            Mail.objects.filter(pk=waiting.pk).update(state="done")

    clock.during = work
    measuring.wait_for_workers(patience=2)

    assert Mail.objects.filter(state="done").count() == 8


def test_workers_that_do_nothing_are_not_waited_for(clock):
    job()

    with pytest.raises(RuntimeError, match="have left 1 jobs and mails for 2 seconds"):
        measuring.wait_for_workers(patience=2)
    assert clock.seconds <= 4
