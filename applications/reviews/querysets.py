"""The words in which assessments are asked for."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from applications.cases.models import Assessor, Case, ConflictDeclaration
from applications.cases.states import Stage


class AssessmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "AssessmentQuerySet":
        """A person's own, and in cases that they see as staff those that others have handed in.

        While a case is being assessed, who is to assess it sees nobody else's before handing in their own, so that
        each judges alone. The region sees none.
        """
        done = self.model.objects.filter(case=OuterRef("case"), assessor=user.pk, handed_in_at__isnull=False)
        is_asked = Exists(Assessor.objects.filter(case=OuterRef("case"), person=user.pk))
        to_assess = Q(case__stage=Stage.ASSESSING) & (Q(case__officer=user.pk) | is_asked) & ~Exists(done)
        others = Q(handed_in_at__isnull=False) & ~to_assess
        return self.filter(case__in=Case.objects.visible_to_staff(user)).filter(Q(assessor=user.pk) | others)

    def counted(self) -> "AssessmentQuerySet":
        """Those that weigh in the decision: handed in, by people without a conflict of interest."""
        barred = ConflictDeclaration.objects.filter(
            case=OuterRef("case"), person=OuterRef("assessor"), has_conflict=True
        )
        return self.filter(~Exists(barred), handed_in_at__isnull=False)

    def with_scores(self) -> "AssessmentQuerySet":
        return self.select_related("assessor").prefetch_related("scores__criterion")
