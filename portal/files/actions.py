"""Taking files, having them searched for viruses, and clearing away those that nothing holds."""

import hashlib
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

import portal.outbox.actions
from portal.files import events
from portal.files.clamd import find_virus
from portal.files.inspection import clean_name, inspect
from portal.files.kinds import ALLOWED_TYPES
from portal.files.models import UPLOADS, StoredFile


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


def remove_orphans(*, at: datetime) -> None:
    """Remove what has lain for `ORPHAN_FILE_DAYS` without being held by anything. Safe to run twice, and while people
    hand over files.

    A row that no other row points at goes with its content; so does content without a row, which an upload that was
    cut off leaves behind.
    """
    before = at - timedelta(days=settings.ORPHAN_FILE_DAYS)
    orphans = StoredFile.objects.held_by_nothing().filter(uploaded_at__lt=before)
    for file_id in list(orphans.values_list("pk", flat=True)):
        _remove_if_still_orphan(file_id)
    for path in _paths_without_row():
        if default_storage.get_modified_time(path) < before:
            default_storage.delete(path)


@transaction.atomic
def _remove_if_still_orphan(file_id: int) -> None:
    # While the row is locked nobody can begin to point at it, and what pointed at it before is seen by the second look.
    stored = StoredFile.objects.select_for_update().filter(pk=file_id).first()
    if stored and StoredFile.objects.held_by_nothing().filter(pk=file_id).exists():
        transaction.on_commit(partial(default_storage.delete, str(stored.content)))
        stored.delete()


def _paths_without_row() -> Iterator[str]:
    """Content that no row knows, folder by folder."""
    try:
        folders, _files = default_storage.listdir(UPLOADS)
    except FileNotFoundError:
        return
    for folder in folders:
        _folders, names = default_storage.listdir(f"{UPLOADS}/{folder}")
        paths = {f"{UPLOADS}/{folder}/{name}" for name in names}
        yield from sorted(paths - set(StoredFile.objects.filter(content__in=paths).values_list("content", flat=True)))
