"""Messages that must not be lost. A row is written in the same transaction as the change it tells of; workers deliver it.

    pending → started → done
                  ↘ pending (definitely not delivered: tried again later)
                  ↘ failed  (will not be tried again by itself: a person looks at it)

A row that stays `started` longer than OUTBOX_LEASE_SECONDS was interrupted: nobody knows whether it was delivered.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.outbox.querysets import DeliveryQuerySet

MAX_ATTEMPTS = 10


class Delivery(models.Model):
    """What mails and jobs have in common: how far the delivery has come."""

    class State(models.TextChoices):
        PENDING = "pending", _("Väntar")
        STARTED = "started", _("Pågår")
        DONE = "done", _("Klart")
        FAILED = "failed", _("Misslyckat")

    # The same key twice is the same message: the second is never written.
    key = models.CharField(_("nyckel"), max_length=200, unique=True)
    state = models.CharField(_("läge"), max_length=10, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField(_("skapad"))
    next_attempt_at = models.DateTimeField(_("nästa försök"))
    attempts = models.PositiveSmallIntegerField(_("försök"), default=0)
    claimed_at = models.DateTimeField(_("påbörjad"), null=True, blank=True)
    done_at = models.DateTimeField(_("klar"), null=True, blank=True)
    last_error = models.CharField(_("senaste felet"), max_length=500, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]

    def pause_after_attempt(self) -> timedelta:
        """How long to wait before the next try: 30 s, doubled each time, an hour at most."""
        return min(timedelta(seconds=30) * 2 ** max(self.attempts - 1, 0), timedelta(hours=1))


class Mail(Delivery):
    """One mail to one person. Its Message-ID comes from the row, so that a mail sent twice in doubt is seen as one."""

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
    sent_in_doubt = models.PositiveSmallIntegerField(
        _("skickad igen i ovisshet"),
        default=0,
        help_text=_("Antal gånger brevet skickades igen fast ingen kunde veta om servern redan hade tagit emot det."),
    )

    class Meta(Delivery.Meta):
        verbose_name = _("e-postmeddelande")
        verbose_name_plural = _("e-postmeddelanden")
        indexes = [
            # What is due or was interrupted? Asked by the relay every few seconds; done rows are not in the index.
            models.Index(
                fields=["next_attempt_at"], name="outbox_mail_due", condition=models.Q(state__in=["pending", "started"])
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def message_id(self) -> str:
        return f"<{self.uuid}@{settings.MAIL_DOMAIN}>"


class Job(Delivery):
    """One call of a named task with ids. The task must be safe to run twice."""

    task = models.CharField(_("uppgift"), max_length=80)
    arguments = models.JSONField(_("argument"), default=list)

    class Meta(Delivery.Meta):
        verbose_name = _("jobb")
        verbose_name_plural = _("jobb")
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="outbox_job_due", condition=models.Q(state__in=["pending", "started"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.arguments}"
