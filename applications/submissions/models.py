"""What was handed in: immutable versions with their receipts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.calls.models import FormVersion
from applications.cases.models import Case
from applications.submissions.querysets import SubmissionQuerySet
from portal.files.models import StoredFile


class Submission(models.Model):
    """One version of an application as it was handed in. The database refuses to change or delete it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("ärende"))
    number = models.PositiveIntegerField(_("version"))
    form_version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("formulärversion")
    )
    # Canonical JSON (RFC 8785), kept as the text that was hashed.
    content = models.TextField(_("innehåll"))
    sha256 = models.CharField(_("kontrollsumma (SHA-256)"), max_length=64)
    # When the request reached the authority, which is what counts, and when it had been handled.
    arrived_at = models.DateTimeField(_("kom in"))
    handled_at = models.DateTimeField(_("hanterad"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("inlämnad av")
    )
    # The name as it was then: people change names, and receipts do not.
    submitted_by_name = models.CharField(_("namn vid inlämningen"), max_length=150)
    title = models.CharField(_("projektets namn"), max_length=150)
    start_on = models.DateField(_("projektet börjar"))
    end_on = models.DateField(_("projektet slutar"))
    receipt_code = models.CharField(_("kvittokod"), max_length=20, unique=True)
    files = models.ManyToManyField(StoredFile, related_name="+", verbose_name=_("bilagor"))

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-number"]
        verbose_name = _("inlämnad version")
        verbose_name_plural = _("inlämnade versioner")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="submissions_submission_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class AppliedAmount(models.Model):
    """What a handed-in version applies for, for one year. Whole kronor."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="amounts", verbose_name=_("inlämnad version")
    )
    year = models.PositiveSmallIntegerField(_("år"))
    amount = models.PositiveBigIntegerField(_("sökt, kronor"))

    class Meta:
        ordering = ["year"]
        verbose_name = _("sökt belopp")
        verbose_name_plural = _("sökta belopp")
        constraints = [
            models.UniqueConstraint(fields=["submission", "year"], name="submissions_applied_amount_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"
