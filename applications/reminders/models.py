"""Reminders that were given: one for each person and planned moment; and which planned moments have been dealt with."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.calls.models import Call
from applications.reminders.querysets import ReminderQuerySet
from portal.outbox.models import Mail


class Kind(models.TextChoices):
    BEFORE_CLOSING = "before_closing", _("Påminnelse före sista dagen")
    AFTER_CLOSING = "after_closing", _("Besked om utkast som inte lämnades in")


class Way(models.TextChoices):
    """How a person is told, as they chose by the time it was. Each has it among what is new on their start page too."""

    MAIL = "mail", _("Mejl")
    DIGEST = "digest", _("I det dagliga sammandraget")
    START_PAGE = "start_page", _("På startsidan, utan mejl")


class Round(models.Model):
    """A planned moment that has been dealt with: everyone who should hear at that moment, in regions for which it was
    planned, has got a reminder.

    Whoever comes later, joins a region or turns reminders on again, is told at the next planned moment.
    """

    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="reminder_rounds", verbose_name=_("utlysning")
    )
    kind = models.CharField(_("slag"), max_length=15, choices=Kind.choices)
    planned_at = models.DateTimeField(_("planerad"))
    # The codes of the regions for which it was; empty: for all. A region that is given longer has moments of its own.
    regions = models.JSONField(_("regioner"), default=list, blank=True)
    done_at = models.DateTimeField(_("klar"))

    class Meta:
        ordering = ["-planned_at", "pk"]
        verbose_name = _("utskick av påminnelser")
        verbose_name_plural = _("utskick av påminnelser")
        constraints = [
            models.UniqueConstraint(fields=["call", "kind", "planned_at"], name="reminders_round_once"),
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.planned_at:%Y-%m-%d %H:%M}"


class Reminder(models.Model):
    """A reminder that somebody was given. The constraint is what makes it once, whatever restarts or runs twice."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("utlysning"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("till")
    )
    kind = models.CharField(_("slag"), max_length=15, choices=Kind.choices)
    planned_at = models.DateTimeField(_("planerad"))
    queued_at = models.DateTimeField(_("lagd i utkorgen"))
    region_names = models.CharField(_("regioner"), max_length=1000)
    way = models.CharField(_("sätt"), max_length=10, choices=Way.choices, default=Way.MAIL)
    # Its own mail, when it has one.
    mail = models.OneToOneField(
        Mail, on_delete=models.PROTECT, null=True, blank=True, related_name="reminder", verbose_name=_("e-post")
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_at", "pk"]
        verbose_name = _("skickad påminnelse")
        verbose_name_plural = _("skickade påminnelser")
        constraints = [
            models.UniqueConstraint(fields=["call", "person", "planned_at"], name="reminders_reminder_once"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="reminders_reminder_kind_known"),
            models.CheckConstraint(
                condition=models.Q(way="mail", mail__isnull=False)
                | models.Q(way__in=["digest", "start_page"], mail__isnull=True),
                name="reminders_reminder_mail_if_mailed",
            ),
        ]
        indexes = [
            # What was sent lately, newest first?
            models.Index(fields=["-queued_at", "-id"], name="reminders_reminder_by_queued"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.planned_at:%Y-%m-%d %H:%M}"
