"""What is said of a case's time: that it is delayed, that the region asks for its decision, and that this is refused.

The database refuses to change any of it (förvaltningslagen 11–12 §§).
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Case, Document
from applications.reviews.querysets import DecisionRequestQuerySet


class DelayNotice(models.Model):
    """The region was told that its case is much delayed, why, and when a decision is expected (11 §)."""

    LONGEST = 5000

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="delay_notices", verbose_name=_("ärende"))
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="delay_notice", verbose_name=_("handling")
    )
    reason = models.TextField(_("skäl"), max_length=LONGEST)
    expected_on = models.DateField(_("beslut väntas senast"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("skickad av")
    )
    sent_by_name = models.CharField(_("avsändarens namn"), max_length=200)
    sent_at = models.DateTimeField(_("skickad"))

    class Meta:
        ordering = ["case", "pk"]
        verbose_name = _("underrättelse om försening")
        verbose_name_plural = _("underrättelser om försening")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="reviews_delay_notice_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.expected_on}"


class DecisionRequest(models.Model):
    """The region asks in writing that its case be decided (12 §). It may do so once in a case.

    Sent in the portal by one of its people, or on paper and registered by staff with its true moment of arrival.
    """

    LONGEST = 5000

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, related_name="decision_request", verbose_name=_("ärende")
    )
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="decision_request", verbose_name=_("handling")
    )
    text = models.TextField(_("vad regionen skriver"), max_length=LONGEST, blank=True)
    arrived_at = models.DateTimeField(_("kom in"))
    # The last day to decide the case or to refuse, counted when it came in.
    answer_by = models.DateField(_("besvaras senast"))
    asked_by_name = models.CharField(_("vem som begär"), max_length=200)
    # Whoever sent it in the portal; or who registered what came another way.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("begärt av"),
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("registrerad av"),
    )
    # When those who work on the case were told that a week is left.
    week_told_at = models.DateTimeField(_("påmind om sista dagen"), null=True, blank=True, editable=False)

    objects = DecisionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["answer_by", "pk"]
        verbose_name = _("begäran om avgörande")
        verbose_name_plural = _("begäranden om avgörande")
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_by__isnull=False, registered_by__isnull=True)
                | Q(asked_by__isnull=True, registered_by__isnull=False),
                name="reviews_decision_request_sent_or_registered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.answer_by}"

    @property
    def refused_as(self) -> "RequestRefusal | None":
        """The decision that refused it, if there is one."""
        return getattr(self, "refusal", None)


class RequestRefusal(models.Model):
    """The decision of its own by which the authority refuses to decide the case within four weeks (12 §)."""

    LONGEST = 5000

    request = models.OneToOneField(
        DecisionRequest,
        on_delete=models.PROTECT,
        related_name="refusal",
        primary_key=True,
        verbose_name=_("begäran"),
    )
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="request_refusal", verbose_name=_("handling")
    )
    reasons = models.TextField(_("skäl"), max_length=LONGEST)
    appeal = models.TextField(_("hur beslutet överklagas"), max_length=LONGEST)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("beslutat av")
    )
    refused_by_name = models.CharField(_("beslutsfattarens namn"), max_length=200)
    # Who presented it (31 §), where anybody did.
    presented_by_name = models.CharField(_("föredragandens namn"), max_length=200, blank=True)
    refused_at = models.DateTimeField(_("beslutat"))

    class Meta:
        verbose_name = _("avslag på begäran om avgörande")
        verbose_name_plural = _("avslag på begäranden om avgörande")
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="reviews_request_refusal_says_why"),
            models.CheckConstraint(condition=~Q(appeal=""), name="reviews_request_refusal_says_how_to_appeal"),
        ]

    def __str__(self) -> str:
        return str(self.request)

    @property
    def made_file(self) -> Any:
        """Its letter as a file (RefusalFile), once a worker has made it; else None."""
        return getattr(self, "file", None)
