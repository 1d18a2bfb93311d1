from typing import Any

from django.db import models


class MembershipQuerySet(models.QuerySet[Any]):
    def locked(self) -> "MembershipQuerySet":
        """The rows, until the transaction ends changed by nobody else."""
        return self.select_for_update(of=("self",), no_key=True)

    def in_force(self) -> "MembershipQuerySet":
        """Roles that people have today."""
        return self.filter(ended_at__isnull=True)

    def of(self, person: Any) -> "MembershipQuerySet":
        return self.in_force().filter(person_id=person.pk).select_related("region")

    def in_regions(self, regions: Any) -> "MembershipQuerySet":
        """Roles of people who can sign in, in any of `regions`."""
        return self.in_force().filter(region__in=regions, person__is_active=True).select_related("person")
