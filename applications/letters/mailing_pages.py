"""What the pages of mailings show: which decisions wait to be sent, and how far each letter of a mailing has come."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from applications.decisions.models import Decision
from applications.letters.models import Letter, Mailing, Progress
from portal.outbox.models import Job

SHOWN_MAILINGS = 50
_DONE = (Progress.DELIVERED, Progress.OPENED, Progress.ACKNOWLEDGED)
_WITH_SIGN = {
    Progress.QUEUED: ("none", "hourglass-split"),
    Progress.MADE: ("info", "check-lg"),
    Progress.SIGNED: ("info", "check-lg"),
    Progress.DELIVERED: ("ok", "check-lg"),
    Progress.OPENED: ("ok", "check-lg"),
    Progress.ACKNOWLEDGED: ("ok", "check-lg"),
}


@dataclass(frozen=True)
class LetterRow:
    """One letter in a list: how far it has come, and the job that makes it."""

    letter: Letter
    job: Job | None

    @property
    def has_failed(self) -> bool:
        """Whether it waits for a person: it was tried as often as it is tried by itself."""
        return not self.letter.is_made and self.job is not None and self.job.state == Job.State.FAILED

    @property
    def is_tried_again(self) -> bool:
        """Whether it has gone wrong, and will be tried again by itself."""
        return not self.letter.is_made and not self.has_failed and self.job is not None and bool(self.job.last_error)

    @property
    def word(self) -> str:
        if self.has_failed:
            return _("Gick inte att göra")
        if self.is_tried_again:
            return _("Försöker igen")
        if not self.letter.is_made and self.job is not None and self.job.state == Job.State.STARTED:
            return _("Görs nu")
        if self.letter.is_made and not self.letter.is_delivered:
            return (
                _("Undertecknat, väntar på att skickas") if self.letter.is_signed else _("Gjort, väntar på att skickas")
            )
        return str(self.letter.progress.label)

    @property
    def tone(self) -> str:
        if self.has_failed:
            return "bad"
        return "warn" if self.is_tried_again else _WITH_SIGN[self.letter.progress][0]

    @property
    def sign(self) -> str:
        return "exclamation-lg" if self.has_failed or self.is_tried_again else _WITH_SIGN[self.letter.progress][1]


@dataclass(frozen=True)
class MailingPage:
    """A mailing with those of its letters that the reader may see."""

    mailing: Mailing
    rows: list[LetterRow]
    # The job that should have released the letters, where it was given up.
    last_job: Job | None

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def made(self) -> int:
        return sum(row.letter.is_made for row in self.rows)

    @property
    def delivered(self) -> int:
        return sum(row.letter.is_delivered for row in self.rows)

    @property
    def opened(self) -> int:
        return sum(row.letter.first_opened_at is not None for row in self.rows)

    @property
    def failed(self) -> int:
        return sum(row.has_failed for row in self.rows)

    @property
    def held_and_made(self) -> int:
        """How many could be sent now although others are not made."""
        return sum(row.letter.is_made and not row.letter.is_delivered for row in self.rows)

    @property
    def others_are_sent(self) -> bool:
        """Whether those that could be made have gone without the ones that could not."""
        return bool(self.failed and self.delivered) and not self.held_and_made

    @property
    def is_moving(self) -> bool:
        """Whether something happens by itself, so that the page asks again."""
        if self.mailing.is_sent or self.mailing.is_stopped or self.could_not_be_sent:
            return False
        return self.failed < self.total - self.made or self.made == self.total

    @property
    def could_not_be_sent(self) -> bool:
        """All are made, but they could not be released: the reason stands on the last job."""
        return not self.mailing.is_sent and self.made == self.total and self.last_job is not None


def mailing_page(user: Any, mailing: Mailing) -> MailingPage:
    """Three queries."""
    letters = Letter.objects.visible_to_staff(user).filter(mailings=mailing)
    keys = Q(key=f"mailing:{mailing.pk}") | Q(key__startswith=f"mailing:{mailing.pk}:")
    last_job = Job.objects.failed().filter(keys).order_by("-pk").first()
    return MailingPage(mailing, _rows(letters), last_job)


def failed_letters(user: Any) -> list[LetterRow]:
    """The letters that `user` sees as staff which could not be made. Two queries."""
    jobs = {job.key: job for job in Job.objects.failed().filter(task="letters.make_letter").order_by("pk")}
    decisions = [int(key.partition(":")[2]) for key in jobs]
    letters = Letter.objects.visible_to_staff(user).filter(decision__in=decisions, made_at=None)
    return _rows(letters, jobs)


def _rows(letters: QuerySet[Letter], jobs: dict[str, Job] | None = None) -> list[LetterRow]:
    found = list(
        letters.select_related("decision__case__region", "decision__release", "first_opened_by").order_by(
            "decision__case__registry_number", "pk"
        )
    )
    if jobs is None:
        jobs = {job.key: job for job in Job.objects.filter(key__in=[letter.job_key for letter in found])}
    return [LetterRow(letter, jobs.get(letter.job_key)) for letter in found]


def mailings_for(user: Any) -> list[Mailing]:
    """The newest mailings that `user` sees. One query."""
    return list(Mailing.objects.visible_to(user).select_related("started_by")[:SHOWN_MAILINGS])


def decisions_to_send(user: Any, *, call: str = "", chosen: Collection[int] = ()) -> QuerySet[Decision]:
    """The decisions whose letters have not been delivered: of a call, or those chosen, or all that `user` sees."""
    waiting = Decision.objects.visible_to_staff(user).filter(is_in_force=True)
    waiting = waiting.filter(Q(letter=None) | Q(letter__delivered_at=None))
    waiting = waiting.exclude(letter__in=Letter.objects.filter(mailings__isnull=False, mailings__sent_at=None))
    if call:
        waiting = waiting.filter(case__call__slug=call)
    if chosen:
        waiting = waiting.filter(pk__in=chosen)
    made = Letter.objects.made().filter(decision=OuterRef("pk"))
    waiting = waiting.select_related("case__region", "release").annotate(letter_is_made=Exists(made))
    return waiting.order_by("case__registry_number", "pk")
