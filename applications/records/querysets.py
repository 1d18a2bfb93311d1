"""The words in which case files, disclosures and appeals are asked for: staff's all, but for what a region is told."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from applications.cases.models import Case


class CaseFileQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "CaseFileQuerySet":
        """Staff see the files of cases that they see as staff. A region sees none."""
        return self.filter(case__in=Case.objects.visible_to_staff(user))

    def to_remove_at(self, before: datetime) -> "CaseFileQuerySet":
        return self.filter(made_at__lt=before, removed_at__isnull=True)


class DisclosureQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "DisclosureQuerySet":
        """Staff see the requests in cases that they see as staff. A region sees none."""
        return self.filter(case__in=Case.objects.visible_to_staff(user))

    def undecided(self) -> "DisclosureQuerySet":
        return self.filter(decision__isnull=True)


class AppealQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "AppealQuerySet":
        """Staff see the appeals of cases that they see as staff."""
        return self.filter(case__in=Case.objects.visible_to_staff(user))

    def of_the_region(self) -> "AppealQuerySet":
        """Those that the case's own region made, and may follow."""
        return self.filter(appellant="region")

    def with_step(self, *kinds: str) -> "AppealQuerySet":
        return self.filter(Exists(self._steps(*kinds)))

    def without_step(self, *kinds: str) -> "AppealQuerySet":
        return self.filter(~Exists(self._steps(*kinds)))

    def under_way(self) -> "AppealQuerySet":
        """Neither dismissed nor handed over."""
        return self.without_step("dismissed", "handed_over")

    def _steps(self, *kinds: str) -> Any:
        from applications.records.models import AppealStep

        return AppealStep.objects.filter(appeal=OuterRef("pk"), kind__in=kinds)
