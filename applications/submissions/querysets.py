from typing import Any

from django.db import models

from applications.cases.models import Case


class SubmissionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "SubmissionQuerySet":
        """Versions of the cases that the user may see."""
        return self.filter(case__in=Case.objects.visible_to(user))
