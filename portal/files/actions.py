"""Taking files, and having them searched for viruses."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

import portal.outbox.actions
from portal.files import events
from portal.files.clamd import find_virus
from portal.files.inspection import clean_name, inspect
from portal.files.kinds import ALLOWED_TYPES
from portal.files.models import StoredFile


@transaction.atomic
def store_file(
    *,
    upload: UploadedFile,
    allowed_types: Collection[str] = ALLOWED_TYPES,
    max_bytes: int | None = None,
    by: Any,
    at: datetime,
) -> StoredFile:
    """Keep a file that somebody handed over, under a name that says nothing of it.

    Where a virus scanner is set up the file stays shut until it has been searched.
    Raises ValidationError for a file that can't be taken (portal.files.inspection says which).
    """
    name, size = clean_name(upload.name or ""), upload.size or 0
    limit = min(max_bytes or settings.UPLOAD_MAX_BYTES, settings.UPLOAD_MAX_BYTES)
    content_type = inspect(upload, name=name, size=size, allowed_types=allowed_types, max_bytes=limit)
    stored = StoredFile(
        name=name,
        content_type=content_type,
        size=size,
        sha256=sha256_of(upload),
        scan=StoredFile.Scan.PENDING if settings.CLAMD_ADDRESS else StoredFile.Scan.NOT_SCANNED,
        uploaded_by=by,
        uploaded_at=at,
    )
    stored.content.save(name, upload, save=False)
    stored.save(force_insert=True)
    if settings.CLAMD_ADDRESS:
        portal.outbox.actions.queue_job(task="files.scan_file", arguments=[stored.pk], key=f"scan:{stored.uuid}", at=at)
    return stored


def sha256_of(upload: UploadedFile) -> str:
    """The digest of what was handed over, in hexadecimal."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def scan_file(*, file_id: int, at: datetime) -> None:
    """Search a file for viruses, and open it or keep it shut by what is found. Safe to run twice.

    Raises ScanFailed when the scanner gives no answer: the outbox tries again later.
    """
    stored = StoredFile.objects.get(pk=file_id)
    if stored.scan != StoredFile.Scan.PENDING:
        return
    with stored.content.open("rb") as content:
        virus = find_virus(content, settings.CLAMD_ADDRESS)
    with transaction.atomic():
        found = StoredFile.Scan.INFECTED if virus else StoredFile.Scan.CLEAN
        changed = StoredFile.objects.filter(pk=file_id, scan=StoredFile.Scan.PENDING).update(scan=found)
        if changed and virus:
            stored.scan = found
            events.file_infected.send(sender=StoredFile, stored=stored, at=at)
