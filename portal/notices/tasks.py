"""What workers do for the notices."""

from celery import shared_task
from django.utils import timezone

import portal.notices.actions


@shared_task(name="notices.send_digests")
def send_digests() -> int:
    """Mail the day's digests that are due. Returns how many."""
    return portal.notices.actions.send_digests(at=timezone.now())


@shared_task(name="notices.forget_old")
def forget_old() -> int:
    """Remove what was read long ago. Returns how many notices that were."""
    return portal.notices.actions.forget_old(at=timezone.now())
