"""The words in which deliveries are asked for."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class DeliveryQuerySet(models.QuerySet[Any]):
    def due_at(self, moment: datetime) -> "DeliveryQuerySet":
        """What a worker may start now."""
        return self.filter(state="pending", next_attempt_at__lte=moment)

    def left_behind_at(self, moment: datetime) -> "DeliveryQuerySet":
        """What is due although no worker was told, or one was told so long ago that the queue must have lost it."""
        return self.due_at(moment).filter(Q(queued_at=None) | Q(queued_at__lte=moment - _lease()))

    def interrupted_at(self, moment: datetime) -> "DeliveryQuerySet":
        """What was started by a worker that has not been heard of since."""
        return self.filter(state="started", claimed_at__lte=moment - _lease())

    def failed(self) -> "DeliveryQuerySet":
        """What will not be tried again by itself."""
        return self.filter(state="failed")

    def overdue_at(self, moment: datetime, patience: timedelta) -> "DeliveryQuerySet":
        """What should have been done more than `patience` ago and is not."""
        return self.filter(state__in=["pending", "started"], created_at__lte=moment - patience)


def _lease() -> timedelta:
    return timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
