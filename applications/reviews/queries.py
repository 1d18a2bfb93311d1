"""What the pages of the review need."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from applications.calls.models import Criterion
from applications.cases.models import Case
from applications.reviews.models import Assessment, CompletenessCheck, Score
from applications.reviews.scoring import mean_total


def check_of(case: Case) -> CompletenessCheck | None:
    return CompletenessCheck.objects.filter(case=case).select_related("done_by").first()


def assessment_by(person: Any, case: Case) -> Assessment | None:
    """The person's own assessment with its scores, begun or handed in."""
    return Assessment.objects.with_scores().filter(case=case, assessor=person.pk).first()


def assessments_shown_to(user: Any, case: Case) -> list[Assessment]:
    """The assessments of a case that weigh in the decision and that `user` may read, with scores. Three queries."""
    return list(Assessment.objects.visible_to(user).counted().filter(case=case).with_scores())


def total_of(assessments: list[Assessment]) -> Decimal | None:
    """The mean of the totals of assessments from `with_scores()`."""
    return mean_total([assessment.scored for assessment in assessments])


def has_handed_in(person: Any, case: Case) -> bool:
    """Whether the person has handed in an assessment of the case that counts."""
    return Assessment.objects.counted().filter(case=case, assessor=person.pk).exists()


@dataclass(frozen=True)
class Cell:
    """What one assessor gave for a criterion; `score` is None for a criterion that came later."""

    assessor: Any
    score: Score | None


@dataclass(frozen=True)
class Row:
    """One criterion across assessments, in the same order for each."""

    criterion: Criterion
    cells: list[Cell]


def side_by_side(case: Case, assessments: list[Assessment]) -> list[Row]:
    """Scores by criterion, for a table with a column for each assessment from `with_scores()`. One query."""
    columns = [(each.assessor, {score.criterion_id: score for score in each.scores.all()}) for each in assessments]
    return [
        Row(criterion, [Cell(assessor, scores.get(criterion.pk)) for assessor, scores in columns])
        for criterion in case.call.criteria.all()
    ]
