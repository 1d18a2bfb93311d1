"""Decisions, by another person than the one who proposed, and when the region may know of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.calls.models import LetterTextVersion, Outcome
from applications.cases.models import Case
from applications.decisions.models.proposals import Ground, Proposal
from applications.decisions.querysets import DecisionQuerySet
from applications.submissions.models import Submission


class Decision(models.Model):
    """A decision (förvaltningslagen 31–32 §§): day, content, reasons, who decided and who presented.

    All that it says is kept in the row, as it was when it was made: later changes to the call don't reach it, and the
    database refuses to change it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("ärende"))
    proposal = models.OneToOneField(
        Proposal, on_delete=models.PROTECT, related_name="decision", verbose_name=_("förslag")
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="+", verbose_name=_("inlämnad version")
    )
    outcome = models.CharField(_("utfall"), max_length=15, choices=Outcome.choices)
    reasons = models.TextField(_("skäl"))
    conditions = models.TextField(_("villkor"), blank=True)
    legal_basis = models.TextField(_("bestämmelser"))
    appeal = models.TextField(_("hur beslutet överklagas"))
    more = models.TextField(_("mer om beslutet"), blank=True)
    closing = models.TextField(_("avslutande text"), blank=True)
    # The version of the call's letter texts that were copied; empty for decisions from before there were versions.
    letter_text_version = models.ForeignKey(
        LetterTextVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("version av brevtexten"),
    )
    presented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("föredragande")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("beslutsfattare")
    )
    presented_by_name = models.CharField(_("föredragandens namn"), max_length=150)
    decided_by_name = models.CharField(_("beslutsfattarens namn"), max_length=150)
    # Who else took part in the final handling, one name a line, and what any of them, or who
    # presented the case, thought otherwise (30–31 §§).
    participants = models.TextField(_("har också deltagit"), blank=True)
    dissent = models.TextField(_("avvikande mening"), blank=True)
    decided_at = models.DateTimeField(_("beslutat"))
    is_in_force = models.BooleanField(_("gäller"), default=True)
    # The decision that this one corrects or changes (36–38 §§): it stays as it was, and is no longer in force.
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("ersätter"),
    )

    ground = models.CharField(_("grund för att ersätta"), max_length=12, choices=Ground.choices, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-pk"]
        verbose_name = _("beslut")
        verbose_name_plural = _("beslut")
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("presented_by")),
                name="decisions_decision_not_by_proposer",
                violation_error_message=_("Den som har föreslagit beslutet kan inte också fatta det."),
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, ground="") | (Q(replaces__isnull=False) & ~Q(ground="")),
                name="decisions_decision_replaces_on_ground",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(is_in_force=True),
                name="decisions_decision_one_in_force",
                violation_error_message=_("Ärendet har redan ett beslut som gäller."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.get_outcome_display()}"

    @property
    def condition_list(self) -> list[str]:
        """The conditions one by one."""
        return self.conditions.splitlines()

    @property
    def participant_list(self) -> list[str]:
        """The names of those who took part beside who decided and who presented."""
        return self.participants.splitlines()

    @property
    def granted_by_year(self) -> dict[int, int]:
        return {row.year: row.amount for row in self.amounts.all()}

    @property
    def is_a_correction(self) -> bool:
        """Whether it corrects an obvious slip in the decision that it replaces (36 §)."""
        return bool(self.ground) and Ground(self.ground).is_correction

    @property
    def is_released(self) -> bool:
        """Whether the region may know of it."""
        return hasattr(self, "release")

    @property
    def was_made_at_meeting(self) -> bool:
        return hasattr(self, "meeting_item")

    @property
    def has_board(self) -> bool:
        """Whether it was kept how its call stood: decisions made before that was done have none."""
        return hasattr(self, "board")

    @property
    def total(self) -> int:
        """What is granted in all, in kronor."""
        return sum(row.amount for row in self.amounts.all())


class GrantedAmount(models.Model):
    """What a decision grants for one year. Whole kronor."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="amounts", verbose_name=_("beslut"))
    year = models.PositiveSmallIntegerField(_("år"))
    amount = models.PositiveBigIntegerField(_("beviljat, kronor"))

    class Meta:
        ordering = ["year"]
        verbose_name = _("beviljat belopp")
        verbose_name_plural = _("beviljade belopp")
        constraints = [
            models.UniqueConstraint(fields=["decision", "year"], name="decisions_granted_amount_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"


class Release(models.Model):
    """From when the region may know of a decision: at once, or together with others that were held."""

    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, related_name="release", verbose_name=_("beslut")
    )
    released_at = models.DateTimeField(_("släppt"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("släppt av")
    )

    class Meta:
        verbose_name = _("besked om beslut")
        verbose_name_plural = _("besked om beslut")

    def __str__(self) -> str:
        return str(self.decision)
