from celery import shared_task
from django.utils import timezone

import applications.reviews.actions


@shared_task(name="reviews.remind_of_requests")
def remind_of_requests() -> None:
    applications.reviews.actions.remind_of_requests(at=timezone.now())


@shared_task(name="reviews.make_refusal_letter")
def make_refusal_letter(refusal_id: int) -> None:
    applications.reviews.actions.make_refusal_letter(refusal_id=refusal_id, at=timezone.now())
