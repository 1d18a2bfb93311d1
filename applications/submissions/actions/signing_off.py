"""Before handing in: somebody marks a draft ready, and the one who may hand in answers."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

import applications.drafting.actions
import portal.audit.actions
import portal.notices.actions
from applications.cases.models import Case
from applications.drafting.completeness import missing
from applications.drafting.queries import draft_content
from applications.submissions import rules
from applications.submissions.content import freeze, sha256_of
from applications.submissions.models import SignOff
from applications.submissions.notices import MARKED_READY, SENT_BACK
from applications.submissions.queries import what_was_seen
from portal.accounts.access import require
from regions.models import Membership

NOTE_LENGTH, COMMENT_LENGTH = 1000, 2000


@transaction.atomic
def mark_ready(*, case_id: int, note: str, by: Any, at: datetime) -> SignOff:
    """Somebody who writes says that the draft is ready, as it stands now; those who may hand in are told.

    Marked again, it is the newest word that counts. Raises Case.DoesNotExist, PermissionDenied, and ValidationError
    when the draft is shut, the time is out, something is missing or the note is too long.
    """
    case = applications.drafting.actions.locked_draft(case_id, by)
    if not case.call.is_in_time_for(case.region_id, at) and not case.draft.open_sections:
        raise ValidationError(_("Utlysningen är inte öppen, så ansökan kan inte lämnas in."), code="not_open")
    if len(note) > NOTE_LENGTH:
        raise _too_long("note", note, NOTE_LENGTH)
    content = draft_content(case)
    if faults := missing(content, case.call):
        raise ValidationError([ValidationError(fault.message, code="missing") for fault in faults])
    sign_offs = case.sign_offs.filter(state=SignOff.State.WAITING)
    sign_offs.update(state=SignOff.State.TAKEN_BACK, answered_by=by, answered_at=at)
    portal.audit.actions.record(case, "draft_marked_ready", by=by, at=at)
    sign_off = SignOff.objects.create(
        case=case,
        marked_by=by,
        marked_at=at,
        note=note.strip(),
        content_sha256=sha256_of(freeze(case, content, case.draft.form_version.number)),
        seen=what_was_seen(case, content),
    )
    _tell_signatories(sign_off, at=at)
    return sign_off


def _tell_signatories(sign_off: SignOff, *, at: datetime) -> None:
    case = sign_off.case
    members = Membership.objects.in_regions([case.region_id]).filter(role=Membership.Role.SIGNATORY)
    portal.notices.actions.notify(
        people=[member.person for member in members if member.person_id != sign_off.marked_by_id],
        kind=MARKED_READY,
        template="submissions/mail_marked_ready.txt",
        context={"case": case, "sign_off": sign_off},
        key=f"marked_ready:{sign_off.pk}",
        at=at,
        expires_at=None if case.draft.open_sections else case.application_time.closes_at,
        link=reverse("submissions:check", args=[case.pk]),
    )


@transaction.atomic
def send_back(*, case_id: int, comment: str, by: Any, at: datetime) -> SignOff:
    """A signatory says what has to be changed before the draft can be handed in; who marked it ready is told.

    Raises Case.DoesNotExist, PermissionDenied, and ValidationError without a comment or when no mark waits.
    """
    case = applications.drafting.actions.lock_with_draft(case_id, by)
    require(rules.may_submit(by, case), _("Bara den som är behörig att lämna in kan skicka tillbaka ansökan."))
    sign_off = _waiting(case)
    comment = comment.strip()
    if not comment:
        raise ValidationError({"comment": _("Skriv vad som behöver ändras.")}, code="required")
    if len(comment) > COMMENT_LENGTH:
        raise _too_long("comment", comment, COMMENT_LENGTH)
    _answer(sign_off, SignOff.State.SENT_BACK, comment=comment, by=by, at=at)
    portal.audit.actions.record(case, "draft_sent_back", by=by, at=at)
    portal.notices.actions.notify(
        people=[sign_off.marked_by] if sign_off.marked_by_id != by.pk else [],
        kind=SENT_BACK,
        template="submissions/mail_sent_back.txt",
        context={"case": case, "sign_off": sign_off},
        key=f"sent_back:{sign_off.pk}",
        at=at,
        link=reverse("drafting:overview", args=[case.pk]),
    )
    return sign_off


@transaction.atomic
def take_back(*, case_id: int, by: Any, at: datetime) -> SignOff:
    """Somebody who writes takes the mark back: the draft is not ready after all.

    Raises Case.DoesNotExist, PermissionDenied, and ValidationError when no mark waits.
    """
    case = applications.drafting.actions.locked_draft(case_id, by)
    sign_off = _waiting(case)
    _answer(sign_off, SignOff.State.TAKEN_BACK, by=by, at=at)
    portal.audit.actions.record(case, "draft_mark_taken_back", by=by, at=at)
    return sign_off


def end_sign_offs(case: Case, state: SignOff.State, *, by: Any, at: datetime) -> None:
    """The draft of a locked case shuts: nobody is asked any more to hand it in, or to change what was sent back."""
    open_ones = case.sign_offs.filter(state__in=[SignOff.State.WAITING, SignOff.State.SENT_BACK])
    open_ones.update(state=state, answered_by=Coalesce("answered_by", by.pk), answered_at=Coalesce("answered_at", at))


def _waiting(case: Case) -> SignOff:
    sign_off = case.sign_offs.filter(state=SignOff.State.WAITING).select_related("marked_by").first()
    if sign_off is None:
        raise ValidationError(
            _("Ansökan är inte längre markerad som klar. Ladda om sidan för att se vad som har hänt."), code="no_mark"
        )
    sign_off.case = case
    return sign_off


def _answer(sign_off: SignOff, state: SignOff.State, *, comment: str = "", by: Any, at: datetime) -> None:
    sign_off.state, sign_off.comment = state, comment
    sign_off.answered_by, sign_off.answered_at = by, at
    sign_off.save(update_fields=["state", "comment", "answered_by", "answered_at"])


def _too_long(field: str, text: str, limit: int) -> ValidationError:
    said = _("Texten är %(over)s tecken för lång. Den får vara högst %(limit)s tecken.")
    return ValidationError({field: said % {"over": len(text) - limit, "limit": limit}}, code="max_length")
