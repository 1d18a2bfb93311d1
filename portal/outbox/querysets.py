from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class DeliveryQuerySet(models.QuerySet[Any]):
    def due_at(self, moment: datetime) -> "DeliveryQuerySet":
        """What should be started now."""
        return self.filter(state="pending", next_attempt_at__lte=moment)

    def interrupted_at(self, moment: datetime) -> "DeliveryQuerySet":
        """What was started by a worker that has not been heard of since."""
        lease = timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
        return self.filter(state="started", claimed_at__lte=moment - lease)

    def waiting_or_failed(self) -> "DeliveryQuerySet":
        return self.filter(~Q(state="done"))
