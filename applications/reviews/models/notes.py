"""What staff note in a case among themselves."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Case
from applications.reviews.querysets import NoteQuerySet


class Note(models.Model):
    """An internal note (tjänsteanteckning): part of the case and never changed, and not shown to the region."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes", verbose_name=_("ärende"))
    text = models.TextField(_("anteckning"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("skriven av")
    )
    written_at = models.DateTimeField(_("skriven"))

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["case", "pk"]
        verbose_name = _("anteckning")
        verbose_name_plural = _("anteckningar")

    def __str__(self) -> str:
        return self.text[:60]
