from datetime import datetime
from typing import Any

from django.db import models

from portal.accounts.rules import is_call_administrator


class CallQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "CallQuerySet":
        """Published calls to everyone; drafts to call administrators."""
        return self.all() if is_call_administrator(user) else self.published()

    def published(self) -> "CallQuerySet":
        return self.filter(published_at__isnull=False)

    def open_at(self, moment: datetime) -> "CallQuerySet":
        return self.published().filter(opens_at__lte=moment, closes_at__gt=moment)
