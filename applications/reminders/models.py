"""Reminders that were sent: one for each person and planned moment."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.calls.models import Call
from portal.outbox.models import Mail


class Reminder(models.Model):
    """A reminder put in the outbox. The constraint is what makes it once, whatever restarts or runs twice."""

    class Kind(models.TextChoices):
        BEFORE_CLOSING = "before_closing", _("Före stängning")
        AFTER_CLOSING = "after_closing", _("Utkast som inte lämnades in")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("utlysning"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("till")
    )
    kind = models.CharField(_("slag"), max_length=15, choices=Kind.choices)
    planned_at = models.DateTimeField(_("planerad"))
    queued_at = models.DateTimeField(_("lagd i utkorgen"))
    mail = models.OneToOneField(Mail, on_delete=models.PROTECT, related_name="reminder", verbose_name=_("e-post"))

    class Meta:
        ordering = ["-planned_at", "pk"]
        verbose_name = _("skickad påminnelse")
        verbose_name_plural = _("skickade påminnelser")
        constraints = [
            models.UniqueConstraint(fields=["call", "person", "planned_at"], name="reminders_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.planned_at:%Y-%m-%d %H:%M}"
