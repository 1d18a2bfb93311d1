"""What the officer asks the region to complete, and the region's wish for more time."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Case
from applications.submissions.models.versions import Submission
from applications.submissions.querysets import SupplementRequestQuerySet


class SupplementRequest(models.Model):
    """The officer asks the region to complete named sections by a day (förvaltningslagen 20, 23 §§)."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="supplement_requests", verbose_name=_("ärende")
    )
    text = models.TextField(_("vad som behöver kompletteras"), max_length=5000)
    # Keys of the sections that are opened.
    sections = models.JSONField(_("avsnitt"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("begärd av")
    )
    asked_at = models.DateTimeField(_("begärd"))
    # The last day on which the answer is in time, Stockholm's calendar. Moved by granting more time.
    due_on = models.DateField(_("senast"))
    # The version that answered it.
    submission = models.OneToOneField(
        Submission,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supplement_request",
        verbose_name=_("svar"),
    )
    answered_at = models.DateTimeField(_("besvarad"), null=True, blank=True)
    # The officer stopped waiting: the case goes on without an answer.
    closed_at = models.DateTimeField(_("avslutad utan svar"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("avslutad av"),
    )
    # The last days that the region was reminded of, before and after: once each, and anew when the day has moved.
    soon_told_for = models.DateField(_("påmind före"), null=True, blank=True, editable=False)
    late_told_for = models.DateField(_("påmind efter"), null=True, blank=True, editable=False)

    objects = SupplementRequestQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-pk"]
        verbose_name = _("begäran om komplettering")
        verbose_name_plural = _("begäranden om komplettering")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(answered_at__isnull=True, closed_at__isnull=True),
                name="submissions_supplement_request_one_open",
            ),
            # Can a request be both answered and given up? No: it is never unclear which.
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(closed_at__isnull=True),
                name="submissions_supplement_request_one_end",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(submission__isnull=False),
                name="submissions_supplement_request_answered_by_version",
            ),
        ]
        indexes = [
            # What is waited for, by its last day.
            models.Index(
                fields=["due_on", "case"],
                name="submissions_supplement_due",
                condition=Q(answered_at__isnull=True, closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.due_on}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.closed_at is None

    @property
    def open_more_time(self) -> "MoreTime | None":
        """That the region wants more time, while nobody has answered."""
        return next((more for more in self.more_time.all() if more.answered_at is None), None) if self.is_open else None

    def is_overdue_on(self, day: date) -> bool:
        return self.is_open and self.due_on < day

    @property
    def was_late(self) -> bool:
        """Whether the answer came after the last day. It counts all the same."""
        return self.answered_at is not None and localdate(self.answered_at) > self.due_on


class MoreTime(models.Model):
    """The region asks for more time to answer a supplement request, and the officer's answer."""

    request = models.ForeignKey(
        SupplementRequest, on_delete=models.PROTECT, related_name="more_time", verbose_name=_("begäran")
    )
    wanted_on = models.DateField(_("till och med"))
    reason = models.TextField(_("skäl"), max_length=1000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("begärd av")
    )
    asked_at = models.DateTimeField(_("begärd"))
    # The day that the officer gave, empty when it stays as it was; and what they wrote.
    given_on = models.DateField(_("ny sista dag"), null=True, blank=True)
    answer = models.TextField(_("svar"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("besvarad av"),
    )
    answered_at = models.DateTimeField(_("besvarad"), null=True, blank=True)

    class Meta:
        ordering = ["request", "-pk"]
        verbose_name = _("begäran om mer tid")
        verbose_name_plural = _("begäranden om mer tid")
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(answered_at__isnull=True), name="submissions_more_time_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.wanted_on}"
