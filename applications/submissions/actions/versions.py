"""Registering a version: what a first submission, a new one and a supplement all do."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

import applications.cases.actions
import applications.drafting.actions
import portal.outbox.actions
from applications.calls.deadline import ApplicationTime
from applications.cases.models import Case
from applications.drafting.content import DraftContent
from applications.submissions.actions.signing_off import end_sign_offs
from applications.submissions.codes import new_code
from applications.submissions.content import parties_in, sha256_of
from applications.submissions.events import application_submitted
from applications.submissions.models import AppliedAmount, SignOff, Submission


def register_version(
    case: Case,
    content: DraftContent,
    frozen: str,
    *,
    by: Any,
    arrived_at: datetime,
    at: datetime,
    judged_by: ApplicationTime | None = None,
    sender: str = "",
) -> Submission:
    """Make what a locked case's draft says its newest version, shut the draft, and have the receipt made and sent.

    `frozen` is `content` as canonical JSON; `judged_by` the time to apply that its arrival was held against, None for
    a supplement, which the call's closing does not concern; `sender` who sent it, where that was not `by`. The caller
    has checked who, when and that nothing is missing.
    Raises ValidationError when the project has no period.
    """
    period = content.period
    if period is None:
        raise ValidationError(_("Skriv vilka dagar projektet börjar och slutar."), code="missing")
    amounts = content.applied(case.call.project_years)
    number = 1 if case.is_draft else case.submissions.count() + 1
    sha256 = sha256_of(frozen)
    applications.cases.actions.receive_application(
        case=case,
        amount_applied=sum(amounts.values()),
        arrived_at=arrived_at,
        sha256=sha256,
        version=number,
        parties=parties_in(content),
        by=by,
        at=at,
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
        submitted_by_name=sender or by.name,
        title=case.title,
        start_on=period.start_on,
        end_on=period.end_on,
        receipt_code=new_code(),
        closed_at=judged_by.closes_at if judged_by else None,
        grace_minutes=case.call.grace_minutes if judged_by else None,
    )
    submission.save(force_insert=True)
    AppliedAmount.objects.bulk_create(
        [AppliedAmount(submission=submission, year=year, amount=amount) for year, amount in amounts.items()]
    )
    _keep_files(submission, content)
    end_sign_offs(case, SignOff.State.SUBMITTED, by=by, at=at)
    applications.drafting.actions.shut_draft(case=case)
    portal.outbox.actions.queue_job(
        task="submissions.send_receipt", arguments=[submission.pk], key=submission.receipt_key, at=at
    )
    application_submitted.send(sender=Submission, submission=submission, at=at)
    return submission


def _keep_files(submission: Submission, content: DraftContent) -> None:
    link = Submission.files.through
    links = [link(submission_id=submission.pk, storedfile_id=file.file_id) for file in content.attachments]
    link.objects.bulk_create(links)
