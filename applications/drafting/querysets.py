"""The words in which the files of drafts are asked for."""

from typing import Any

from django.db import models

from applications.cases.states import Stage
from portal.files.models import StoredFile
from regions.rules import region_codes_of


class AttachmentQuerySet(models.QuerySet[Any]):
    def visible_to_region(self, user: Any) -> "AttachmentQuerySet":
        """What `user` may see on behalf of a region."""
        return self.filter(draft__case__region__in=region_codes_of(user))

    def to_be_replaced(self) -> "AttachmentQuerySet":
        """Files in which a virus was found, while the region can still give another: it has not taken the file or the
        draft away, or the application back, and nothing is decided.
        """
        undecided = [stage for stage in Stage if stage not in {Stage.DECIDED, Stage.NOTIFIED}]
        return self.filter(
            file__scan=StoredFile.Scan.INFECTED,
            removed_at__isnull=True,
            draft__case__discarded_at__isnull=True,
            draft__case__withdrawn_at__isnull=True,
            draft__case__stage__in=undecided,
        )
