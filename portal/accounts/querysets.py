from datetime import datetime
from typing import Any

from django.db import models


class InvitationQuerySet(models.QuerySet[Any]):
    def locked(self) -> "InvitationQuerySet":
        """The rows, until the transaction ends changed by nobody else."""
        return self.select_for_update(of=("self",), no_key=True)

    def working_at(self, moment: datetime) -> "InvitationQuerySet":
        """Links that still let their person in."""
        return self.filter(used_at__isnull=True, expires_at__gt=moment)
