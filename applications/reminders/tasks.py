from celery import shared_task
from django.utils import timezone

import applications.reminders.actions


@shared_task(name="reminders.send_due")
def send_due() -> None:
    applications.reminders.actions.send_due(at=timezone.now())
