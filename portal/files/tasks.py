from celery import shared_task
from django.utils import timezone

import portal.files.actions


@shared_task(name="files.scan_file")
def scan_file(file_id: int) -> None:
    portal.files.actions.scan_file(file_id=file_id, at=timezone.now())


@shared_task(name="files.remove_orphans")
def remove_orphans() -> None:
    portal.files.actions.remove_orphans(at=timezone.now())
