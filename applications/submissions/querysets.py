from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from applications.cases.models import Case
from applications.submissions.due_days import REMINDED_AFTER, REMINDED_BEFORE
from regions.rules import region_codes_of


class SubmissionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "SubmissionQuerySet":
        """Versions of the cases that the user may see."""
        return self.filter(case__in=Case.objects.visible_to(user))


class SupplementRequestQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "SupplementRequestQuerySet":
        """What was asked for in the cases that the user may see."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def visible_to_region(self, user: Any) -> "SupplementRequestQuerySet":
        """What `user` may see on behalf of a region alone."""
        return self.filter(case__region__in=region_codes_of(user))

    def waiting(self) -> "SupplementRequestQuerySet":
        """What is neither answered nor given up."""
        return self.filter(answered_at__isnull=True, closed_at__isnull=True)

    def overdue_on(self, day: date) -> "SupplementRequestQuerySet":
        return self.waiting().filter(due_on__lt=day)

    def perhaps_to_remind_of(self, day: date) -> "SupplementRequestQuerySet":
        """What is soon or lately overdue on a day, and was not reminded of as such. See `due_days.reminder_due`."""
        late = Q(due_on__lt=day, due_on__gte=day - REMINDED_AFTER) & ~Q(late_told_for=F("due_on"))
        soon = Q(due_on__gte=day, due_on__lte=day + REMINDED_BEFORE) & ~Q(soon_told_for=F("due_on"))
        return self.waiting().filter(late | soon)


class RegistrationQuerySet(models.QuerySet[Any]):
    def named_to(self, user: Any) -> "RegistrationQuerySet":
        """Registrations whose cases lists may name to `user` as staff."""
        return self.filter(submission__case__in=Case.objects.named_to_staff(user))
