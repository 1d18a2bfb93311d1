"""A call's letter texts, version by version, and how one of them would read in a real case. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from applications.calls.letter_template import CONDITIONS, PLACEHOLDERS
from applications.calls.models import Call, LetterTextVersion, Outcome
from applications.cases.models import Case
from applications.decisions.models import Proposal
from applications.letters.compose import LetterContent, letter_if_so
from applications.submissions.models import Submission

_STEP = 1000


@dataclass(frozen=True)
class VersionsOfOutcome:
    """The versions of the texts for one outcome, the newest first."""

    outcome: str
    versions: list[LetterTextVersion]

    @property
    def newest(self) -> LetterTextVersion:
        return self.versions[0]


@dataclass(frozen=True)
class TemplatesPage:
    """A call's letter texts, and what may stand in them: (as it is written, what it means)."""

    call: Call
    outcomes: list[VersionsOfOutcome]

    @property
    def placeholders(self) -> list[tuple[str, str]]:
        return [(f"{{{{{name}}}}}", str(meaning)) for name, meaning in PLACEHOLDERS.items()]

    @property
    def conditions(self) -> list[tuple[str, str]]:
        return [(f"[om {name}]", str(meaning)) for name, meaning in CONDITIONS.items()]


def templates_page(call: Call) -> TemplatesPage:
    """One query."""
    order = list(Outcome.values)
    versions = sorted(versions_of(call), key=lambda version: (order.index(version.outcome), -version.number))
    by_outcome = groupby(versions, key=lambda version: version.outcome)
    return TemplatesPage(
        call, [VersionsOfOutcome(str(Outcome(outcome).label), list(found)) for outcome, found in by_outcome]
    )


def versions_of(call: Call) -> QuerySet[LetterTextVersion]:
    return LetterTextVersion.objects.filter(call=call).select_related("created_by").order_by("outcome", "-number")


def cases_to_try(user: Any, call: Call) -> QuerySet[Case]:
    """The cases of the call that `user` sees as staff."""
    return Case.objects.visible_to_staff(user).filter(call=call).select_related("region").order_by("registry_number")


def try_text(version: LetterTextVersion, case: Case, *, at: datetime) -> LetterContent | None:
    """The letter of a case with these texts; None when nothing was handed in. Four queries at most.

    Its amounts are those of the case's newest proposal with the same outcome; else all that was applied for, or half.
    """
    submissions = Submission.objects.filter(case=case).select_related("case__region", "case__call")
    submission = submissions.defer("content").prefetch_related("amounts").order_by("-number").first()
    if submission is None:
        return None
    outcome = Outcome(version.outcome)
    proposals = Proposal.objects.filter(case=case, outcome=outcome).select_related("proposed_by")
    proposal = proposals.prefetch_related("amounts").order_by("-pk").first()
    return letter_if_so(
        submission,
        outcome=outcome,
        granted=_granted(outcome, submission, proposal),
        text=version,
        presented_by=proposal.proposed_by.name if proposal else "[handläggaren]",
        at=at,
    )


def _granted(outcome: Outcome, submission: Submission, proposal: Proposal | None) -> dict[int, int]:
    if not outcome.grants:
        return {}
    if proposal is not None:
        return {row.year: row.amount for row in proposal.amounts.all()}
    applied = {row.year: row.amount for row in submission.amounts.all()}
    if outcome == Outcome.GRANT:
        return applied
    return {year: amount // 2 // _STEP * _STEP for year, amount in applied.items()}
