"""What waits for a decision maker: proposals to decide on, one by one or together, and decisions that are held."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from applications.calls.models import Call, Outcome
from applications.correspondence.hearing import standing
from applications.correspondence.models import Hearing
from applications.decisions import amounts, queries, readiness
from applications.decisions.models import Decision, Proposal
from applications.decisions.reasons import changed_scores
from applications.reviews.standing import standing_points
from applications.submissions.models import Submission
from regions.rules import acts_for

PROPOSALS_ON_PAGE = 50
# What each criterion has now in each case.
Points = Mapping[int, Mapping[int, Decimal]]


@dataclass(frozen=True)
class WaitingProposal:
    """A proposal, and what it still lacks before this person can decide on it; empty when nothing."""

    proposal: Proposal
    amount: int
    must_declare: bool
    lacking: list[str]

    @property
    def can_be_decided(self) -> bool:
        return not self.lacking


@dataclass
class YearLeft:
    """One year of a call: what is left, and what all the proposals on the page would take."""

    year: int
    left: int
    proposed: int = 0

    @property
    def left_after(self) -> int:
        return self.left - self.proposed


@dataclass
class WaitingInCall:
    """The proposals of one call, and its years."""

    call: Call
    years: list[YearLeft]
    proposals: list[WaitingProposal] = field(default_factory=list)

    @property
    def leaves_out_some(self) -> bool:
        """Whether `years` say nothing of some proposal, since its case is not open to the reader."""
        return any(row.must_declare for row in self.proposals)


@dataclass(frozen=True)
class Waiting:
    """A page of proposals that a person may decide on, by call."""

    page: Page[Proposal]
    calls: list[WaitingInCall]


def waiting_for(decider: Any, page: str, *, at: datetime) -> Waiting:
    """The proposals that wait for others than those who made them to decide. Eleven queries whatever their number."""
    proposals = with_readiness(Proposal.objects.named_to(decider).awaiting_decision().exclude(proposed_by=decider))
    shown = Paginator(proposals.order_by("case__call", "proposed_at", "pk"), PROPOSALS_ON_PAGE).get_page(page)
    points = points_of_reasons(shown)
    calls: dict[int, WaitingInCall] = {}
    for proposal in shown:
        call = proposal.case.call
        if call.pk not in calls:
            calls[call.pk] = WaitingInCall(call, [YearLeft(row.year, row.left) for row in call.years.all()])
        here = calls[call.pk]
        here.proposals.append(row := _waiting(proposal, decider, points, at))
        if row.must_declare:
            # What is proposed opens with the case.
            continue
        proposed = {row.year: row.amount for row in proposal.amounts.all()}
        for year in here.years:
            year.proposed += proposed.get(year.year, 0)
    return Waiting(shown, list(calls.values()))


def with_readiness(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With all that `facts_of_loaded` is made on."""
    newest = Submission.objects.filter(case=OuterRef("case")).order_by("-number").values("pk")[:1]
    return (
        proposals.with_all()  # type: ignore[attr-defined]
        .select_related("case__region")
        .annotate(newest_submission=Subquery(newest))
        .prefetch_related(
            "case__call__years",
            "case__call__letter_texts",
            "case__declarations",
            "proposed_by__memberships",
            "case__hearing_waivers",
            Prefetch("case__hearings", Hearing.objects.select_related("answer")),
        )
    )


def _waiting(proposal: Proposal, decider: Any, points: Points, at: datetime) -> WaitingProposal:
    facts = facts_of_loaded(proposal, decider, points, at)
    return WaitingProposal(
        proposal=proposal,
        amount=sum(row.amount for row in proposal.amounts.all()),
        must_declare=not facts.decider_has_declared,
        lacking=readiness.unmet(facts),
    )


def points_of_reasons(proposals: Iterable[Proposal]) -> Points:
    """What criteria have now in the cases of proposals whose reasons rest on any. Two queries at most."""
    rests = {each.case_id for each in proposals for row in each.reason_rows.all() if row.criterion_id is not None}
    return standing_points(rests) if rests else {}


def facts_of_loaded(proposal: Any, decider: Any, points: Points, at: datetime) -> readiness.Facts:
    """What the check before deciding is made on, of a proposal from `with_readiness()`, without a query.

    `points` are `points_of_reasons` of it, among others.
    """
    case = proposal.case
    declared = {each.person_id: each for each in case.declarations.all()}
    texts = {text.outcome: text for text in case.call.letter_texts.all()}
    presenters, deciders = declared.get(proposal.proposed_by_id), declared.get(decider.pk)
    grants = Outcome(proposal.outcome).grants
    rests = [row for row in proposal.reason_rows.all() if row.criterion_id is not None]
    return readiness.Facts(
        reasons=proposal.reasons,
        letter_text=texts.get(proposal.outcome),
        proposed_by_id=proposal.proposed_by_id,
        decider_id=decider.pk,
        presenter_is_barred=(presenters is not None and presenters.has_conflict) or _acts_for(proposal, case.region_id),
        decider_has_declared=deciders is not None
        and not deciders.has_conflict
        and deciders.parties_since == case.parties_since
        and not acts_for(decider, case.region_id),
        is_about_newest_version=proposal.newest_submission == proposal.submission_id,
        rows=amounts.year_rows(
            applied=queries.applied_in(proposal.submission),
            amounts={row.year: row.amount for row in proposal.amounts.all()},
            left=queries.left_for(case.call, proposal.replaces),
        )
        if grants
        else [],
        hearing=standing(
            list(case.hearings.all()), list(case.hearing_waivers.all()), at, since=queries.heard_since(proposal)
        )
        if queries.is_against_the_region(proposal)
        else None,
        rests_on_scores=bool(rests),
        changed_scores=changed_scores(rests, points.get(case.pk, {})),
    )


def _acts_for(proposal: Proposal, region_code: str) -> bool:
    """Whether the presenter acts for the region now; their memberships are loaded."""
    memberships: Iterable[Any] = proposal.proposed_by.memberships.all()
    return any(each.region_id == region_code and each.ended_at is None for each in memberships)


@dataclass(frozen=True)
class HeldInCall:
    call: Call
    decisions: list[Decision]


def held_decisions(decider: Any) -> list[HeldInCall]:
    """The decisions that are made and that their regions do not know of, by call. Two queries."""
    held = Decision.objects.visible_to(decider).held().select_related("case__call", "case__region", "decided_by")
    by_call: dict[Call, list[Decision]] = defaultdict(list)
    for decision in held.prefetch_related("amounts").order_by("case__call", "decided_at", "pk"):
        by_call[decision.case.call].append(decision)
    return [HeldInCall(call, decisions) for call, decisions in by_call.items()]
