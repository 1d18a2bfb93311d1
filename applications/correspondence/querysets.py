"""The words in which messages are asked for."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from applications.cases.models import Case
from applications.cases.states import Stage
from applications.cases.working_days import REMINDED_BEFORE
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

    def run_out_on(self, day: date) -> "HearingQuerySet":
        """Waiting still, though the last day has gone by then, in cases that are not decided since."""
        undecided = Q(case__stage__in=[Stage.CHECKING, Stage.ASSESSING, Stage.PROPOSED]) | Q(is_about_change=True)
        return self.waiting().filter(undecided, due_on__lt=day)

    def newest(self) -> "HearingQuerySet":
        """Those after which nothing more was sent in their case, nor noted that it need not be."""
        later = self.model.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
        waived = self.model._meta.apps.get_model("correspondence", "HearingWaiver").objects
        since = waived.filter(case=OuterRef("case"), noted_at__gt=OuterRef("asked_at"))
        return self.filter(~Exists(later), ~Exists(since))

    def perhaps_to_tell_of(self, day: date) -> "HearingQuerySet":
        """What is soon to be answered or has run out on a day, and was not told of as such for this last day."""
        soon = Q(due_on__gte=day, due_on__lte=day + REMINDED_BEFORE) & ~_is(F("due_on"), "soon_told_for")
        late = Q(pk__in=self.model.objects.run_out_on(day).newest().values("pk")) & ~_is(F("due_on"), "late_told_for")
        return self.waiting().filter(soon | late)


def _is(value: F, field: str) -> Q:
    """That a field which may be empty has a value: SQL answers neither yes nor no of what is empty."""
    return Q(**{f"{field}__isnull": False, field: value})
