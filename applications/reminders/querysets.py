"""The words in which reminders are asked for."""

from datetime import datetime
from typing import Any

from django.db import models


class ReminderQuerySet(models.QuerySet[Any]):
    def queued_between(self, start: datetime, end: datetime) -> "ReminderQuerySet":
        return self.filter(queued_at__gte=start, queued_at__lte=end)

    def failed(self) -> "ReminderQuerySet":
        """Reminders whose mail was given up, or was too old to be sent when it could be."""
        return self.filter(mail__state__in=["failed", "expired"])

    def for_page(self) -> "ReminderQuerySet":
        """Newest first, with what a list shows of each."""
        return self.select_related("call", "person", "mail").order_by("-queued_at", "-pk")
