"""A person's own calendar address."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.calendar.querysets import FeedQuerySet


class Feed(models.Model):
    """An address that a calendar program reads a person's dates from. Only the digest of its token is kept."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="calendar_feed",
        primary_key=True,
        verbose_name=_("person"),
    )
    token_digest = models.CharField(_("adressens kontrollsumma"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("skapad"))

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("kalenderadress")
        verbose_name_plural = _("kalenderadresser")

    def __str__(self) -> str:
        return str(self.person)
