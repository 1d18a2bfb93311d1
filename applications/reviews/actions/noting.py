"""Notes that staff make in a case."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import portal.audit.actions
from applications.cases.models import Case
from applications.reviews import rules
from applications.reviews.models import Note
from portal.accounts.access import require

NOTE_LENGTH = 10_000


@transaction.atomic
def write_note(*, case_id: int, text: str, by: Any, at: datetime) -> Note:
    """Add an internal note to a case. It stays as it is written; the region never sees it.

    The same text twice in a row by one person is one note. Raises PermissionDenied, and ValidationError without a text
    or with too long a one.
    """
    case = Case.objects.locked().get(pk=case_id)
    require(rules.may_note(by, case), _("Bara den som har förklarat att det inte finns något jäv kan anteckna."))
    words = text.strip()
    if not words:
        raise ValidationError({"text": _("Skriv anteckningen.")})
    if len(words) > NOTE_LENGTH:
        raise ValidationError({"text": _("Anteckningen är för lång. Dela upp den.")}, code="max_length")
    newest = case.notes.order_by("-pk").first()
    if newest is not None and (newest.text, newest.written_by_id) == (words, by.pk):
        return newest
    note = Note.objects.create(case=case, text=words, written_by=by, written_at=at)
    portal.audit.actions.record(case, "note_written", by=by, at=at, note=note, text=words)
    return note
