from celery import shared_task
from django.utils import timezone

import applications.records.actions


@shared_task(name="records.make_case_file")
def make_case_file(case_file_id: int) -> None:
    applications.records.actions.make_case_file(case_file_id=case_file_id, at=timezone.now())


@shared_task(name="records.remove_old_files")
def remove_old_files() -> None:
    applications.records.actions.remove_old_files(at=timezone.now())
