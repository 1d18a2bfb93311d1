"""The application as PDF, ordered by a page or by handing in, made by a worker; and the receipt that carries it."""

import hashlib
from datetime import datetime
from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

import portal.notices.actions
import portal.outbox.actions
from applications.cases.models import Case
from applications.drafting.queries import draft_content, drafts_seen_by
from applications.submissions.actions.indexing import index_answers
from applications.submissions.content import freeze, sha256_of
from applications.submissions.models import ApplicationPdf, Submission
from applications.submissions.notices import RECEIPT
from applications.submissions.queries import printed
from portal.outbox.actions import Enclosed
from portal.pdf.render import render_pdf
from regions.models import Membership

log = structlog.get_logger(__name__)


@transaction.atomic
def order_draft_pdf(*, case_id: int, by: Any, at: datetime) -> ApplicationPdf:
    """Have a worker make the PDF of what a draft says now. Asked for again, unchanged, it is the same PDF.

    Raises Case.DoesNotExist.
    """
    case: Case = drafts_seen_by(by).get(pk=case_id)
    frozen = freeze(case, draft_content(case), case.draft.form_version.number)
    wanted, _created = ApplicationPdf.objects.get_or_create(
        case=case,
        submission=None,
        content_sha256=sha256_of(frozen),
        defaults={"content": frozen, "ordered_at": at},
    )
    _order(wanted, at=at)
    return wanted


@transaction.atomic
def order_version_pdf(*, submission: Submission, at: datetime) -> ApplicationPdf:
    """Have a worker make the PDF of a version that was handed in, if there is none."""
    wanted = _of_version(submission, at=at)
    _order(wanted, at=at)
    return wanted


def _of_version(submission: Submission, *, at: datetime) -> ApplicationPdf:
    return ApplicationPdf.objects.get_or_create(
        submission=submission,
        defaults={"case_id": submission.case_id, "content_sha256": submission.sha256, "ordered_at": at},
    )[0]


def _order(wanted: ApplicationPdf, *, at: datetime) -> None:
    if not wanted.is_made:
        portal.outbox.actions.queue_job(task="submissions.make_pdf", arguments=[wanted.pk], key=wanted.job_key, at=at)


@translation.override("sv")
def make_pdf(*, pdf_id: int, at: datetime) -> ApplicationPdf | None:
    """Make a PDF that was ordered, and keep it. None when a newer one of the draft has taken its place.

    Safe to run any number of times, at once, and to kill anywhere: what it shows never changes, and it is kept under
    its own path. Made before the row is locked, so that a long one holds up nobody. Raises
    portal.pdf.render.DocumentRefused.
    """
    orders = ApplicationPdf.objects.select_related("case__call", "case__region", "case__draft__form_version")
    wanted = orders.select_related("submission__form_version").filter(pk=pdf_id).first()
    if wanted is None or wanted.is_made:
        return wanted
    html = render_to_string("submissions/application_pdf.html", {"application": printed(wanted)})
    return _keep(wanted, render_pdf(html=html, styles=("css/application.css",)), at=at)


@transaction.atomic
def _keep(wanted: ApplicationPdf, pdf: bytes, *, at: datetime) -> ApplicationPdf:
    row = ApplicationPdf.objects.select_for_update().filter(pk=wanted.pk).first()
    if row is None or row.is_made:
        return row or wanted
    storage, path = wanted.pdf.storage, wanted.pdf.field.generate_filename(wanted, "")
    # What stands there was left by a worker that died before it was done.
    if storage.exists(path):
        storage.delete(path)
    wanted.pdf.name = storage.save(path, ContentFile(pdf))
    wanted.sha256, wanted.made_at = hashlib.sha256(pdf).hexdigest(), at
    wanted.save(update_fields=["pdf", "sha256", "made_at"])
    if wanted.submission is None:
        _drop_older_drafts(wanted)
    return wanted


def _drop_older_drafts(newest: ApplicationPdf) -> None:
    """A draft's earlier PDFs show what it no longer says."""
    older = ApplicationPdf.objects.filter(case=newest.case_id, submission=None, pk__lt=newest.pk)
    names = [str(pdf.pdf.name) for pdf in older if pdf.pdf]
    older.delete()

    def forget() -> None:
        for name in names:
            newest.pdf.storage.delete(name)

    transaction.on_commit(forget, robust=True)


def send_receipt(*, submission_id: int, at: datetime) -> None:
    """Mail everyone of the region the receipt of a version, with its PDF (förvaltningslagen 21 §), and let the case be
    found by what it says.

    Safe to run twice, and to kill anywhere: each person gets it once. A PDF that can't be made does not hold up the
    receipt: it is then tried again by itself.
    """
    index_answers(submission_id=submission_id)
    submission = Submission.objects.select_related("case__call", "case__region").get(pk=submission_id)
    pdf = _pdf_to_enclose(submission, at=at)
    members = Membership.objects.in_regions([submission.case.region_id])
    portal.notices.actions.notify(
        people=list({member.person_id: member.person for member in members}.values()),
        kind=RECEIPT,
        template="submissions/mail_receipt.txt",
        context={"submission": submission, "case": submission.case, "has_pdf": pdf is not None},
        key=submission.receipt_key,
        at=at,
        link=reverse("submissions:version_receipt", args=[submission.case_id, submission.number]),
        enclosed=Enclosed(str(pdf.pdf.name), pdf.file_name) if pdf else None,
    )


def _pdf_to_enclose(submission: Submission, *, at: datetime) -> ApplicationPdf | None:
    try:
        return make_pdf(pdf_id=_of_version(submission, at=at).pk, at=at)
    except Exception:
        log.exception("receipt_without_pdf", submission=submission.pk)
        order_version_pdf(submission=submission, at=at)
        return None
