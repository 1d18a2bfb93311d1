"""Texts of the site that the authority edits: about the fund, accessibility statement, personal data, contact."""

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.audit.models import AuditedModel


class Page(AuditedModel):
    """One page, in Markdown, in Swedish and perhaps in English."""

    slug = models.SlugField(_("adress"), unique=True)
    title = models.CharField(_("rubrik"), max_length=150)
    body = models.TextField(_("text"), help_text=_("Markdown. HTML visas som text."))
    title_en = models.CharField(_("rubrik på engelska"), max_length=150, blank=True)
    body_en = models.TextField(_("text på engelska"), blank=True)
    changed_at = models.DateTimeField(_("ändrad"))

    class Meta:
        ordering = ["slug"]
        verbose_name = _("sida")
        verbose_name_plural = _("sidor")

    def __str__(self) -> str:
        return self.title

    @property
    def shown_title(self) -> str:
        return self.title_en if translation.get_language() == "en" and self.title_en else self.title

    @property
    def shown_body(self) -> str:
        return self.body_en if translation.get_language() == "en" and self.body_en else self.body
