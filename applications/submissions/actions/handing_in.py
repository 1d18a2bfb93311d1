"""Handing in an application: the first time, or anew after it was reopened."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

import applications.drafting.actions
from applications.cases.models import Case
from applications.drafting.completeness import missing
from applications.drafting.queries import draft_content
from applications.submissions import rules
from applications.submissions.actions.versions import register_version
from applications.submissions.content import freeze, sha256_of
from applications.submissions.models import Submission
from portal.accounts.access import require


class ApplicationChanged(ValidationError):
    """A colleague changed the draft after the signatory had read it. Nothing was handed in."""


class TooLate(ValidationError):
    """The request arrived when the call was not open. Nothing was handed in; the draft is kept."""


@transaction.atomic
def submit_application(*, case_id: int, by: Any, arrived_at: datetime, at: datetime, seen_hash: str) -> Submission:
    """An authorised signatory hands in the application that they were shown.

    `arrived_at` is when the request reached us, which is what counts; `at` is now. `seen_hash` is the hash of what was
    shown: when the draft has changed since, nothing is sent. The same submit twice gives the first submission.

    Raises Case.DoesNotExist for a case of another region, PermissionDenied for one who may not sign, and
    ValidationError: TooLate, ApplicationChanged, or with all that is missing.
    """
    case = applications.drafting.actions.lock_with_draft(case_id, by)
    require(rules.may_submit(by, case), _("Bara den som är behörig att lämna in för regionen kan lämna in ansökan."))
    if not case.draft.is_open:
        return _already_submitted(case, seen_hash)
    if not case.call.is_in_time_for(case.region_id, arrived_at):
        raise _too_late(case, arrived_at)
    content = draft_content(case)
    frozen = freeze(case, content, case.draft.form_version.number)
    if sha256_of(frozen) != seen_hash:
        raise ApplicationChanged(
            _("Någon har ändrat i ansökan sedan du läste den, så den är inte inlämnad. Läs vad som är ändrat nedan."),
            code="changed",
        )
    if faults := missing(content, case.call):
        raise ValidationError([ValidationError(fault.message, code="missing") for fault in faults])
    is_first = case.is_draft
    submission = register_version(
        case, content, frozen, by=by, arrived_at=arrived_at, at=at, judged_by=case.application_time
    )
    if not is_first:
        _end_reopening(case, submission, at=at)
    return submission


def _end_reopening(case: Case, submission: Submission, *, at: datetime) -> None:
    """A new version comes of a reopening. Raises ValidationError when the draft is open for something else."""
    reopenings = case.reopenings.filter(ended_at__isnull=True)
    if not reopenings.update(ended_at=at, submission=submission):
        raise ValidationError(
            _("Ansökan är öppen för att ni ska kunna komplettera den. Skicka kompletteringen i stället."),
            code="not_reopened",
        )


def _too_late(case: Case, arrived_at: datetime) -> TooLate:
    """Both moments, so that nobody has to wonder what their own clock said."""
    time = case.application_time
    if not time.is_closed_at(arrived_at):
        text = _(
            "Utlysningen är inte öppen, så ansökan är inte inlämnad. Utkastet är kvar, och ingenting är borttaget."
        )
    else:
        text = _(
            "Utlysningen stängde %(closed)s. Det du skickade kom fram %(arrived)s, så ansökan är inte inlämnad. "
            "Utkastet är kvar, och ingenting är borttaget."
        )
    moments = {"closed": time.last_minute, "arrived": localtime(arrived_at)}
    said = {name: date_format(moment, "DATETIME_FORMAT") for name, moment in moments.items()}
    return TooLate(text, code="too_late", params=said)


def _already_submitted(case: Case, seen_hash: str) -> Submission:
    """The version that the same submit made before."""
    submission = case.submissions.filter(sha256=seen_hash).order_by("-number").first()
    if submission is None:
        raise ValidationError(
            _("Ansökan är redan inlämnad, så den är inte inlämnad igen. Öppna kvittot för att se vad som gäller."),
            code="already_submitted",
        )
    return submission
