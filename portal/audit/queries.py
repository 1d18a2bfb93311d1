"""What pages and the verification read from the log."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from portal.audit import labels
from portal.audit.models import AuditedModel, AuditEntry
from portal.audit.verification import NOTHING, Fault, FaultKind, Link, Mark, Tally, check_chain, check_mark

# --- A subject's history ----------------------------------------------------------------------------


@dataclass(frozen=True)
class HistoryLine:
    """One event as a person reads it."""

    number: int
    at: datetime
    sentence: str
    event: str
    by: Any
    details: dict[str, Any]
    # The details were disposed of by a rule (gallring); that they existed can still be seen.
    disposed: bool


def history(subject: AuditedModel) -> list[HistoryLine]:
    """All that was done to `subject`, newest first, as sentences in the language in use. Two queries at most."""
    entries = AuditEntry.objects.filter(subject=subject.audit_subject).select_related("by", "details")
    return as_lines(entries.order_by("-sequence"))


def entries_of(subjects: Iterable[str]) -> QuerySet[AuditEntry]:
    """All that was done to any of the subjects, newest first: to be cut into pages, and read by `as_lines`."""
    entries = AuditEntry.objects.filter(subject__in=list(subjects)).select_related("by", "details")
    return entries.order_by("-at", "-pk")


def as_lines(found: Iterable[AuditEntry]) -> list[HistoryLine]:
    """Entries, which came with their doers and details, as a person reads them. One query at most."""
    entries = list(found)
    told = [(labels.sentence_for(entry.subject, entry.event), _content(entry)) for entry in entries]
    people = _names(labels.all_people(told))
    return [
        HistoryLine(
            number=entry.sequence,
            at=entry.at,
            sentence=sentence.write(details, by=labels.who(str(entry.by) if entry.by else None), people=people),
            event=entry.event,
            by=entry.by,
            details=details,
            disposed=not details and entry.details_digest != NOTHING,
        )
        for entry, (sentence, details) in zip(entries, told, strict=True)
    ]


def _content(entry: AuditEntry) -> dict[str, Any]:
    details = getattr(entry, "details", None)
    return details.content if details else {}


def _names(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {person.pk: str(person) for person in get_user_model()._default_manager.filter(pk__in=ids)}


# --- Whether the log is whole ----------------------------------------------------------------------------

ENDS_AT_A_TIME = 500


def faults(tally: Tally, subject: str = "") -> Iterator[Fault]:
    """All that is wrong with the log, or with one subject's chain; `tally` counts what was looked at.

    The entries are streamed once, in order, so memory stays flat; the subjects' marks are asked for 500 chains at a
    time. All is read as it stood at one moment, so that what is recorded meanwhile is no fault.
    """
    with _one_moment():
        ends: dict[str, Mark] = {}
        for name, links in groupby(_links(subject), key=lambda link: link.subject):
            ends[name] = yield from check_chain(links, tally)
            if len(ends) == ENDS_AT_A_TIME:
                yield from _faults_of_marks(ends)
                ends = {}
        yield from _faults_of_marks(ends)
        yield from _chains_that_vanished(subject)


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction whose every query sees the database as it stood at the first."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


_COLUMNS = ("subject", "sequence", "event", "at", "by_id", "details_digest", "previous_hash", "hash")


def _links(subject: str) -> Iterator[Link]:
    entries = AuditEntry.objects.order_by("subject", "sequence")
    if subject:
        entries = entries.filter(subject=subject)
    rows = entries.values_list(*_COLUMNS, "details__entry_id", "details__content")
    for *columns, details_id, content in rows.iterator(chunk_size=1000):
        yield Link(*columns, details_id is not None, content)  # type: ignore[call-arg]


def _faults_of_marks(ends: dict[str, Mark]) -> Iterator[Fault]:
    """Faults between the ends of chains and the marks of their subjects. One query for each kind of subject."""
    keys: dict[str, list[str]] = defaultdict(list)
    for name in ends:
        label, _colon, key = name.partition(":")
        keys[label].append(key)
    for label, of_label in keys.items():
        model = _audited_models().get(label)
        if model is None:
            yield from (Fault(FaultKind.SUBJECT_UNKNOWN, f"{label}:{key}", 1) for key in of_label)
            continue
        marks = _marks(model, of_label)
        for key in of_label:
            name = f"{label}:{key}"
            if fault := check_mark(name, ends[name], marks.get(key)):
                yield fault


def _marks(model: type[AuditedModel], keys: list[str]) -> dict[str, Mark]:
    possible = [key for key in keys if _may_be_key_of(model, key)]
    rows = model._base_manager.filter(pk__in=possible).values_list("pk", "audit_sequence", "audit_hash")
    return {str(pk): Mark(sequence, hash_) for pk, sequence, hash_ in rows}


def _may_be_key_of(model: type[AuditedModel], key: str) -> bool:
    try:
        model._meta.pk.to_python(key)
    except ValidationError:
        return False
    return True


def _chains_that_vanished(subject: str) -> Iterator[Fault]:
    """Subjects with a mark, of whose chain nothing is left. One query for each kind of subject."""
    for label, model in _audited_models().items():
        marked = _with_subject(model, label).filter(audit_sequence__gt=0)
        if subject:
            marked = marked.filter(_subject=subject)
        without = marked.filter(~Exists(AuditEntry.objects.filter(subject=OuterRef("_subject"))))
        for name in without.values_list("_subject", flat=True).iterator():
            yield Fault(FaultKind.CUT_OFF, name, 1)


def _with_subject(model: type[AuditedModel], label: str) -> QuerySet[Any]:
    name = Concat(Value(f"{label}:"), Cast("pk", CharField()), output_field=CharField())
    return model._base_manager.annotate(_subject=name)


def _audited_models() -> dict[str, type[AuditedModel]]:
    return {model._meta.label_lower: model for model in apps.get_models() if issubclass(model, AuditedModel)}
