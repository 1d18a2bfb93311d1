"""A call's form, in versions."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.calls.definition import FormDefinition, parse
from applications.calls.models.call import Call


def validate_definition(value: object) -> None:
    """The JSON is a form definition. Raises ValidationError."""
    parse(value)


class FormVersion(models.Model):
    """A version of a call's form. Never changed once a draft may have been started on it: a change is a new version."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="form_versions", verbose_name=_("utlysning"))
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField(_("formulär"), validators=[validate_definition])
    created_at = models.DateTimeField(_("skapad"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("av"),
    )

    class Meta:
        ordering = ["call", "-number"]
        verbose_name = _("formulärversion")
        verbose_name_plural = _("formulärversioner")
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="calls_form_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.call} v{self.number}"

    @cached_property
    def parsed(self) -> FormDefinition:
        """The definition as pages and actions read it. Checked once in each process, for a version never changes."""
        known = _parsed.get(self.pk)
        if known is None or known[0] != self.definition:
            # Another definition under the same key: a version that is not saved yet, or another test's.
            known = _parsed[self.pk] = (self.definition, parse(self.definition))
        return known[1]


# What each version's definition was parsed into, beside the JSON that it was parsed from.
_parsed: dict[int | None, tuple[object, FormDefinition]] = {}
