"""The reasons of a proposal one by one."""

from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from applications.calls.models import Criterion, Phrase
from applications.decisions.models.proposals import Proposal


class ProposalReason(models.Model):
    """One reason of a proposal, with the phrase that it began from and the criterion and score that it rests on.

    The score is kept as it was when it was proposed. Like the proposal, it never changes. `Proposal.reasons` is all of
    them as one text.
    """

    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, related_name="reason_rows", verbose_name=_("förslag")
    )
    position = models.PositiveSmallIntegerField(_("ordning"))
    text = models.TextField(_("skäl"))
    phrase = models.ForeignKey(
        Phrase, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fras")
    )
    # None: a general reason.
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kriterium")
    )
    # Empty where the criterion had no score, or there is no criterion.
    points = models.DecimalField(_("poäng"), max_digits=4, decimal_places=1, null=True, blank=True)
    highest = models.PositiveSmallIntegerField(_("högsta poäng"), null=True, blank=True)
    is_agreed = models.BooleanField(_("gemensam poäng"), default=False)

    class Meta:
        ordering = ["proposal", "position"]
        verbose_name = _("skäl i förslag")
        verbose_name_plural = _("skäl i förslag")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "position"], name="decisions_proposal_reason_position_once"),
            models.CheckConstraint(
                condition=models.Q(points__isnull=True, highest__isnull=True)
                | models.Q(points__isnull=False, highest__isnull=False, criterion__isnull=False),
                name="decisions_proposal_reason_points_of_a_criterion",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def shown_points(self) -> str:
        """Its points as they are written: "4", "3,5"."""
        return number_format(self.points.normalize()) if self.points is not None else ""
