"""The scores that a case stands on: what was agreed on, else the mean of what assessors handed in.

Ranking and proposals ask here, so that there is one answer.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from applications.calls.models import Criterion
from applications.cases.models import Case
from applications.reviews.models import Assessment, Consensus, ConsensusScore, Score
from applications.reviews.scoring import Scored, mean_of, mean_total, weighted_total

_OF_A_SCORE = ("points", "criterion__max_score", "criterion__weight")


@dataclass(frozen=True)
class StandingScore:
    """What a criterion got: agreed points with their reasons, or the mean of several assessors' points."""

    criterion: Criterion
    points: Decimal
    comment: str
    is_agreed: bool


def standing_total(case: Case) -> Decimal | None:
    """The weighted total of five that a case stands on; None before anything is handed in. Two queries at most."""
    return standing_totals([case.pk])[case.pk]


def standing_totals(case_ids: Iterable[int]) -> dict[int, Decimal | None]:
    """The total of each of many cases, by key; two queries however many.

    Not narrowed to what one person may see: the caller has chosen the cases.
    """
    wanted = list(case_ids)
    agreed = _agreed(wanted)
    handed_in = _handed_in([pk for pk in wanted if pk not in agreed])
    return {pk: weighted_total(agreed[pk]) if pk in agreed else mean_total(handed_in.get(pk, [])) for pk in wanted}


def standing_points(case_ids: Iterable[int]) -> dict[int, dict[int, Decimal]]:
    """What each criterion got in each of many cases, {case: {criterion: points}}; two queries however many.

    Not narrowed to what one person may see: the caller has chosen the cases.
    """
    wanted = list(case_ids)
    newer = Consensus.objects.filter(case=OuterRef("consensus__case"), number__gt=OuterRef("consensus__number"))
    agreed = ConsensusScore.objects.filter(~Exists(newer), consensus__case__in=wanted)
    found: dict[int, dict[int, Decimal]] = {pk: {} for pk in wanted}
    for case_id, criterion_id, points in agreed.values_list("consensus__case", "criterion", "points"):
        found[case_id][criterion_id] = Decimal(points)
    counted: Any = Assessment.objects.counted().filter(case__in=[pk for pk in wanted if not found[pk]])
    scores: Any = Score.objects.filter(assessment__in=counted, points__isnull=False)
    given: dict[tuple[int, int], list[int]] = defaultdict(list)
    for case_id, criterion_id, points in scores.values_list("assessment__case", "criterion", "points"):
        given[case_id, criterion_id].append(points)
    for (case_id, criterion_id), each in given.items():
        found[case_id][criterion_id] = mean_of(each)
    return found


def standing_scores(case: Case) -> list[StandingScore]:
    """What each criterion got, in the call's order, for those that have points. Three queries at most."""
    agreed = ConsensusScore.objects.filter(consensus__in=Consensus.objects.standing().filter(case=case))
    if scores := list(agreed.select_related("criterion")):
        return [StandingScore(score.criterion, Decimal(score.points), score.comment, True) for score in scores]
    by_criterion: dict[Criterion, list[int]] = defaultdict(list)
    counted = Score.objects.filter(assessment__in=Assessment.objects.counted().filter(case=case))
    for score in counted.select_related("criterion"):
        if score.points is not None:
            by_criterion[score.criterion].append(score.points)
    return [StandingScore(criterion, mean_of(points), "", False) for criterion, points in by_criterion.items()]


def _agreed(case_ids: list[int]) -> dict[int, list[Scored]]:
    newer = Consensus.objects.filter(case=OuterRef("consensus__case"), number__gt=OuterRef("consensus__number"))
    rows = ConsensusScore.objects.filter(~Exists(newer), consensus__case__in=case_ids)
    found: dict[int, list[Scored]] = defaultdict(list)
    for case_id, *score in rows.values_list("consensus__case", *_OF_A_SCORE):
        found[case_id].append(Scored(*score))
    return found


def _handed_in(case_ids: list[int]) -> dict[int, list[list[Scored]]]:
    """Each case's assessments that count, each as its scores."""
    counted: Any = Assessment.objects.counted().filter(case__in=case_ids)
    rows = Score.objects.filter(assessment__in=counted)
    found: dict[int, dict[int, list[Scored]]] = defaultdict(lambda: defaultdict(list))
    for case_id, assessment_id, *score in rows.values_list("assessment__case", "assessment", *_OF_A_SCORE):
        found[case_id][assessment_id].append(Scored(*score))
    return {case_id: list(assessments.values()) for case_id, assessments in found.items()}
