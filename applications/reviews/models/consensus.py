"""The scores that those who assessed a case have agreed on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.calls.models import Criterion
from applications.cases.models import Case
from applications.reviews.querysets import ConsensusQuerySet
from applications.reviews.scoring import Scored


class Consensus(models.Model):
    """The agreed scores of a case, as they stood from one moment. Changing them makes the next; the newest counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consensuses", verbose_name=_("ärende"))
    number = models.PositiveIntegerField(_("nummer"))
    summary = models.TextField(_("samlad bedömning"))
    # Said when somebody who was asked had not handed in.
    not_waited_for = models.TextField(_("varför inte alla har väntats in"), blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("skriven av")
    )
    agreed_at = models.DateTimeField(_("skriven"))

    objects = ConsensusQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-number"]
        verbose_name = _("gemensam bedömning")
        verbose_name_plural = _("gemensamma bedömningar")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="reviews_consensus_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.number}"

    @property
    def scored(self) -> list[Scored]:
        """The points for the arithmetic; from `with_scores()` without further queries."""
        return [Scored(score.points, score.criterion.max_score, score.criterion.weight) for score in self.scores.all()]


class ConsensusScore(models.Model):
    """The points agreed on for one criterion, with the reasons."""

    consensus = models.ForeignKey(
        Consensus, on_delete=models.PROTECT, related_name="scores", verbose_name=_("gemensam bedömning")
    )
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", verbose_name=_("kriterium"))
    points = models.PositiveSmallIntegerField(_("poäng"))
    comment = models.TextField(_("skäl"))

    class Meta:
        ordering = ["criterion__position", "criterion"]
        verbose_name = _("gemensam poäng")
        verbose_name_plural = _("gemensamma poäng")
        constraints = [
            models.UniqueConstraint(
                fields=["consensus", "criterion"], name="reviews_consensus_score_one_for_each_criterion"
            ),
            models.CheckConstraint(
                condition=models.Q(points__gte=1, points__lte=10), name="reviews_consensus_score_points_within_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
