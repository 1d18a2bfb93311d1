"""The completeness check of a case."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Case


class CompletenessCheck(models.Model):
    """The formal review (formell granskning) of a case, point by point against the call's checklist."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, related_name="completeness_check", verbose_name=_("ärende")
    )
    # The points as they read then: [{"key", "text", "met"}].
    items = models.JSONField(_("punkter"))
    is_complete = models.BooleanField(_("komplett"))
    comment = models.TextField(_("kommentar"), blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("gjord av")
    )
    done_at = models.DateTimeField(_("gjord"))

    class Meta:
        verbose_name = _("formell granskning")
        verbose_name_plural = _("formella granskningar")

    def __str__(self) -> str:
        return str(self.case)
