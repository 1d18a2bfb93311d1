from datetime import datetime
from typing import Any

from django.db import models

from portal.accounts.rules import is_call_administrator

# What only a call's own page shows: long texts, which lists are quicker without.
PAGE_TEXTS = ("body", "body_en", "contact", "late_instructions", "late_instructions_en")

# What lists of a region's own say of a call: what it is called, and when the region can apply.
TITLE_AND_TIME = ("title", "title_en", "opens_at", "closes_at", "region_closings", "published_at")


class CallQuerySet(models.QuerySet[Any]):
    def listed(self) -> "CallQuerySet":
        """Without the texts of a call's own page, for lists of many."""
        return self.defer(*PAGE_TEXTS)

    def visible_to(self, user: Any) -> "CallQuerySet":
        """Published calls to everyone; drafts to call administrators."""
        return self.all() if is_call_administrator(user) else self.published()

    def published(self) -> "CallQuerySet":
        return self.filter(published_at__isnull=False)

    def open_at(self, moment: datetime) -> "CallQuerySet":
        """Open for everyone."""
        return self.published().filter(opens_at__lte=moment, closes_at__gt=moment)

    def open_for_some_at(self, moment: datetime, *, opened_by: datetime | None = None) -> "CallQuerySet":
        """Open for everyone, or for some region that was given longer: ask `application_time_for` which.

        With `opened_by`, those that have opened by then and had not closed for all at `moment`.
        """
        still = models.Q(closes_at__gt=moment) | models.Q(last_region_closing_at__gt=moment)
        return self.published().filter(still, opens_at__lte=opened_by or moment)

    def upcoming_at(self, moment: datetime) -> "CallQuerySet":
        return self.published().filter(opens_at__gt=moment)

    def closed_at(self, moment: datetime) -> "CallQuerySet":
        """Closed, but for regions that were given longer."""
        return self.published().filter(closes_at__lte=moment)

    def locked(self) -> "CallQuerySet":
        """Rows that nobody else changes until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)
