from celery import shared_task
from django.utils import timezone

import applications.decisions.actions


@shared_task(name="decisions.solve")
def solve(solving_id: int) -> None:
    applications.decisions.actions.solve(solving_id=solving_id, at=timezone.now())


@shared_task(name="decisions.make_minutes")
def make_minutes(minutes_id: int) -> None:
    applications.decisions.actions.make_minutes(minutes_id=minutes_id, at=timezone.now())
