"""What was handed in: immutable versions with their receipts; and what goes before a version, between two, and after.

Sign-offs come before one is handed in. Reopenings and supplement requests open a draft again beside the version that
stands. A withdrawal takes the application back.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from applications.calls.deadline import margin_in_words
from applications.calls.models import FormVersion
from applications.cases.models import Case
from applications.submissions.querysets import SubmissionQuerySet, SupplementRequestQuerySet
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

    @property
    def amount_applied(self) -> int:
        """What it applies for in all years together, in kronor. Asks for nothing when it came with its amounts."""
        return sum(row.amount for row in self.amounts.all())

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


class SignOff(models.Model):
    """An editor says that a draft is ready to be handed in, and a signatory answers."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Väntar på den som lämnar in")
        SENT_BACK = "sent_back", _("Skickad tillbaka")
        TAKEN_BACK = "taken_back", _("Ändras igen")
        SUBMITTED = "submitted", _("Inlämnad")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sign_offs", verbose_name=_("ärende"))
    state = models.CharField(_("läge"), max_length=10, choices=State.choices, default=State.WAITING)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("markerad klar av")
    )
    marked_at = models.DateTimeField(_("markerad klar"))
    note = models.TextField(_("hälsning till den som lämnar in"), max_length=1000, blank=True)
    # What was marked: its hash, and the version of each section (applications.submissions.queries.CheckPage.seen).
    content_sha256 = models.CharField(_("innehållets kontrollsumma"), max_length=64, blank=True)
    seen = models.TextField(_("vilka versioner"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("besvarad av"),
    )
    answered_at = models.DateTimeField(_("besvarad"), null=True, blank=True)
    comment = models.TextField(_("vad som behöver ändras"), max_length=2000, blank=True)

    class Meta:
        ordering = ["case", "-pk"]
        verbose_name = _("klarmarkering")
        verbose_name_plural = _("klarmarkeringar")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="waiting"), name="submissions_sign_off_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent_back", "taken_back", "submitted"]),
                name="submissions_sign_off_state_known",
            ),
            # Can a draft be sent back without saying why? No.
            models.CheckConstraint(
                condition=~Q(state="sent_back") | ~Q(comment=""), name="submissions_sign_off_sent_back_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.get_state_display()}"


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
                fields=["due_on"],
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
