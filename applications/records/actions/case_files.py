"""Case files: ordered by a page, made by a worker, removed after a time."""

import hashlib
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

import portal.audit.actions
import portal.outbox.actions
from applications.cases.models import Case
from applications.records import rules
from applications.records.bundle import Contents, write_bundle
from applications.records.models import CaseFile, Disclosure
from applications.records.papers import papers_of
from applications.records.secrecy import masked_contents
from portal.accounts.access import require

log = structlog.get_logger(__name__)
_CHUNK = 1024 * 1024


@transaction.atomic
def order_case_file(*, case_id: int, by: Any, at: datetime) -> CaseFile:
    """Have a worker make a case's whole file. Asked for while one is being made, it is that one.

    Raises Case.DoesNotExist and PermissionDenied.
    """
    case: Case = Case.objects.visible_to_staff(by).locked().get(pk=case_id)
    require(
        rules.may_read_papers(by, case),
        _(
            "Registratorn, beslutsfattaren och ärendets handläggare kan ta ut akten, när de har förklarat att det inte "
            "finns något jäv och har lämnat den bedömning som väntar på dem."
        ),
    )
    return order(case, kind=CaseFile.Kind.COMPLETE, by=by, at=at)


def order(case: Case, *, kind: CaseFile.Kind, by: Any, at: datetime, disclosure: Disclosure | None = None) -> CaseFile:
    """Order a file of a locked case, unless one of its kind is being made. The caller has checked that `by` may."""
    # One that waits is made with the marks that hold when it is made.
    waiting = CaseFile.objects.filter(case=case, kind=kind, disclosure=disclosure, made_at__isnull=True)
    same = waiting.first()
    if same is None:
        same = CaseFile.objects.create(case=case, kind=kind, disclosure=disclosure, ordered_by=by, ordered_at=at)
        portal.audit.actions.record(case, "case_file_ordered", by=by, at=at, kind=str(kind), case_file=same)
    portal.outbox.actions.queue_job(task="records.make_case_file", arguments=[same.pk], key=same.job_key, at=at)
    return same


@translation.override("sv")
def make_case_file(*, case_file_id: int, at: datetime) -> CaseFile:
    """Make a case file that was ordered, and keep it.

    Safe to run any number of times, at once, and to kill anywhere: it is written beside, and kept in one transaction
    under its own path. Nothing is locked meanwhile. Raises portal.pdf.render.DocumentRefused.
    """
    orders = CaseFile.objects.select_related("case__call", "case__region", "disclosure")
    wanted: CaseFile = orders.get(pk=case_file_id)
    if wanted.is_made:
        return wanted
    contents, marks_sha256 = _contents(wanted, at)
    CaseFile.objects.filter(pk=wanted.pk, made_at__isnull=True).update(steps=contents.steps, steps_done=0)
    with tempfile.TemporaryFile() as made:
        write_bundle(contents, made, done=_counting(wanted.pk))
        return _keep(wanted, made, marks_sha256, at=at)


def _contents(wanted: CaseFile, at: datetime) -> tuple[Contents, str]:
    title = _("Akt i ärende %(number)s") % {"number": wanted.case.registry_number}
    if wanted.disclosure is None:
        return Contents(wanted.stem, title, at, papers_of(wanted.case)), ""
    if not wanted.is_masked:
        return Contents(wanted.stem, title, at, papers_of(wanted.case, public_only=True)), ""
    return masked_contents(wanted, title, at)


def _counting(pk: int) -> Callable[[], None]:
    """Note on the row how far the work has come, for the page that waits for it."""
    count = 0

    def done() -> None:
        nonlocal count
        count += 1
        CaseFile.objects.filter(pk=pk, made_at__isnull=True).update(steps_done=count)

    return done


@transaction.atomic
def _keep(wanted: CaseFile, made: Any, marks_sha256: str, *, at: datetime) -> CaseFile:
    case = Case.objects.locked().get(pk=wanted.case_id)
    row: CaseFile = CaseFile.objects.select_for_update(of=("self",)).select_related("case").get(pk=wanted.pk)
    if row.is_made:
        return row
    made.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := made.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    made.seek(0)
    storage, path = row.content.storage, row.content.field.generate_filename(row, "")
    # What stands there was left by a worker that died before it was done.
    if storage.exists(path):
        storage.delete(path)
    row.content.name = storage.save(path, File(made))
    row.sha256, row.size, row.made_at, row.marks_sha256 = digest.hexdigest(), size, at, marks_sha256
    row.steps_done = row.steps
    row.save(update_fields=["content", "sha256", "size", "made_at", "steps_done", "marks_sha256"])
    portal.audit.actions.record(case, "case_file_made", by=None, at=at, kind=row.kind, case_file=row, sha256=row.sha256)
    return row


def remove_old_files(*, at: datetime) -> None:
    """Remove the files of case files that were made more than CASE_FILE_DAYS ago. Their rows stay, with their hashes.

    Safe to run twice.
    """
    before = at - timedelta(days=settings.CASE_FILE_DAYS)
    for pk in list(CaseFile.objects.to_remove_at(before).values_list("pk", flat=True)):
        with transaction.atomic():
            old = CaseFile.objects.select_for_update().get(pk=pk)
            if old.removed_at is None:
                path, storage = str(old.content), old.content.storage
                old.content, old.removed_at = "", at
                old.save(update_fields=["content", "removed_at"])
                transaction.on_commit(partial(storage.delete, path), robust=True)
                log.info("case_file_removed", case_file=pk)
