"""The vocabulary of calendar addresses."""

from typing import Any

from django.db import models

from portal.accounts.querysets import digest_of


class FeedQuerySet(models.QuerySet[Any]):
    def with_token(self, token: str) -> "FeedQuerySet":
        """The one feed whose address holds this token, or none; none either when its person can't sign in."""
        return self.filter(token_digest=digest_of(token), person__is_active=True)
