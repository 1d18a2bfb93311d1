"""The vocabulary of notices."""

from datetime import datetime
from typing import Any

from django.db import models


class NoticeQuerySet(models.QuerySet):
    def of(self, person: Any) -> "NoticeQuerySet":
        """What this person was told."""
        return self.filter(person=person)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def waiting(self) -> "NoticeQuerySet":
        """What is to be in a digest that is not written yet."""
        return self.filter(in_digest=True)

    def with_key(self, key: str) -> "NoticeQuerySet":
        """What was told under this key, or a longer one that begins with it and a colon, whoever it was told to."""
        return self.filter(key__startswith=f"{key}:")

    def read_before(self, moment: datetime) -> "NoticeQuerySet":
        return self.filter(read_at__lt=moment)
