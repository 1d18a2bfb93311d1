"""Handing in."""

import secrets
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

import applications.cases.actions
import portal.audit.actions
import portal.notices.actions
from applications.calls.models import Call, Phase
from applications.cases.models import Case
from applications.drafting.completeness import missing
from applications.drafting.content import DraftContent
from applications.drafting.queries import draft_content
from applications.submissions import rules
from applications.submissions.content import freeze, sha256_of
from applications.submissions.deadline import is_in_time
from applications.submissions.events import application_submitted
from applications.submissions.models import AppliedAmount, Submission
from applications.submissions.notices import RECEIPT
from portal.accounts.access import require
from regions.models import Membership

# Crockford's base 32: nothing that can be misread when a receipt is read aloud or typed in.
_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


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
    cases = Case.objects.visible_to_region(by).locked().select_related("call", "region", "draft__form_version")
    case = cases.get(pk=case_id, draft__isnull=False)
    require(rules.may_submit(by, case), _("Bara den som är behörig att lämna in för regionen kan lämna in ansökan."))
    if not case.is_draft:
        return _already_submitted(case, seen_hash)
    if not is_in_time(case.call, arrived_at):
        raise _too_late(case.call, arrived_at)
    content = draft_content(case)
    frozen = freeze(case, content, case.draft.form_version.number)
    if sha256_of(frozen) != seen_hash:
        raise ApplicationChanged(
            _("Någon har ändrat i ansökan sedan du läste den, så den är inte inlämnad. Läs vad som är ändrat nedan."),
            code="changed",
        )
    if faults := missing(content, case.call):
        raise ValidationError([ValidationError(fault.message, code="missing") for fault in faults])
    return _register(case, content, frozen, by=by, arrived_at=arrived_at, at=at)


def _too_late(call: Call, arrived_at: datetime) -> TooLate:
    """Both moments, so that nobody has to wonder what their own clock said."""
    if call.phase_at(arrived_at) != Phase.CLOSED:
        text = _(
            "Utlysningen är inte öppen, så ansökan är inte inlämnad. Utkastet är kvar, och ingenting är borttaget."
        )
    else:
        text = _(
            "Utlysningen stängde %(closed)s. Det du skickade kom fram %(arrived)s, så ansökan är inte inlämnad. "
            "Utkastet är kvar, och ingenting är borttaget."
        )
    moments = {"closed": call.last_minute, "arrived": localtime(arrived_at)}
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


def _register(
    case: Case, content: DraftContent, frozen: str, *, by: Any, arrived_at: datetime, at: datetime
) -> Submission:
    period = content.period
    if period is None:
        raise ValidationError(_("Skriv vilka dagar projektet börjar och slutar."), code="missing")
    amounts = content.applied(case.call.project_years)
    number = case.submissions.count() + 1 if case.registry_number else 1
    sha256 = sha256_of(frozen)
    applications.cases.actions.receive_application(
        case=case, title=case.title, amount_applied=sum(amounts.values()), arrived_at=arrived_at, sha256=sha256
    )
    submission = Submission(
        case=case,
        number=number,
        form_version=case.draft.form_version,
        content=frozen,
        sha256=sha256,
        arrived_at=arrived_at,
        handled_at=at,
        submitted_by=by,
        submitted_by_name=by.name,
        title=case.title,
        start_on=period.start_on,
        end_on=period.end_on,
        receipt_code=_receipt_code(),
    )
    submission.save(force_insert=True)
    AppliedAmount.objects.bulk_create(
        [AppliedAmount(submission=submission, year=year, amount=amount) for year, amount in amounts.items()]
    )
    _keep_files(submission, content)
    portal.audit.actions.record(
        case, "application_submitted", by=by, at=at, version=number, sha256=submission.sha256, arrived_at=arrived_at
    )
    _send_receipt(submission, at=at)
    application_submitted.send(sender=Submission, submission=submission, at=at)
    return submission


def _keep_files(submission: Submission, content: DraftContent) -> None:
    link = Submission.files.through
    links = [link(submission_id=submission.pk, storedfile_id=file.file_id) for file in content.attachments]
    link.objects.bulk_create(links)


def _receipt_code() -> str:
    """Sixty random bits in three groups: `K7QF-2M9X-TD4R`."""
    letters = [secrets.choice(_CODE_LETTERS) for _number in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def _send_receipt(submission: Submission, *, at: datetime) -> None:
    members = Membership.objects.in_regions([submission.case.region_id])
    portal.notices.actions.notify(
        people=list({member.person_id: member.person for member in members}.values()),
        kind=RECEIPT,
        template="submissions/mail_receipt.txt",
        context={"submission": submission, "case": submission.case},
        key=f"receipt:{submission.pk}",
        at=at,
    )
