"""From a refusal to decide a case within four weeks to its letter: ordered, made, signed and kept."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

import portal.audit.actions
import portal.outbox.actions
from applications.cases.models import Case
from applications.reviews.models import RefusalFile, RequestRefusal
from applications.reviews.refusal_letter import letter_of
from applications.submissions.codes import check_url, new_code
from portal.pdf.certificates import Credentials, credentials
from portal.pdf.pictures import qr_code
from portal.pdf.render import render_pdf
from portal.pdf.signing import sign_pdf, with_signature_field


def order_refusal_letter(refusal: RequestRefusal, *, at: datetime) -> None:
    """Have a worker make the letter, once the transaction that refuses is through."""
    portal.outbox.actions.queue_job(
        task="reviews.make_refusal_letter", arguments=[refusal.pk], key=f"refusal-letter:{refusal.pk}", at=at
    )


@translation.override("sv")
def make_refusal_letter(*, refusal_id: int, at: datetime) -> RefusalFile:
    """Make the letter of a refusal and sign it, where it is not made.

    Safe to run any number of times, at once, and to kill anywhere: it is made from rows that never change, without any
    lock, and kept in one transaction. Raises portal.pdf.render.DocumentRefused and
    portal.pdf.certificates.CredentialsUnusable.
    """
    refusal = RequestRefusal.objects.select_related("request__case__region", "file").get(pk=refusal_id)
    if kept := refusal.made_file:
        return kept
    signer, case = credentials(), refusal.request.case
    reason = f"Beslut om begäran i {case.registry_number}"
    code = new_code()
    signed = sign_pdf(unsigned_pdf_of(refusal, code), credentials=signer, reason=reason, at=at)
    return _keep(refusal, code, signed, signer, at=at)


def unsigned_pdf_of(refusal: RequestRefusal, code: str) -> bytes:
    """The letter as PDF with its code, ready to be signed: tagged and archival. The same bytes each time."""
    context = {"letter": letter_of(refusal, refusal.request.case, code=code)}
    pdf = render_pdf(
        html=render_to_string("reviews/refusal_pdf.html", context),
        styles=("css/letter.css",),
        is_archival=True,
        pictures={"qr": qr_code(check_url(code))},
    )
    return with_signature_field(pdf, description="Elektronisk underskrift")


@transaction.atomic
def _keep(refusal: RequestRefusal, code: str, pdf: bytes, signer: Credentials, *, at: datetime) -> RefusalFile:
    case = Case.objects.locked().get(pk=refusal.request.case_id)
    if kept := RefusalFile.objects.filter(refusal=refusal).first():
        return kept
    file = RefusalFile(
        refusal=refusal,
        code=code,
        sha256=hashlib.sha256(pdf).hexdigest(),
        signed_by_name=signer.name[:200],
        certificate_sha256=signer.fingerprint,
        has_own_certificate=signer.is_own,
        made_at=at,
    )
    storage, path = file.pdf.storage, file.pdf.field.generate_filename(file, "")
    if storage.exists(path):
        # Left by a worker that died before it was done.
        storage.delete(path)
    file.pdf.name = storage.save(path, ContentFile(pdf))
    file.save(force_insert=True)
    portal.audit.actions.record(case, "refusal_letter_made", by=None, at=at, sha256=file.sha256)
    return file
