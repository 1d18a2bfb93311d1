from celery import shared_task
from django.utils import timezone

import portal.outbox.actions


@shared_task(name="outbox.deliver_mail")
def deliver_mail(mail_id: int) -> None:
    portal.outbox.actions.deliver_mail(mail_id=mail_id, at=timezone.now())


@shared_task(name="outbox.run_job")
def run_job(job_id: int) -> None:
    portal.outbox.actions.run_job(job_id=job_id, at=timezone.now())


@shared_task(name="outbox.relay")
def relay() -> None:
    portal.outbox.actions.relay(at=timezone.now())
