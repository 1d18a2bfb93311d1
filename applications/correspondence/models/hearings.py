"""Hearings (förvaltningslagen 25 §): before a decision against it, the region sees the material and may answer."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Case
from applications.correspondence.models.messages import Message
from applications.correspondence.querysets import HearingQuerySet


class Hearing(models.Model):
    """The officer sent the region the material that a decision may rest on, with a last day to answer.

    The database refuses to change it, but for its last day, which can be moved, and what was told for which last day.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hearings", verbose_name=_("ärende"))
    # What was sent: the material and what is asked.
    message = models.OneToOneField(
        Message, on_delete=models.PROTECT, related_name="hearing", verbose_name=_("meddelande")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("begärt av")
    )
    asked_at = models.DateTimeField(_("begärt"))
    # The last day on which the answer is in time, Stockholm's calendar, and how many times it was moved.
    due_on = models.DateField(_("senast"))
    times_moved = models.PositiveSmallIntegerField(_("flyttat, antal gånger"), default=0)
    # The last day for which the region was reminded, and that for which the officer was told that no answer came.
    soon_told_for = models.DateField(_("påmint för"), null=True, blank=True)
    late_told_for = models.DateField(_("berättat att tiden är ute för"), null=True, blank=True)
    # Asked when the region knew of a decision: it is about another that would replace it.
    is_about_change = models.BooleanField(_("gäller ändring av ett beslut"), default=False)

    objects = HearingQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-pk"]
        verbose_name = _("begäran om yttrande")
        verbose_name_plural = _("begäranden om yttrande")

    def __str__(self) -> str:
        return f"{self.case}: {self.due_on}"

    @property
    def answered_as(self) -> "HearingAnswer | None":
        """What the region answered, if it has."""
        return getattr(self, "answer", None)

    def is_overdue_on(self, day: date) -> bool:
        """Whether its last day has gone by then."""
        return self.due_on < day


class HearingAnswer(models.Model):
    """What the region answered, as a message in the case."""

    hearing = models.OneToOneField(
        Hearing, on_delete=models.PROTECT, related_name="answer", primary_key=True, verbose_name=_("begäran")
    )
    message = models.OneToOneField(
        Message, on_delete=models.PROTECT, related_name="hearing_answer", verbose_name=_("meddelande")
    )

    class Meta:
        verbose_name = _("yttrande")
        verbose_name_plural = _("yttranden")

    def __str__(self) -> str:
        return str(self.hearing)


class HearingWaiver(models.Model):
    """The officer noted that it is plainly unnecessary to hear the region, and why (25 §)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hearing_waivers", verbose_name=_("ärende"))
    why = models.TextField(_("varför det är uppenbart obehövligt"), max_length=5000)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("noterat av")
    )
    noted_at = models.DateTimeField(_("noterat"))

    class Meta:
        ordering = ["case", "-pk"]
        verbose_name = _("notering om obehövligt yttrande")
        verbose_name_plural = _("noteringar om obehövligt yttrande")
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="correspondence_hearing_waiver_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.noted_at:%Y-%m-%d}"
