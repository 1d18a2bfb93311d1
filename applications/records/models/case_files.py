"""Case files (akter): a case's papers, files and log as one ZIP, ordered by a page and made by a worker."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Case
from applications.records.models.disclosures import Disclosure
from applications.records.querysets import CaseFileQuerySet


def _zip_path(case_file: "CaseFile", filename: str) -> str:
    """One path for each, so that a worker that died between file and database leaves nothing behind."""
    return f"case-files/{case_file.pk}.zip"


class CaseFile(models.Model):
    """A case file that was ordered. The row stays with its hash when the file has been removed."""

    class Kind(models.TextChoices):
        COMPLETE = "complete", _("Hela akten")
        # For a disclosure: what is public, with nothing masked, for whoever tests what is secret.
        UNMASKED = "unmasked", _("Omaskerad")
        MASKED = "masked", _("Maskerad")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="case_files", verbose_name=_("ärende"))
    disclosure = models.ForeignKey(
        Disclosure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="case_files",
        verbose_name=_("begäran"),
    )
    kind = models.CharField(_("slag"), max_length=8, choices=Kind.choices, default=Kind.COMPLETE)
    # Which marks the file was made with, so that a later mark shows that it is out of date.
    marks_sha256 = models.CharField(_("markeringarnas kontrollsumma"), max_length=64, blank=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("beställd av")
    )
    ordered_at = models.DateTimeField(_("beställd"))
    steps = models.PositiveIntegerField(_("steg"), default=0)
    steps_done = models.PositiveIntegerField(_("steg klara"), default=0)
    made_at = models.DateTimeField(_("framställd"), null=True, blank=True)
    content = models.FileField(_("ZIP"), upload_to=_zip_path, blank=True, max_length=120)
    sha256 = models.CharField(_("kontrollsumma (SHA-256)"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("storlek i byte"), default=0)
    removed_at = models.DateTimeField(_("filen borttagen"), null=True, blank=True)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-pk"]
        verbose_name = _("akt")
        verbose_name_plural = _("akter")
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, sha256="") | (Q(made_at__isnull=False) & ~Q(sha256="")),
                name="records_case_file_made_has_hash",
            ),
            models.CheckConstraint(
                condition=Q(kind="complete", disclosure__isnull=True)
                | (Q(kind__in=["unmasked", "masked"]) & Q(disclosure__isnull=False)),
                name="records_case_file_masked_for_a_disclosure",
            ),
            # Two people who ask at once get the same file, while it is being made.
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(made_at__isnull=True, disclosure__isnull=True),
                name="records_case_file_one_being_made",
            ),
            models.UniqueConstraint(
                fields=["disclosure", "kind"],
                condition=Q(made_at__isnull=True),
                name="records_case_file_one_being_made_for_a_disclosure",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_made(self) -> bool:
        return self.made_at is not None

    @property
    def is_there(self) -> bool:
        return self.is_made and self.removed_at is None

    @property
    def is_masked(self) -> bool:
        return self.kind == self.Kind.MASKED

    @property
    def job_key(self) -> str:
        return f"case-file:{self.pk}"

    @property
    def stem(self) -> str:
        """What its parts and itself are called: akt-2022-000131, akt-2022-000131-maskerad"""
        end = {"complete": "", "unmasked": "-omaskerad", "masked": "-maskerad"}[self.kind]
        return f"akt-{slugify(str(self.case.registry_number))}{end}"

    @property
    def file_name(self) -> str:
        return f"{self.stem}.zip"

    def is_whole(self) -> bool:
        """Whether the file still is what was made, to the byte. Raises FileNotFoundError."""
        digest = hashlib.sha256()
        with self.content.open("rb") as content:
            for chunk in content.chunks():
                digest.update(chunk)
        return digest.hexdigest() == self.sha256
