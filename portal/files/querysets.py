"""The words in which files are asked for."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef


class StoredFileQuerySet(models.QuerySet[Any]):
    def held_by_nothing(self) -> "StoredFileQuerySet":
        """Files that no row of any room points at. Foreign keys of rooms to come count by themselves."""
        files = self
        for link in self.model._meta.get_fields(include_hidden=True):
            if isinstance(link, models.ManyToOneRel):  # a row of many to many points so, too
                holders = link.related_model._base_manager.filter(**{link.field.name: OuterRef("pk")})
                files = files.filter(~Exists(holders))
        return files
