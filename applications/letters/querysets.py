"""The words in which letters are asked for. Every read by a user starts from `visible_to(user)`."""

from typing import Any

from django.db import models

from applications.cases.models import Case
from regions.rules import region_codes_of


class LetterQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "LetterQuerySet":
        """A region's people see their region's letters once they are delivered; staff those of cases they may see."""
        return self.visible_to_region(user) | self.visible_to_staff(user)

    def visible_to_region(self, user: Any) -> "LetterQuerySet":
        """What `user` may see on behalf of a region alone."""
        return self.delivered().filter(decision__case__region__in=region_codes_of(user))

    def visible_to_staff(self, user: Any) -> "LetterQuerySet":
        """What `user` may see in the capacity of staff alone."""
        return self.filter(decision__case__in=Case.objects.visible_to_staff(user))

    def made(self) -> "LetterQuerySet":
        return self.filter(made_at__isnull=False)

    def delivered(self) -> "LetterQuerySet":
        return self.filter(delivered_at__isnull=False)

    def unread(self) -> "LetterQuerySet":
        """Delivered, opened by nobody in the region, nor appealed by it, and not replaced by a later one that was."""
        return self.delivered().filter(first_opened_at=None, acknowledged_at=None, appealed_at=None).not_replaced()

    def not_replaced(self) -> "LetterQuerySet":
        """Without those that another letter, which the region has, took the place of."""
        return self.exclude(decision__replaced_by__letter__delivered_at__isnull=False)

    def of_case(self, case_id: int) -> "LetterQuerySet":
        """The case's letters, the newest first."""
        # By the key: of an id too large for one Django finds nothing, while by the relation it asks the database.
        return self.filter(decision__case__pk=case_id).order_by("-pk")

    def with_content(self) -> "LetterQuerySet":
        """With all that the letter's text is composed from."""
        return self.select_related(
            "decision__case__region",
            "decision__case__call",
            "decision__submission__case__region",
            "decision__replaces",
            "first_opened_by",
            "acknowledged_by",
        ).prefetch_related("decision__amounts", "decision__submission__amounts")


class MailingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "MailingQuerySet":
        """Mailings with a letter in any case that `user` sees as staff. Which of its letters, `Letter` says."""
        return self.filter(letters__decision__case__in=Case.objects.visible_to_staff(user)).distinct()

    def unsent(self) -> "MailingQuerySet":
        return self.filter(sent_at=None)
