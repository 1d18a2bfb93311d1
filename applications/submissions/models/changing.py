"""After a version was handed in: the region opens it again, or takes the application back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Case
from applications.submissions.models.versions import Submission


class Reopening(models.Model):
    """A region writes again in what it has handed in, before the call closes. The version that stands, stands."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reopenings", verbose_name=_("ärende"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("öppnad av")
    )
    opened_at = models.DateTimeField(_("öppnad"))
    # When a new version was handed in, or the region chose to leave it as it was.
    ended_at = models.DateTimeField(_("avslutad"), null=True, blank=True)
    # The version that came of it, if any.
    submission = models.OneToOneField(
        Submission,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reopening",
        verbose_name=_("ny version"),
    )

    class Meta:
        ordering = ["case", "-pk"]
        verbose_name = _("öppning av inlämnad ansökan")
        verbose_name_plural = _("öppningar av inlämnade ansökningar")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="submissions_reopening_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.opened_at:%Y-%m-%d}"


class Withdrawal(models.Model):
    """The region took its application back (återkallelse). The database refuses to change or delete it."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="withdrawal", verbose_name=_("ärende"))
    reason = models.TextField(_("skäl"), max_length=2000, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("återkallad av")
    )
    withdrawn_by_name = models.CharField(_("namn vid återkallandet"), max_length=150)
    # When the request reached the authority.
    withdrawn_at = models.DateTimeField(_("återkallad"))

    class Meta:
        verbose_name = _("återkallelse")
        verbose_name_plural = _("återkallelser")

    def __str__(self) -> str:
        return str(self.case)
