"""The words in which messages are asked for."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from applications.cases.models import Case
from regions.rules import region_codes_of


class MessageQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "MessageQuerySet":
        """The messages of the cases that the user may see."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def visible_to_region(self, user: Any) -> "MessageQuerySet":
        """What `user` may see on behalf of a region alone."""
        return self.filter(case__region__in=region_codes_of(user))

    def to_be_answered_by(self, side: str) -> "MessageQuerySet":
        """The last word in cases where that side has yet to answer it, or to say that it needs no answer."""
        later = self.model.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), case__answer_awaited_from=side)


class HearingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "HearingQuerySet":
        """The hearings of the cases that the user may see: both sides know of them."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def visible_to_region(self, user: Any) -> "HearingQuerySet":
        """What `user` may see on behalf of a region alone."""
        return self.filter(case__region__in=region_codes_of(user))

    def waiting(self) -> "HearingQuerySet":
        """Not answered, while the decision that it is about is not known to the region."""
        unknown = Q(case__released_outcome="") | Q(is_about_change=True)
        return self.filter(unknown, answer__isnull=True, case__withdrawn_at__isnull=True)
