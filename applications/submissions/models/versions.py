"""What was handed in: immutable versions with what they apply for, and their PDF."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applications.calls.deadline import margin_in_words
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
    # The closing that it was judged by, and the minutes of grace then, whatever is extended later. None for a
    # supplement, and for versions from before this was kept.
    closed_at = models.DateTimeField(_("stängningen som gällde"), null=True, blank=True)
    grace_minutes = models.PositiveSmallIntegerField(_("marginal som gällde, minuter"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("inlämnad av")
    )
    # The name as it was then: people change names, and receipts do not. Of one that the registrar registered, the name
    # of whoever sent it.
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

    @property
    def amount_applied(self) -> int:
        """What it applies for in all years together, in kronor. Asks for nothing when it came with its amounts."""
        return sum(row.amount for row in self.amounts.all())

    @property
    def registered_as(self) -> Any:
        """How it came, if the registrar registered it (`Registration`); None of one that was handed in here."""
        return getattr(self, "registration", None)

    @property
    def receipt_key(self) -> str:
        """The key, in the outbox, of the job that makes the PDF and sends the receipt."""
        return f"receipt:{self.pk}"

    @property
    def margin(self) -> str:
        """With what margin it came in, in words; "" when no closing was to be kept."""
        return margin_in_words(self.closed_at, self.arrived_at, self.grace_minutes) if self.closed_at else ""


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


def _pdf_path(pdf: "ApplicationPdf", filename: str) -> str:
    """One path for each, so that a worker that died between file and database leaves nothing behind."""
    return f"applications/{pdf.pk}.pdf"


class ApplicationPdf(models.Model):
    """An application as PDF: a version as it was handed in, or a draft as it stood when somebody asked for it.

    The row is an order; the PDF comes when a worker has made it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pdfs", verbose_name=_("ärende"))
    # Empty: it is a draft's.
    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="pdf", verbose_name=_("version")
    )
    # What it shows: the hash of the frozen text; and of a draft the text itself, for a version has its own.
    content_sha256 = models.CharField(_("innehållets kontrollsumma"), max_length=64)
    content = models.TextField(_("innehåll"), blank=True)
    ordered_at = models.DateTimeField(_("beställd"))
    made_at = models.DateTimeField(_("framställd"), null=True, blank=True)
    pdf = models.FileField(_("PDF"), upload_to=_pdf_path, blank=True, max_length=120)
    # Of the file.
    sha256 = models.CharField(_("kontrollsumma (SHA-256)"), max_length=64, blank=True)

    class Meta:
        ordering = ["case", "-pk"]
        verbose_name = _("ansökan som PDF")
        verbose_name_plural = _("ansökningar som PDF")
        constraints = [
            # Has somebody asked for this draft before? Then that PDF is the one.
            models.UniqueConstraint(
                fields=["case", "content_sha256"],
                condition=Q(submission__isnull=True),
                name="submissions_application_pdf_once_for_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, sha256="") | (Q(made_at__isnull=False) & ~Q(sha256="")),
                name="submissions_application_pdf_made_has_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.file_name}"

    @property
    def is_made(self) -> bool:
        return self.made_at is not None

    @property
    def job_key(self) -> str:
        return f"application-pdf:{self.pk}"

    @property
    def file_name(self) -> str:
        """What it is called when it is downloaded: ansokan-2022-000131-version-1.pdf, utkast-validering.pdf"""
        if self.submission is None:
            return f"utkast-{slugify(self.case.title)[:60]}.pdf"
        return f"ansokan-{slugify(str(self.case.registry_number))}-version-{self.submission.number}.pdf"
