"""Reminders with a real worker and beat that are killed and started again."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localtime

from applications.calls.models import ReminderStep
from applications.reminders.models import Reminder, Round
from portal.outbox.models import Mail
from tests.factories.drafting import draft
from tests.factories.regions import member
from tests.factories.reminders import reminding_call
from tests.services import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_beat_restarted_twice_sends_each_person_one_reminder(portal_environment, tmp_path, smtp_server):
    from tests.faults.test_deliveries import Portal

    now = timezone.now()
    call = reminding_call(
        opens_at=now - timedelta(days=10), closes_at=now + timedelta(days=3), published_at=now - timedelta(days=20)
    )
    call.reminder_steps.all().delete()
    due = localtime(now - timedelta(minutes=1))
    days = (localtime(call.closes_at - timedelta(microseconds=1)).date() - due.date()).days
    ReminderStep.objects.create(call=call, days_before=days, at_time=due.time().replace(second=0, microsecond=0))
    draft(call=call, by=member(email="karin@example.test"))
    people = ["karin@example.test", *(f"p{number}@example.test" for number in range(5))]
    for address in people[1:]:
        member(code="21", email=address)
    portal = Portal({**portal_environment, "OUTBOX_LEASE_SECONDS": "3"}, tmp_path)

    for _ in range(3):
        with portal.worker() as worker, portal.beat() as beat:
            wait_until(lambda: Round.objects.exists() and not Mail.objects.exclude(state="done").exists(), "the mails")
            worker.kill()
            beat.kill()

    assert sorted(received["To"] for received in smtp_server.received) == people
    assert Reminder.objects.count() == len(people)
    assert Round.objects.count() == 1
