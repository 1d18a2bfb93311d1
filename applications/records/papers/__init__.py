"""A case's papers, gathered from every room.

A new kind of paper is a file here with a `papers_of(case)`, and one entry in `KINDS`: it is then in the case's file, in
its manifest, and can be marked as secret. If it is in the register of documents, `records/document_links.py` leads to
it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.utils import translation

from applications.cases.models import Case
from applications.decisions.models import Decision, Proposal
from applications.records.papers import (
    appeals,
    applications,
    assessments,
    boards,
    checks,
    consensus,
    decisions,
    declarations,
    delays,
    hearings,
    letters,
    log,
    meetings,
    messages,
    notes,
    proposals,
    register,
    supplements,
    withdrawals,
)
from applications.records.papers.paper import Paper, without_empty

KINDS: tuple[Callable[[Case], Iterator[Paper]], ...] = (
    applications.papers_of,
    messages.papers_of,
    hearings.papers_of,
    supplements.papers_of,
    withdrawals.papers_of,
    delays.papers_of,
    declarations.papers_of,
    checks.papers_of,
    assessments.papers_of,
    consensus.papers_of,
    notes.papers_of,
    proposals.papers_of,
    decisions.papers_of,
    meetings.papers_of,
    boards.papers_of,
    letters.papers_of,
    appeals.papers_of,
)


@translation.override("sv")
def papers_of(case: Case, *, public_only: bool = False) -> list[Paper]:
    """All papers of a case that came with its call and region: the register, each by its day, and the log last.

    With `public_only`, without what is not public yet (tryckfrihetsförordningen 2 kap. 10 och 12 §§): checks and
    assessments until the case's decision is released, a proposal and a decision until what came of it is, and what the
    register and the log say of it. Some two queries for each kind, however many papers there are.
    """
    hidden_from = _undecided_since(case) if public_only else None
    found = [paper for kind in KINDS for paper in kind(case)]
    if public_only:
        found = [paper for paper in found if not _is_hidden(paper, case)]
    found.sort(key=lambda paper: paper.at)
    every = [*register.papers_of(case, hidden_from=hidden_from), *found, *log.papers_of(case, hidden_from=hidden_from)]
    return [without_empty(paper) for paper in every]


def _is_hidden(paper: Paper, case: Case) -> bool:
    return paper.tells_of_deciding or (paper.is_working_paper and not case.released_outcome)


def _undecided_since(case: Case) -> datetime | None:
    """From when there is a proposal or a decision that the region does not know of. None when there is none."""
    proposals, unknown = Proposal.objects.filter(case=case), Decision.objects.filter(case=case)
    if case.released_outcome:
        proposals = proposals.filter(state=Proposal.State.OPEN)
        unknown = unknown.filter(release__isnull=True)
    return min(
        [*proposals.values_list("proposed_at", flat=True), *unknown.values_list("proposal__proposed_at", flat=True)],
        default=None,
    )
