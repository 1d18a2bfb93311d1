"""What the pages of letters need."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from applications.decisions.models import Proposal
from applications.decisions.queries import letter_text_for
from applications.letters.compose import LetterContent, letter_if_decided
from applications.letters.models import Letter
from portal.accounts.rules import is_decision_maker
from portal.outbox.models import Job, Mail


@dataclass(frozen=True)
class Ledger:
    """What has happened to a letter, for staff: the job that makes it and the notices of it."""

    job: Job | None
    notices: tuple[Mail, ...]


def letter_ledger(letter: Letter) -> Ledger:
    """Two queries."""
    job = Job.objects.filter(key=letter.job_key).first()
    notices = Mail.objects.filter(key__startswith=f"{letter.notice_key}:").select_related("person").order_by("pk")
    return Ledger(job=job, notices=tuple(notices))


def proposals_with_content() -> QuerySet[Proposal]:
    """Proposals with all that a preview of their letter is composed from."""
    return Proposal.objects.select_related(
        "proposed_by", "case__region", "case__call", "submission__case__region"
    ).prefetch_related("amounts", "submission__amounts")


def preview(proposal: Proposal, *, reader: Any, at: datetime) -> LetterContent:
    """The letter as it would read if it were decided now: by the reader, where they are a decision maker."""
    text = letter_text_for(proposal.case.call, proposal.outcome)
    may_decide = is_decision_maker(reader) and reader.pk != proposal.proposed_by_id
    return letter_if_decided(proposal, text=text, decided_by=reader.name if may_decide else "[beslutsfattaren]", at=at)
