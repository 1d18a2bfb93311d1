from celery import shared_task
from django.utils import timezone

import applications.letters.actions


@shared_task(name="letters.make_letter")
def make_letter(letter_id: int) -> None:
    applications.letters.actions.make_letter(letter_id=letter_id, at=timezone.now())


@shared_task(name="letters.finish_mailing")
def finish_mailing(mailing_id: int) -> None:
    applications.letters.actions.finish_mailing(mailing_id=mailing_id, at=timezone.now())


@shared_task(name="letters.remind_of_unread")
def remind_of_unread() -> None:
    applications.letters.actions.remind_of_unread(at=timezone.now())
