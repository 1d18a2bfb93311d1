from celery import shared_task
from django.utils import timezone

import applications.correspondence.actions


@shared_task(name="correspondence.remind_of_hearings")
def remind_of_hearings() -> None:
    applications.correspondence.actions.remind_of_hearings(at=timezone.now())
