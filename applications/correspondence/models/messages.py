"""What a region and the authority write to each other in a case."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Case, Document, Side
from applications.correspondence.querysets import MessageQuerySet
from portal.files.models import StoredFile


class Message(models.Model):
    """A message in a case. The database refuses to change or delete it."""

    LONGEST = 10_000

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages", verbose_name=_("ärende"))
    # The message in the case's register of documents.
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="message", verbose_name=_("handling")
    )
    # Made with the form that it was written in: the same form sent twice is one message.
    key = models.UUIDField(_("nyckel"), default=uuid.uuid4)
    side = models.CharField(_("från"), max_length=10, choices=Side.choices)
    text = models.TextField(_("meddelande"), max_length=LONGEST)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("skrivet av")
    )
    # The name as it was then.
    sent_by_name = models.CharField(_("namn då"), max_length=150)
    # For what a region sends, when it reached the authority.
    sent_at = models.DateTimeField(_("skickat"))

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["case", "pk"]
        verbose_name = _("meddelande")
        verbose_name_plural = _("meddelanden")
        constraints = [
            models.CheckConstraint(
                condition=Q(side__in=["region", "authority"]), name="correspondence_message_side_known"
            ),
            models.UniqueConstraint(fields=["case", "sent_by", "key"], name="correspondence_message_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.sent_at:%Y-%m-%d %H:%M}"

    @property
    def is_from_region(self) -> bool:
        return self.side == Side.REGION

    @property
    def settled_as(self) -> "Settled | None":
        """That it needs no answer, if somebody has said so."""
        return getattr(self, "settled", None)


class Settled(models.Model):
    """The side that a message was written to said that it needs no answer."""

    message = models.OneToOneField(
        Message, on_delete=models.PROTECT, related_name="settled", primary_key=True, verbose_name=_("meddelande")
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("av")
    )
    settled_at = models.DateTimeField(_("när"))

    class Meta:
        verbose_name = _("meddelande utan behov av svar")
        verbose_name_plural = _("meddelanden utan behov av svar")

    def __str__(self) -> str:
        return str(self.message)


class MessageFile(models.Model):
    """A file that was sent with a message. The database refuses to change or delete it."""

    MOST = 10

    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="attached", verbose_name=_("meddelande")
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("fil"))

    class Meta:
        ordering = ["message", "pk"]
        verbose_name = _("fil till meddelande")
        verbose_name_plural = _("filer till meddelanden")
        constraints = [
            models.UniqueConstraint(fields=["message", "file"], name="correspondence_message_file_once"),
        ]

    def __str__(self) -> str:
        return self.file.name
