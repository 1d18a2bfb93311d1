from celery import shared_task
from django.utils import timezone

import applications.submissions.actions


@shared_task(name="submissions.send_receipt")
def send_receipt(submission_id: int) -> None:
    applications.submissions.actions.send_receipt(submission_id=submission_id, at=timezone.now())


@shared_task(name="submissions.make_pdf")
def make_pdf(pdf_id: int) -> None:
    applications.submissions.actions.make_pdf(pdf_id=pdf_id, at=timezone.now())


@shared_task(name="submissions.remind_of_supplements")
def remind_of_supplements() -> None:
    applications.submissions.actions.remind_of_supplements(at=timezone.now())
