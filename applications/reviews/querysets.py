"""The words in which assessments are asked for."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from applications.cases.models import Assessor, Case, ConflictDeclaration
from applications.cases.states import UNDECIDED, Stage
from applications.reviews.clocks import ANSWER_IS_NEAR


def is_still_to_assess(user: Any) -> Q:
    """Of rows with a `case`: it is being assessed, and `user`, who is to assess it, has not handed in."""
    from applications.reviews.models import Assessment

    done = Assessment.objects.filter(case=OuterRef("case"), assessor=user.pk, handed_in_at__isnull=False)
    is_asked = Exists(Assessor.objects.filter(case=OuterRef("case"), person=user.pk))
    return Q(case__stage=Stage.ASSESSING) & (Q(case__officer=user.pk) | is_asked) & ~Exists(done)


class AssessmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "AssessmentQuerySet":
        """A person's own, and in cases that they see as staff those that others have handed in.

        While a case is being assessed, who is to assess it sees nobody else's before handing in their own, so that
        each judges alone. The region sees none.
        """
        others = Q(handed_in_at__isnull=False) & ~is_still_to_assess(user)
        return self.filter(case__in=Case.objects.visible_to_staff(user)).filter(Q(assessor=user.pk) | others)

    def counted(self) -> "AssessmentQuerySet":
        """Those that weigh in the decision: handed in, by people without a conflict of interest."""
        barred = ConflictDeclaration.objects.filter(
            case=OuterRef("case"), person=OuterRef("assessor"), has_conflict=True
        )
        return self.filter(~Exists(barred), handed_in_at__isnull=False)

    def with_scores(self) -> "AssessmentQuerySet":
        return self.select_related("assessor").prefetch_related("scores__criterion")


class ConsensusQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "ConsensusQuerySet":
        """Staff see what was agreed on in cases that they see as staff, once they have handed in what they are to.

        The region sees none.
        """
        return self.filter(case__in=Case.objects.visible_to_staff(user)).filter(~is_still_to_assess(user))

    def standing(self) -> "ConsensusQuerySet":
        """The newest of each case."""
        newer = self.model.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))

    def with_scores(self) -> "ConsensusQuerySet":
        return self.select_related("agreed_by").prefetch_related("scores__criterion")


class NoteQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "NoteQuerySet":
        """Staff see the notes of cases that they see as staff. The region sees none.

        Who is still to assess a case sees their own alone: a note may tell what others gave.
        """
        seen = Q(written_by=user.pk) | ~is_still_to_assess(user)
        return self.filter(case__in=Case.objects.visible_to_staff(user)).filter(seen)


class DecisionRequestQuerySet(models.QuerySet[Any]):
    def waiting(self) -> "DecisionRequestQuerySet":
        """Neither refused nor answered by the case's decision."""
        return self.filter(refusal__isnull=True, case__stage__in=UNDECIDED)

    def near_their_last_day(self, day: date) -> "DecisionRequestQuerySet":
        """Those that wait, with a week left or less, and that nobody was reminded of."""
        return self.waiting().filter(week_told_at__isnull=True, answer_by__lte=day + ANSWER_IS_NEAR)
