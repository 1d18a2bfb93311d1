"""The words in which messages are asked for."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from applications.cases.models import Case


class MessageQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "MessageQuerySet":
        """The messages of the cases that the user may see."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def unanswered(self, *, written_by: str) -> "MessageQuerySet":
        """The last word in their cases, when it is that side's and the other has not said that it needs no answer."""
        later = self.model.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), side=written_by, settled__isnull=True)
