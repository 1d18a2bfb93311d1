"""Files that people hand over. What a file is told by its content, and it is never served but as a download."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.files.querysets import StoredFileQuerySet

UPLOADS = "uploads"


def _storage_path(stored: "StoredFile", filename: str) -> str:
    """A path that says nothing of the file: its name is kept in the row."""
    return f"{UPLOADS}/{stored.uuid.hex[:2]}/{stored.uuid.hex}"


class StoredFile(models.Model):
    """One file as it came, never changed."""

    class Scan(models.TextChoices):
        NOT_SCANNED = "not_scanned", _("Inte genomsökt")
        PENDING = "pending", _("Söks igenom")
        CLEAN = "clean", _("Inga virus hittade")
        INFECTED = "infected", _("Virus hittat")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("filnamn"), max_length=200)
    content_type = models.CharField(_("filtyp"), max_length=100)
    size = models.PositiveBigIntegerField(_("storlek i byte"))
    sha256 = models.CharField(_("kontrollsumma (SHA-256)"), max_length=64)
    content = models.FileField(_("innehåll"), upload_to=_storage_path, max_length=100)
    scan = models.CharField(_("virussökning"), max_length=12, choices=Scan.choices, default=Scan.NOT_SCANNED)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("uppladdad av")
    )
    uploaded_at = models.DateTimeField(_("uppladdad"))

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("fil")
        verbose_name_plural = _("filer")

    def __str__(self) -> str:
        return self.name

    @property
    def may_be_opened(self) -> bool:
        """A file that is being scanned, or was found infected, stays shut."""
        return self.scan in OPEN_SCANS


OPEN_SCANS = frozenset({StoredFile.Scan.CLEAN, StoredFile.Scan.NOT_SCANNED})
