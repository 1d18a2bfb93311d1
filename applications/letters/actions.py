"""From a decision to a letter that the region has read: ordered, made, opened, acknowledged.

Everything is recorded on the case, so each action locks the case first.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

import applications.cases.actions
import portal.audit.actions
import portal.notices.actions
import portal.outbox.actions
from applications.cases.models import Case, Document
from applications.cases.states import Stage
from applications.decisions.models import Decision
from applications.letters import rules
from applications.letters.compose import letter_of
from applications.letters.models import Letter
from applications.letters.notices import DECISION
from portal.accounts.access import require
from portal.pdf.render import render_pdf
from regions.models import Membership


@transaction.atomic
def order_letter(*, decision: Decision, at: datetime) -> Letter:
    """Have a worker make the letter of a decision, once the transaction that decides is through."""
    letter, _created = Letter.objects.get_or_create(decision=decision, defaults={"created_at": at})
    portal.outbox.actions.queue_job(task="letters.make_letter", arguments=[letter.pk], key=letter.job_key, at=at)
    return letter


@translation.override("sv")
def make_letter(*, letter_id: int, at: datetime) -> Letter:
    """Make the letter and keep it; deliver it if its decision is released.

    Safe to run any number of times, at once, and to kill anywhere: the text comes from rows that never change, and
    the rest happens in one transaction, or not at all. The PDF is made before that, so that a long letter holds up
    nobody. Raises portal.pdf.render.DocumentRefused.
    """
    letter = Letter.objects.with_content().get(pk=letter_id)
    if letter.is_made:
        return letter
    return _keep(letter, pdf_of(letter.decision), at=at)


def pdf_of(decision: Decision) -> bytes:
    """The letter of a decision as PDF; the same bytes each time."""
    html = render_to_string("letters/letter_pdf.html", {"letter": letter_of(decision)})
    return render_pdf(html=html, styles=("css/letter.css",))


@transaction.atomic
def _keep(letter: Letter, pdf: bytes, *, at: datetime) -> Letter:
    case, letter = _locked(letter.pk)
    if letter.is_made:
        return letter
    letter.sha256 = hashlib.sha256(pdf).hexdigest()
    letter.made_at = at
    _store(letter, pdf)
    letter.save(update_fields=["sha256", "made_at", "pdf"])
    portal.audit.actions.record(case, "letter_made", by=None, at=at, letter=letter, sha256=letter.sha256)
    _deliver_if_due(case, letter, at=at)
    return letter


@transaction.atomic
def deliver_letter(*, decision: Decision, at: datetime) -> None:
    """A decision was released: its letter goes to the region, now if it is made, else as soon as it is."""
    case, letter = _locked(decision.letter.pk)
    _deliver_if_due(case, letter, at=at)


@translation.override("sv")
def _deliver_if_due(case: Case, letter: Letter, *, at: datetime) -> None:
    """Let the region see how its case was decided, and tell its people: once, with a letter and never without."""
    if letter.is_delivered or not letter.is_made or not letter.decision.is_released:
        return
    letter.delivered_at = at
    letter.save(update_fields=["delivered_at"])
    applications.cases.actions.release_outcome(case=case, outcome=letter.decision.outcome)
    applications.cases.actions.move(case=case, to=Stage.NOTIFIED)
    applications.cases.actions.enter_document(
        case=case,
        direction=Document.Direction.OUT,
        at=at,
        title=_("Beslutsbrev: %(outcome)s") % {"outcome": letter.decision.get_outcome_display().lower()},
        party=case.region.name,
        sha256=letter.sha256,
    )
    portal.audit.actions.record(case, "letter_delivered", by=None, at=at, letter=letter)
    _tell_region(case, letter, at=at)


def _locked(letter_id: int) -> tuple[Case, Letter]:
    """The letter's case, locked, and the letter as it stands now."""
    case = Case.objects.locked().get(decisions__letter=letter_id)
    letter = Letter.objects.select_related("decision__release").get(pk=letter_id)
    letter.decision.case = case
    return case, letter


def _store(letter: Letter, pdf: bytes) -> None:
    """Keep the PDF under the letter's own path. What stands there was left by a worker that died before it was done."""
    storage, path = letter.pdf.storage, letter.pdf.field.generate_filename(letter, "")
    if storage.exists(path):
        storage.delete(path)
    letter.pdf.name = storage.save(path, ContentFile(pdf))


def _tell_region(case: Case, letter: Letter, *, at: datetime) -> None:
    """Mail everyone who acts for the region that there is a decision, with a link: the letter itself stays here."""
    members = Membership.objects.in_regions([case.region]).order_by("person")
    portal.notices.actions.notify(
        people=list({member.person_id: member.person for member in members}.values()),
        kind=DECISION,
        template="letters/mail_decision.txt",
        context={"case": case},
        key=letter.notice_key,
        link=reverse("letters:letter", args=[case.pk]),
        at=at,
    )


@transaction.atomic
def note_opened(*, letter_id: int, by: Any, at: datetime) -> Letter:
    """Note who first opened the letter for the region, and when. Later openings change nothing.

    Raises PermissionDenied for anyone who does not act for the region.
    """
    case, letter = _locked(letter_id)
    require(rules.may_open_for_region(by, letter), _("Brevet är inte till en region som du företräder."))
    if letter.first_opened_at is None:
        letter.first_opened_at, letter.first_opened_by = at, by
        letter.save(update_fields=["first_opened_at", "first_opened_by"])
        portal.audit.actions.record(case, "letter_opened", by=by, at=at, letter=letter)
    return letter


@transaction.atomic
def acknowledge(*, letter_id: int, by: Any, at: datetime) -> Letter:
    """The region says that it has taken part of the decision. Said again it stays as it was first said.

    Raises PermissionDenied for anyone who does not act for the region.
    """
    case, letter = _locked(letter_id)
    require(rules.may_acknowledge(by, letter), _("Bara den som företräder regionen kan bekräfta att ni har tagit del."))
    if letter.acknowledged_at is None:
        letter.acknowledged_at, letter.acknowledged_by = at, by
        letter.save(update_fields=["acknowledged_at", "acknowledged_by"])
        portal.audit.actions.record(case, "letter_acknowledged", by=by, at=at, letter=letter)
    return letter
