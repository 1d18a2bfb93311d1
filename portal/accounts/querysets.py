import hashlib
from datetime import datetime
from typing import Any

from django.db import models


def digest_of(token: str) -> str:
    """What is kept of an invitation's token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet[Any]):
    def locked(self) -> "InvitationQuerySet":
        """The rows, until the transaction ends changed by nobody else."""
        return self.select_for_update(of=("self",), no_key=True)

    def with_token(self, token: str) -> "InvitationQuerySet":
        """The one invitation whose link holds this token, or none."""
        return self.filter(token_digest=digest_of(token))

    def working_at(self, moment: datetime) -> "InvitationQuerySet":
        """Links that still let their person in."""
        return self.filter(used_at__isnull=True, expires_at__gt=moment)
