from celery import shared_task
from django.utils import timezone

import applications.reviews.actions


@shared_task(name="reviews.remind_of_requests")
def remind_of_requests() -> None:
    applications.reviews.actions.remind_of_requests(at=timezone.now())
