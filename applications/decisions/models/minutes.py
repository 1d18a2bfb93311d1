"""The minutes of a meeting: what they say, who approved them, and the files made of them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.decisions.models.meetings import Meeting


class Minutes(models.Model):
    """What happened at a closed meeting, as canonical JSON (RFC 8785). The database refuses to change it."""

    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, related_name="minutes", verbose_name=_("sammanträde")
    )
    content = models.TextField(_("innehåll"))
    sha256 = models.CharField(_("kontrollsumma (SHA-256)"), max_length=64)
    made_at = models.DateTimeField(_("upprättat"))

    class Meta:
        verbose_name = _("protokoll")
        verbose_name_plural = _("protokoll")

    def __str__(self) -> str:
        return str(self.meeting)


class MinutesApproval(models.Model):
    """Somebody whose word it takes has approved the minutes, or those of its sections that they may read."""

    minutes = models.ForeignKey(
        Minutes, on_delete=models.PROTECT, related_name="approvals", verbose_name=_("protokoll")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("namn"), max_length=150)
    # The numbers of the sections that they approved: not those of cases in which they have a conflict of interest.
    sections = models.JSONField(_("paragrafer"), default=list)
    approved_at = models.DateTimeField(_("justerat"))

    class Meta:
        ordering = ["minutes", "pk"]
        verbose_name = _("justering av protokoll")
        verbose_name_plural = _("justeringar av protokoll")
        constraints = [
            models.UniqueConstraint(fields=["minutes", "person"], name="decisions_minutes_approval_once"),
        ]

    def __str__(self) -> str:
        return self.name


def _minutes_path(file: "MinutesFile", filename: str) -> str:
    """One path for each file, so that a worker that died between file and database leaves nothing behind."""
    return f"minutes/{file.minutes_id}-{'approved' if file.is_approved else 'closed'}.pdf"


class MinutesFile(models.Model):
    """The minutes as PDF: once when the meeting is closed, and once when they are approved, with who did so."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="files", verbose_name=_("protokoll"))
    is_approved = models.BooleanField(_("justerat"))
    pdf = models.FileField(_("PDF"), upload_to=_minutes_path, max_length=120)
    sha256 = models.CharField(_("kontrollsumma (SHA-256)"), max_length=64)
    made_at = models.DateTimeField(_("framställt"))

    class Meta:
        ordering = ["minutes", "is_approved"]
        verbose_name = _("protokollsfil")
        verbose_name_plural = _("protokollsfiler")
        constraints = [
            models.UniqueConstraint(fields=["minutes", "is_approved"], name="decisions_minutes_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes}: {self.sha256}"
