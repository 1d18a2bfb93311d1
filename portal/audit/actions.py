"""Writing to the log."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from portal.audit.chain import digest, entry_hash
from portal.audit.models import AuditDetails, AuditedModel, AuditEntry


@transaction.atomic(savepoint=False)
def record(
    subject: AuditedModel, event: str, *, by: Any, at: datetime, also_save: Collection[str] = (), **details: Any
) -> AuditEntry:
    """Add an event to the chain of `subject` and move the subject's own mark of where its chain ends.

    `subject` is saved. Its row is locked until the transaction ends, so writers to one chain follow one another.
    `also_save` are fields of the subject that the event is about, written with the mark in one update.
    `by` is a user, or None for the portal itself. Details are kept as JSON: strings, whole numbers, lists, dicts;
    moments and dates are written in ISO 8601, objects by id.
    """
    content = _plain(details)
    entry = _next_entry(subject, event, by=by, at=at, details_digest=digest(content))
    if not _move_mark(subject, entry, also_save):
        # The object is older than its row: somebody recorded something after it was read.
        subject.refresh_from_db(
            fields=["audit_sequence", "audit_hash"],
            from_queryset=type(subject)._base_manager.select_for_update(of=("self",), no_key=True),
        )
        entry = _next_entry(subject, event, by=by, at=at, details_digest=digest(content))
        _move_mark(subject, entry, also_save)
    entry.save(force_insert=True)
    if content:
        AuditDetails(entry=entry, content=content).save(force_insert=True)
    subject.audit_sequence, subject.audit_hash = entry.sequence, entry.hash
    return entry


def _next_entry(subject: AuditedModel, event: str, *, by: Any, at: datetime, details_digest: str) -> AuditEntry:
    entry = AuditEntry(
        subject=subject.audit_subject,
        sequence=subject.audit_sequence + 1,
        event=event,
        at=at,
        by=by,
        details_digest=details_digest,
        previous_hash=subject.audit_hash,
    )
    entry.hash = entry_hash(
        subject=entry.subject,
        sequence=entry.sequence,
        event=event,
        at=at,
        by=entry.by_id,
        details_digest=details_digest,
        previous_hash=entry.previous_hash,
    )
    return entry


def _move_mark(subject: AuditedModel, entry: AuditEntry, also_save: Collection[str]) -> bool:
    """Move the mark from where `subject` knows it to the new entry, and so lock the row. False when it has moved."""
    row = type(subject)._base_manager.filter(pk=subject.pk, audit_sequence=subject.audit_sequence)
    also = {name: getattr(subject, name) for name in also_save}
    return bool(row.update(audit_sequence=entry.sequence, audit_hash=entry.hash, **also))


def _plain(value: Any) -> Any:
    """`value` as JSON can hold it."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Model):
        return value.pk if isinstance(value.pk, int | str) else str(value.pk)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
