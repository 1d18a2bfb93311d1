"""The decision letter: one for each decision, made once, kept with its hash."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from applications.decisions.models import Decision
from applications.letters.querysets import LetterQuerySet, MailingQuerySet
from applications.submissions.codes import new_code


def _letter_path(letter: "Letter", filename: str) -> str:
    """One path for each letter, so that a worker that died between file and database leaves nothing behind."""
    return f"letters/{letter.pk}.pdf"


class Progress(models.TextChoices):
    """How far a letter has come."""

    QUEUED = "queued", _("I kö")
    MADE = "made", _("Gjort")
    SIGNED = "signed", _("Gjort och undertecknat")
    DELIVERED = "delivered", _("Överlämnat")
    OPENED = "opened", _("Öppnat")
    ACKNOWLEDGED = "acknowledged", _("Regionen har tagit del")


class Letter(models.Model):
    """The letter of one decision. A row is written with the decision; the PDF comes when a worker has made it."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="letter", verbose_name=_("beslut"))
    # What anyone who holds the letter can check it by; it stands on every page of it.
    code = models.CharField(_("kontrollkod"), max_length=20, unique=True, default=new_code)
    created_at = models.DateTimeField(_("beställt"))
    made_at = models.DateTimeField(_("framställt"), null=True, blank=True)
    pdf = models.FileField(_("PDF"), upload_to=_letter_path, blank=True, max_length=120)
    sha256 = models.CharField(_("kontrollsumma (SHA-256)"), max_length=64, blank=True)
    # Empty for letters from before the portal signed them.
    signed_at = models.DateTimeField(_("undertecknat"), null=True, blank=True)
    signed_by_name = models.CharField(_("certifikatets namn"), max_length=200, blank=True)
    certificate_sha256 = models.CharField(_("certifikatets kontrollsumma (SHA-256)"), max_length=64, blank=True)
    # By a certificate that the portal made itself, which nobody else vouches for.
    has_own_certificate = models.BooleanField(_("eget certifikat"), default=False)
    # From when the region can read it: made, and the decision released.
    delivered_at = models.DateTimeField(_("lämnat till regionen"), null=True, blank=True)
    # When the region was reminded of a letter that nobody there had opened.
    reminded_at = models.DateTimeField(_("påmint"), null=True, blank=True)
    # When the region appealed the decision, which it then knows of. The time to appeal does not run from it.
    appealed_at = models.DateTimeField(_("överklagat av regionen"), null=True, blank=True)
    first_opened_at = models.DateTimeField(_("först öppnat"), null=True, blank=True)
    first_opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("av"),
    )
    acknowledged_at = models.DateTimeField(_("regionen har tagit del"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("av"),
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("beslutsbrev")
        verbose_name_plural = _("beslutsbrev")
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, sha256="") | (Q(made_at__isnull=False) & ~Q(sha256="")),
                name="letters_letter_made_has_hash",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, certificate_sha256="")
                | (Q(signed_at__isnull=False, made_at__isnull=False) & ~Q(certificate_sha256="")),
                name="letters_letter_signed_was_made",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(made_at__isnull=False),
                name="letters_letter_delivered_was_made",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(delivered_at__isnull=False),
                name="letters_letter_acknowledged_was_delivered",
            ),
        ]

    def __str__(self) -> str:
        return str(self.decision)

    @property
    def job_key(self) -> str:
        """The key, in the outbox, of the job that makes the letter: one for each decision."""
        return f"letter:{self.decision_id}"

    @property
    def notice_key(self) -> str:
        """What the keys of the mails that tell of the letter begin with."""
        return f"letter-notice:{self.pk}"

    @property
    def reminder_key(self) -> str:
        """What the keys of the reminders of an unread letter begin with."""
        return f"letter-unread:{self.pk}"

    @property
    def is_made(self) -> bool:
        return self.made_at is not None

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def progress(self) -> "Progress":
        """How far the letter has come."""
        if self.acknowledged_at:
            return Progress.ACKNOWLEDGED
        if self.first_opened_at:
            return Progress.OPENED
        if self.delivered_at:
            return Progress.DELIVERED
        if self.is_made:
            return Progress.SIGNED if self.is_signed else Progress.MADE
        return Progress.QUEUED

    @property
    def is_delivered(self) -> bool:
        return self.delivered_at is not None

    @property
    def file_name(self) -> str:
        """What the PDF is called when it is downloaded: beslut-2022-000131.pdf"""
        return f"beslut-{slugify(str(self.decision.case.registry_number))}.pdf"

    @property
    def replaced_file_name(self) -> str:
        """The same for one that a later letter has replaced: beslut-2022-000131-ersatt-2022-11-25.pdf"""
        day = localdate(self.decision.decided_at).isoformat()
        return f"beslut-{slugify(str(self.decision.case.registry_number))}-ersatt-{day}.pdf"


class Handover(models.Model):
    """A letter was handed over by one channel (letters.channels): each channel once."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("brev"))
    channel = models.CharField(_("väg"), max_length=30)
    handed_over_at = models.DateTimeField(_("överlämnat"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("överlämnat brev")
        verbose_name_plural = _("överlämnade brev")
        constraints = [
            models.UniqueConstraint(fields=["letter", "channel"], name="letters_handover_channel_once"),
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.channel}"


class Mailing(models.Model):
    """Letters that are made and sent together (utskick): those of a meeting, or of a call.

    Once all are made, those that were held are released at the same moment. Stopped, no more are made or released.
    """

    title = models.CharField(_("namn"), max_length=150)
    letters = models.ManyToManyField(Letter, related_name="mailings", verbose_name=_("brev"))
    started_at = models.DateTimeField(_("startat"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("startat av")
    )
    stopped_at = models.DateTimeField(_("stoppat"), null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stoppat av"),
    )
    # When the last of its letters had been made, and all were released.
    sent_at = models.DateTimeField(_("skickat"), null=True, blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("utskick")
        verbose_name_plural = _("utskick")
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(sent_at__isnull=True),
                name="letters_mailing_sent_was_not_stopped",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_stopped(self) -> bool:
        return self.stopped_at is not None

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None
