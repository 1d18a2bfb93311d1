"""What a region and the authority write to each other in a case."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Case


class Message(models.Model):
    """A message in a case. The database refuses to change or delete it."""

    class Side(models.TextChoices):
        REGION = "region", _("Regionen")
        AUTHORITY = "authority", _("Myndigheten")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages", verbose_name=_("ärende"))
    side = models.CharField(_("från"), max_length=10, choices=Side.choices)
    text = models.TextField(_("meddelande"), max_length=10_000)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("skrivet av")
    )
    # The name as it was then.
    sent_by_name = models.CharField(_("namn då"), max_length=150)
    sent_at = models.DateTimeField(_("skickat"))

    class Meta:
        ordering = ["case", "pk"]
        verbose_name = _("meddelande")
        verbose_name_plural = _("meddelanden")
        constraints = [
            models.CheckConstraint(
                condition=Q(side__in=["region", "authority"]), name="correspondence_message_side_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.sent_at:%Y-%m-%d %H:%M}"
