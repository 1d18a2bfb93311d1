"""The grounds of secrecy that staff choose from. What law applies is text that can be edited, never code."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SecrecyGround(models.Model):
    """A provision by which something may be secret. A mark copies its text, so that later edits don't reach it."""

    text = models.CharField(
        _("lagrum"), max_length=60, unique=True, help_text=_("Så som det skrivs i handlingen: 31 kap. 16 § OSL")
    )
    about = models.CharField(_("vad det skyddar"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("ordning"), default=0)
    is_in_use = models.BooleanField(_("kan väljas"), default=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("sekretessgrund")
        verbose_name_plural = _("sekretessgrunder")

    def __str__(self) -> str:
        return f"{self.text} – {self.about}" if self.about else self.text
