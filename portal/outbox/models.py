"""Messages that must not be lost.

A row is written in the same transaction as the change it tells of; workers deliver it.

    pending → started → done
                  ↘ pending   certainly not delivered, or in doubt: tried again later
                  ↘ failed    will not be tried again by itself: a person looks at it
                  ↘ expired   a mail that had lost its meaning before it could be sent

A row that stays `started` longer than OUTBOX_LEASE_SECONDS was interrupted: nobody knows whether it was delivered.
"""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.outbox.querysets import DeliveryQuerySet


class Delivery(models.Model):
    """What mails and jobs have in common: how far the delivery has come."""

    # How many attempts before a person has to look at it.
    MAX_ATTEMPTS = 10

    class State(models.TextChoices):
        PENDING = "pending", _("Väntar")
        STARTED = "started", _("Pågår")
        DONE = "done", _("Klart")
        FAILED = "failed", _("Misslyckades")
        EXPIRED = "expired", _("För gammalt, skickades inte")

    # The same key twice is the same message: the second is never written.
    key = models.CharField(_("nyckel"), max_length=200, unique=True)
    state = models.CharField(_("läge"), max_length=10, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField(_("skapad"))
    # When a worker was last told through the queue; empty when none has been, or the queue was away.
    queued_at = models.DateTimeField(_("anmäld till kön"), null=True, blank=True)
    next_attempt_at = models.DateTimeField(_("nästa försök"))
    attempts = models.PositiveSmallIntegerField(_("försök"), default=0)
    # When the worker that has it, or had it last, began. It is also the worker's proof that it is still the one.
    claimed_at = models.DateTimeField(_("påbörjad"), null=True, blank=True)
    done_at = models.DateTimeField(_("klar"), null=True, blank=True)
    last_error = models.CharField(_("senaste felet"), max_length=500, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]

    def pause_after_attempt(self) -> timedelta:
        """How long to wait before the next try: 30 s, doubled each time, an hour at most."""
        doublings = min(max(self.attempts - 1, 0), 7)
        return min(timedelta(seconds=30) * 2**doublings, timedelta(hours=1))


class Mail(Delivery):
    """One mail to one person. Its Message-ID comes from the row, so that a mail sent twice in doubt is seen as one."""

    # About three days: a mail server may be away over a weekend (RFC 5321, 4.5.4.1, asks for four or five days).
    MAX_ATTEMPTS = 80

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    category = models.CharField(_("slag"), max_length=40)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("till"),
    )
    to = models.EmailField(_("adress"))
    subject = models.CharField(_("ämne"), max_length=250)
    body = models.TextField(_("text"))
    # A file to send with it: where it is stored, and what it is called. Empty: none.
    attachment = models.CharField(_("bifogad fil"), max_length=120, blank=True)
    attachment_name = models.CharField(_("den bifogade filens namn"), max_length=120, blank=True)
    expires_at = models.DateTimeField(
        _("meningslös från"), null=True, blank=True, help_text=_("Från den stunden skickas brevet inte längre.")
    )
    sent_in_doubt = models.PositiveSmallIntegerField(
        _("skickad igen i ovisshet"),
        default=0,
        help_text=_("Antal gånger brevet skickades igen fast ingen kunde veta om servern redan hade tagit emot det."),
    )

    class Meta(Delivery.Meta):
        verbose_name = _("e-postmeddelande")
        verbose_name_plural = _("e-postmeddelanden")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["pending", "started", "done", "failed", "expired"]),
                name="outbox_mail_state_known",
            ),
        ]
        indexes = [
            # What is due or was interrupted? Asked by the relay every few seconds; done rows are not in the index.
            models.Index(
                fields=["next_attempt_at"], name="outbox_mail_due", condition=Q(state__in=["pending", "started"])
            ),
            # What has failed? Asked by the staff's start page.
            models.Index(fields=["-created_at"], name="outbox_mail_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        # Not the subject: what the mail is about is for whom it is to.
        return f"{self.category}: {self.to}"

    @property
    def message_id(self) -> str:
        return f"<{self.uuid}@{settings.MAIL_DOMAIN}>"

    def has_expired_at(self, moment: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= moment


class Job(Delivery):
    """One call of a named task with ids. The task must be safe to run twice."""

    task = models.CharField(_("uppgift"), max_length=80)
    arguments = models.JSONField(_("argument"), default=list)

    class Meta(Delivery.Meta):
        verbose_name = _("jobb")
        verbose_name_plural = _("jobb")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["pending", "started", "done", "failed"]), name="outbox_job_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="outbox_job_due", condition=Q(state__in=["pending", "started"])
            ),
            models.Index(fields=["-created_at"], name="outbox_job_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.arguments}"
