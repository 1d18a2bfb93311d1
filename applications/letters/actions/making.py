"""From a decision to a letter: ordered, made and signed. Then it is delivered, if its decision is released."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

import portal.audit.actions
import portal.outbox.actions
from applications.decisions.models import Decision
from applications.letters.actions.delivering import deliver_if_due
from applications.letters.actions.locking import locked_with_case
from applications.letters.compose import letter_of
from applications.letters.decision_data import canonical_data_of
from applications.letters.models import Letter
from applications.submissions.codes import check_url
from portal.pdf.archival import EmbeddedFile
from portal.pdf.certificates import Credentials, credentials
from portal.pdf.pictures import qr_code
from portal.pdf.render import render_pdf
from portal.pdf.signing import sign_pdf, with_signature_field


@transaction.atomic
def order_letter(*, decision: Decision, at: datetime) -> Letter:
    """Have a worker make the letter of a decision, once the transaction that decides is through."""
    letter, _created = Letter.objects.get_or_create(decision=decision, defaults={"created_at": at})
    portal.outbox.actions.queue_job(task="letters.make_letter", arguments=[letter.pk], key=letter.job_key, at=at)
    return letter


@translation.override("sv")
def make_letter(*, letter_id: int, at: datetime) -> Letter:
    """Make the letter, sign it and keep it; deliver it if its decision is released.

    Safe to run any number of times, at once, and to kill anywhere: the text comes from rows that never change, and
    the rest happens in one transaction, or not at all. The PDF is made before that, so that a long letter holds up
    nobody. A letter whose mailing is stopped is left until that is continued.
    Raises portal.pdf.render.DocumentRefused and portal.pdf.certificates.CredentialsUnusable.
    """
    letter = Letter.objects.with_content().get(pk=letter_id)
    if letter.is_made or letter.mailings.unsent().filter(stopped_at__isnull=False).exists():
        return letter
    signer = credentials()
    reason = f"Beslut {letter.decision.case.registry_number}"
    signed = sign_pdf(unsigned_pdf_of(letter), credentials=signer, reason=reason, at=at)
    return _keep(letter, signed, signer, at=at)


def unsigned_pdf_of(letter: Letter) -> bytes:
    """The letter as PDF, ready to be signed: tagged, archival, with its data inside. The same bytes each time."""
    text, data = letter_of(letter), canonical_data_of(letter)
    pdf = render_pdf(
        html=render_to_string("letters/letter_pdf.html", {"letter": text}),
        styles=("css/letter.css",),
        is_archival=True,
        embedded=[EmbeddedFile("beslut.json", "Beslutets uppgifter", data, letter.decision.decided_at)],
        pictures={"qr": qr_code(check_url(letter.code))},
    )
    return with_signature_field(pdf, description="Elektronisk underskrift")


@transaction.atomic
def _keep(letter: Letter, pdf: bytes, signer: Credentials, *, at: datetime) -> Letter:
    case, letter = locked_with_case(letter.pk)
    if letter.is_made:
        return letter
    letter.sha256 = hashlib.sha256(pdf).hexdigest()
    letter.made_at = letter.signed_at = at
    letter.signed_by_name, letter.certificate_sha256 = signer.name[:200], signer.fingerprint
    letter.has_own_certificate = signer.is_own
    _store(letter, pdf)
    letter.save(
        update_fields=[
            "sha256",
            "made_at",
            "pdf",
            "signed_at",
            "signed_by_name",
            "certificate_sha256",
            "has_own_certificate",
        ]
    )
    portal.audit.actions.record(
        case,
        "letter_made",
        by=None,
        at=at,
        letter=letter,
        sha256=letter.sha256,
        certificate_sha256=letter.certificate_sha256,
    )
    deliver_if_due(case, letter, at=at)
    for mailing in letter.mailings.unsent():
        # One job for each letter: the last of them finds all made, whichever it is.
        portal.outbox.actions.queue_job(
            task="letters.finish_mailing", arguments=[mailing.pk], key=f"mailing:{mailing.pk}:{letter.pk}", at=at
        )
    return letter


def _store(letter: Letter, pdf: bytes) -> None:
    """Keep the PDF under the letter's own path. What stands there was left by a worker that died before it was done."""
    storage, path = letter.pdf.storage, letter.pdf.field.generate_filename(letter, "")
    if storage.exists(path):
        storage.delete(path)
    letter.pdf.name = storage.save(path, ContentFile(pdf))
