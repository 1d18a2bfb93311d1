"""What the pages of the review need."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from applications.calls.models import Criterion
from applications.cases.models import Assessor, Case, ConflictDeclaration
from applications.reviews.checklist import Point
from applications.reviews.facts import known_facts
from applications.reviews.models import (
    Assessment,
    AssessmentDay,
    CompletenessCheck,
    Consensus,
    ConsensusScore,
    Note,
    Score,
)
from applications.reviews.scoring import Spread, mean_total, spread_of, weighted_total
from applications.submissions.models import Submission
from applications.submissions.presentation import ShownSection
from applications.submissions.queries import shown_submission
from portal.accounts.models import User


def check_of(case: Case) -> CompletenessCheck | None:
    """The newest check of a case. One query."""
    return next(iter(checks_of(case)[:1]), None)


def was_found_incomplete(case: Case) -> bool:
    """Whether the newest check found the version of the application that stands incomplete. One query."""
    standing = case.submissions.order_by("-number").values("pk")[:1]
    checks = CompletenessCheck.objects.filter(case=case).order_by("-number")
    last = checks.values_list("is_complete", "submission", Subquery(standing)).first()
    return last is not None and not last[0] and last[1] == last[2]


def checks_of(case: Case) -> QuerySet[CompletenessCheck]:
    """Every check of a case, newest first, with who did it and the number of the version that was read."""
    checks = CompletenessCheck.objects.filter(case=case).select_related("done_by", "submission")
    return checks.defer("submission__content").order_by("-number")


def points_of(case: Case, submission: Submission | None) -> list[Point]:
    """The points of the call's checklist with what the portal knows of each, in a version of the application."""
    items = list(case.call.checklist.all())
    known = known_facts(case, submission, [item.fact for item in items if item.fact]) if submission else {}
    return [Point(item, known.get(item.fact)) for item in items]


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


def still_to_hand_in(case: Case) -> list[User]:
    """Those who were asked to assess a case, have no conflict of interest in it, and have not handed in. One query."""
    done = Assessment.objects.filter(case=case, assessor=OuterRef("pk"), handed_in_at__isnull=False)
    barred = ConflictDeclaration.objects.filter(case=case, person=OuterRef("pk"), has_conflict=True)
    asked = Assessor.objects.filter(case=case).values("person")
    return list(User.objects.filter(~Exists(done), ~Exists(barred), pk__in=asked, is_active=True).order_by("name"))


def assessment_day_of(case: Case) -> AssessmentDay | None:
    """By when the case is to be assessed, if a day is set."""
    return AssessmentDay.objects.filter(case=case).first()


def with_assessment_days(cases: QuerySet[Any]) -> QuerySet[Any]:
    """Cases with the day to `assess_by`, and whether it `lacks_assessment` by somebody who was asked for one."""
    theirs = {"case": OuterRef("case"), "assessor": OuterRef("person"), "handed_in_at__isnull": False}
    barred = ConflictDeclaration.objects.filter(case=OuterRef("case"), person=OuterRef("person"), has_conflict=True)
    asked = Assessor.objects.filter(
        ~Exists(Assessment.objects.filter(**theirs)), ~Exists(barred), case=OuterRef("pk"), person__is_active=True
    )
    return cases.annotate(assess_by=F("assessment_day__due_on"), lacks_assessment=Exists(asked))


def consensus_shown_to(user: Any, case: Case) -> Consensus | None:
    """What was agreed on last, with its scores, if `user` may read it. Three queries."""
    return Consensus.objects.visible_to(user).standing().with_scores().filter(case=case).first()


@dataclass(frozen=True)
class Basis:
    """What was judged in a case as one person may read it: what a proposal and a decision rest on."""

    assessments: list[Assessment]
    consensus: Consensus | None

    @property
    def total(self) -> Decimal | None:
        """What was agreed on, else the mean of what was handed in."""
        return weighted_total(self.consensus.scored) if self.consensus else total_of(self.assessments)


def basis_shown_to(user: Any, case: Case) -> Basis:
    """Five queries at most."""
    assessments = assessments_shown_to(user, case)
    return Basis(assessments, consensus_shown_to(user, case) if assessments else None)


def notes_shown_to(user: Any, case: Case) -> list[Note]:
    """The case's internal notes, newest first. One query."""
    return list(Note.objects.visible_to(user).filter(case=case).select_related("written_by").order_by("-pk"))


def read_beside(case: Case) -> list[ShownSection]:
    """What the newest handed-in version says, to be read beside the criteria. One query."""
    submission = case.submissions.select_related("form_version").order_by("-number").first()
    return shown_submission(submission, case.call.project_years) if submission else []


def changed_since(case: Case, assessment: Assessment | None) -> bool:
    """Whether the region has handed in anew after the assessment was. One query at most."""
    if assessment is None or assessment.handed_in_at is None:
        return False
    return case.submissions.filter(handled_at__gt=assessment.handed_in_at).exists()


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
    agreed: ConsensusScore | None = None

    @property
    def same_points(self) -> int | None:
        """What all have given, if all have given the same."""
        given = {cell.score.points for cell in self.cells if cell.score}
        return given.pop() if len(given) == 1 else None

    @property
    def spread(self) -> Spread | None:
        """How far apart the assessors are; None for one alone."""
        return spread_of([cell.score.points for cell in self.cells if cell.score], self.criterion.max_score)


def side_by_side(case: Case, assessments: list[Assessment], consensus: Consensus | None = None) -> list[Row]:
    """Scores by criterion, for a table with a column for each assessment from `with_scores()`. One query."""
    columns = [(each.assessor, {score.criterion_id: score for score in each.scores.all()}) for each in assessments]
    agreed = {score.criterion_id: score for score in consensus.scores.all()} if consensus else {}
    return [
        Row(
            criterion,
            [Cell(assessor, scores.get(criterion.pk)) for assessor, scores in columns],
            agreed.get(criterion.pk),
        )
        for criterion in case.call.criteria.all()
    ]
