"""What each person wants to be told by mail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MutedKind(models.Model):
    """A kind of notice (portal.notices.kinds) that a person does not want by mail."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="muted_kinds", verbose_name=_("person")
    )
    kind = models.CharField(_("slag"), max_length=40)

    class Meta:
        verbose_name = _("avstängd avisering")
        verbose_name_plural = _("avstängda aviseringar")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="notices_muted_kind_once"),
        ]

    def __str__(self) -> str:
        return self.kind
