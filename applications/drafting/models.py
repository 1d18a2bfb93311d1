"""A draft's content: one row for each section, and every version of it that was saved."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.calls.models import FormVersion
from applications.cases.models import Case
from applications.drafting.querysets import AttachmentQuerySet
from portal.files.models import StoredFile


class Draft(models.Model):
    """What is being written for a case, on one version of the call's form."""

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, related_name="draft", primary_key=True, verbose_name=_("ärende")
    )
    form_version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("formulärversion")
    )
    # Whether the region may write in it. Handing in shuts it; a reopening or a supplement request opens it again.
    is_open = models.BooleanField(_("öppet"), default=True)
    # The keys of the sections that are open; empty: all of them.
    open_sections = models.JSONField(_("öppna avsnitt"), default=list, blank=True)
    saved_at = models.DateTimeField(_("senast sparat"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("senast sparat av")
    )
    # The earlier application of the region's that it began as a copy of.
    copied_from = models.ForeignKey(
        Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("kopierat från")
    )

    class Meta:
        verbose_name = _("utkast")
        verbose_name_plural = _("utkast")

    def __str__(self) -> str:
        return str(self.case)

    def is_section_open(self, section_key: str) -> bool:
        """Whether the region may write in this section now."""
        return self.is_open and (not self.open_sections or section_key in self.open_sections)


class SectionVersion(models.Model):
    """What a section said after one save. The newest is what the section says now. Never changed."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions", verbose_name=_("utkast"))
    section_key = models.CharField(_("avsnitt"), max_length=40)
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField(_("innehåll"))
    is_current = models.BooleanField(_("gäller nu"), default=True)
    saved_at = models.DateTimeField(_("sparat"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("av")
    )

    # The number of the older version that somebody brought back with this one.
    brings_back = models.PositiveIntegerField(_("tar tillbaka version"), null=True, blank=True)

    class Meta:
        ordering = ["draft", "section_key", "-number"]
        verbose_name = _("sparad version")
        verbose_name_plural = _("sparade versioner")
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "section_key", "number"], name="drafting_section_version_number_once"
            ),
            # What does the section say now? One answer only, found without asking for every version.
            models.UniqueConstraint(
                fields=["draft", "section_key"],
                condition=models.Q(is_current=True),
                name="drafting_section_version_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section_key} v{self.number}"


class Attachment(models.Model):
    """A file that belongs to a draft. Taken away, it stays in the versions that were handed in with it."""

    DESCRIPTION_LENGTH = 150

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("utkast"))
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("fil"))
    description = models.CharField(_("vad filen är"), max_length=DESCRIPTION_LENGTH, blank=True)
    added_at = models.DateTimeField(_("tillagd"))
    removed_at = models.DateTimeField(_("borttagen"), null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("bilaga")
        verbose_name_plural = _("bilagor")

    def __str__(self) -> str:
        return str(self.file)
