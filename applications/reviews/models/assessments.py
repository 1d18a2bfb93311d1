"""Assessments and their scores."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.calls.models import Criterion
from applications.cases.models import Case
from applications.reviews.querysets import AssessmentQuerySet
from applications.reviews.scoring import Scored, weighted_total


class Assessment(models.Model):
    """One person's assessment of a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("ärende"))
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("bedömare")
    )
    summary = models.TextField(_("samlad bedömning"), blank=True)
    saved_at = models.DateTimeField(_("senast sparad"))
    # How often it was changed, and by field of the form the version that changed it last: what two windows go by.
    version = models.PositiveIntegerField(_("version"), default=0)
    changed_in = models.JSONField(_("ändrat i version"), default=dict, blank=True)
    handed_in_at = models.DateTimeField(_("lämnad"), null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("bedömning")
        verbose_name_plural = _("bedömningar")
        constraints = [
            models.UniqueConstraint(fields=["case", "assessor"], name="reviews_assessment_one_for_each_person"),
        ]
        indexes = [
            # In which cases has this person handed in? Asked for each who is to assess.
            models.Index(
                fields=["assessor", "case"],
                name="reviews_assessment_handed_in",
                condition=models.Q(handed_in_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.assessor}"

    @property
    def scored(self) -> list[Scored]:
        """The points for the arithmetic; from `with_scores()` without further queries."""
        return [Scored(score.points, score.criterion.max_score, score.criterion.weight) for score in self.scores.all()]

    @property
    def total(self) -> Decimal | None:
        """The weighted total of five; None until every criterion has points."""
        return weighted_total(self.scored)


class Score(models.Model):
    """The points for one criterion, with why."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="scores", verbose_name=_("bedömning")
    )
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", verbose_name=_("kriterium"))
    points = models.PositiveSmallIntegerField(_("poäng"), null=True, blank=True)
    comment = models.TextField(_("kommentar"), blank=True)

    class Meta:
        ordering = ["criterion__position", "criterion"]
        verbose_name = _("poäng")
        verbose_name_plural = _("poäng")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="reviews_score_one_for_each_criterion"),
            models.CheckConstraint(
                condition=models.Q(points__isnull=True) | models.Q(points__gte=1, points__lte=10),
                name="reviews_score_points_within_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
