"""What the pages of letters need."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from applications.cases.models import Case
from applications.decisions.models import Proposal
from applications.decisions.queries import letter_text_for
from applications.letters.appeal_time import AppealTime, appeal_time_of
from applications.letters.channels import name_of
from applications.letters.compose import LetterContent, letter_if_decided
from applications.letters.models import Letter
from portal.accounts.rules import is_decision_maker
from portal.outbox.models import Job, Mail


@dataclass(frozen=True)
class Handed:
    """By which channel a letter was handed over, and when."""

    channel: str
    at: datetime


@dataclass(frozen=True)
class Ledger:
    """What has happened to a letter, for staff: the job that makes it, how it was handed over, who was told."""

    job: Job | None
    handovers: tuple[Handed, ...]
    notices: tuple[Mail, ...]
    appeal: AppealTime


def letter_ledger(letter: Letter) -> Ledger:
    """Four queries."""
    job = Job.objects.filter(key=letter.job_key).first()
    notices = Mail.objects.filter(key__startswith=f"{letter.notice_key}:").select_related("person").order_by("pk")
    handovers = [Handed(str(name_of(row.channel)), row.handed_over_at) for row in letter.handovers.all()]
    return Ledger(job=job, handovers=tuple(handovers), notices=tuple(notices), appeal=appeal_time_of(letter))


@dataclass(frozen=True)
class MarkedLetter:
    """A letter in the list of its case's: what it was about, and by which later one it is replaced."""

    letter: Letter
    replaced_by: Letter | None
    is_this: bool


def letters_beside(letter: Letter, *, reader: Any) -> list[MarkedLetter]:
    """All letters of the case that `reader` may see, newest first, each with the one that took its place. One query.

    A later letter that is not delivered yet replaces nothing: the one before still says what holds.
    """
    found = Letter.objects.visible_to(reader).of_case(letter.decision.case_id).made()
    letters = list(found.select_related("decision__case").prefetch_related("decision__amounts"))
    later = {one.decision.replaces_id: one for one in letters if one.is_delivered}
    return [MarkedLetter(one, later.get(one.decision_id), one.pk == letter.pk) for one in letters]


def replacing(letter: Letter) -> Letter | None:
    """The letter that was delivered in the place of this one."""
    return Letter.objects.delivered().filter(decision__replaces=letter.decision_id).select_related("decision").first()


def letters_to_remind_of(at: datetime) -> list[Letter]:
    """The letters that have waited, unread and without a reminder, for as long as their calls say. One query."""
    waiting = Letter.objects.unread().filter(reminded_at=None).select_related("decision__case__call")
    return [letter for letter in waiting.order_by("pk") if _has_waited(letter, letter.delivered_at, at)]


def letters_left_unread(cases: QuerySet[Case]) -> QuerySet[Letter]:
    """The letters in `cases` that their regions were reminded of and have still not opened."""
    return Letter.objects.unread().filter(reminded_at__isnull=False, decision__case__in=cases)


def left_long_enough(unread: QuerySet[Letter], at: datetime) -> list[Letter]:
    """Those of `unread` letters whose reminder was as long ago as their calls say. One query."""
    waiting = unread.select_related("decision__case__call", "decision__case__region").order_by("reminded_at", "pk")
    return [letter for letter in waiting if _has_waited(letter, letter.reminded_at, at)]


def _has_waited(letter: Letter, since: datetime | None, at: datetime) -> bool:
    days = letter.decision.case.call.unread_letter_days
    return days is not None and since is not None and since + timedelta(days=days) <= at


def proposals_with_content() -> QuerySet[Proposal]:
    """Proposals with all that a preview of their letter is composed from."""
    return Proposal.objects.select_related(
        "proposed_by", "case__region", "case__call", "submission__case__region", "replaces"
    ).prefetch_related("amounts", "submission__amounts")


def preview(proposal: Proposal, *, reader: Any, at: datetime) -> LetterContent:
    """The letter as it would read if it were decided now: by the reader, where they are a decision maker."""
    text = letter_text_for(proposal.case.call, proposal.outcome)
    may_decide = is_decision_maker(reader) and reader.pk != proposal.proposed_by_id
    return letter_if_decided(proposal, text=text, decided_by=reader.name if may_decide else "[beslutsfattaren]", at=at)
