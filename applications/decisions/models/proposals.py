"""What a presenting officer proposes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.calls.models import Outcome
from applications.cases.models import Case
from applications.decisions.querysets import AGAINST_THE_REGION, ProposalQuerySet
from applications.submissions.models import Submission


class Ground(models.TextChoices):
    """On what ground a decision is replaced by another (förvaltningslagen 36–38 §§). The database keeps the names."""

    SLIP = "slip", _("Rättelse: uppenbart skrivfel, räknefel eller liknande förbiseende (36 §)")
    WRONG = "wrong", _("Beslutet är fel och ändras utan nackdel för regionen (37 § första stycket och 38 §)")
    RESERVATION = "reservation", _("Till nackdel: beslutet har ett förbehåll om att det får återkallas (37 §)")
    SAFETY = "safety", _("Till nackdel: tvingande säkerhetsskäl kräver det (37 §)")
    FALSE_DATA = "false_data", _("Till nackdel: regionen har lämnat oriktiga eller vilseledande uppgifter (37 §)")
    WITHDRAWN = "withdrawn", _("Regionen återkallade ansökan innan den fick besked")

    @property
    def is_correction(self) -> bool:
        return self == Ground.SLIP

    @property
    def allows_worse(self) -> bool:
        return self != Ground.WRONG


class Proposal(models.Model):
    """What the presenting officer (föredragande) proposes. It never changes: sent back, a new one is made."""

    class State(models.TextChoices):
        OPEN = "open", _("Väntar på beslut")
        SENT_BACK = "sent_back", _("Skickat tillbaka")
        DECIDED = "decided", _("Beslutat")
        # The region took its application back before it was decided.
        LAPSED = "lapsed", _("Förfallet")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("ärende"))
    # The version of the application that the proposal is about.
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="+", verbose_name=_("inlämnad version")
    )
    state = models.CharField(_("läge"), max_length=10, choices=State.choices, default=State.OPEN, editable=False)
    outcome = models.CharField(_("utfall"), max_length=15, choices=Outcome.choices)
    reasons = models.TextField(_("skäl"))
    conditions = models.TextField(_("villkor"), blank=True, help_text=_("Ett villkor per rad."))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("föredragande")
    )
    proposed_at = models.DateTimeField(_("föreslaget"))
    # The decision that this one would replace, and on what ground; none for a first decision.
    replaces = models.ForeignKey(
        "decisions.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposed_replacements",
        verbose_name=_("ersätter"),
    )
    ground = models.CharField(_("grund för att ersätta"), max_length=12, choices=Ground.choices, blank=True)
    # Where the case stood before, so that it can be sent back there.
    came_from = models.CharField(_("läge innan"), max_length=12)
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("skickat tillbaka av"),
    )
    sent_back_at = models.DateTimeField(_("skickat tillbaka"), null=True, blank=True)
    sent_back_comment = models.TextField(_("varför det skickades tillbaka"), blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-pk"]
        verbose_name = _("förslag till beslut")
        verbose_name_plural = _("förslag till beslut")
        constraints = [
            # Which proposal waits for a decision in this case? One only.
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state="open"),
                name="decisions_proposal_one_open",
                violation_error_message=_("Ärendet har redan ett förslag som väntar på beslut."),
            ),
            # Can a proposal be sent back without saying why? No.
            models.CheckConstraint(
                condition=~Q(state="sent_back")
                | (Q(sent_back_by__isnull=False, sent_back_at__isnull=False) & ~Q(sent_back_comment="")),
                name="decisions_proposal_sent_back_says_why",
            ),
            # Can a decision be replaced without a ground in the law? No.
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, ground="") | (Q(replaces__isnull=False) & ~Q(ground="")),
                name="decisions_proposal_replaces_on_ground",
            ),
        ]
        indexes = [
            # What waits for a decision, the longest first.
            models.Index(fields=["proposed_at", "id"], name="decisions_proposal_waiting", condition=Q(state="open")),
            # What waits, and may need that its region is heard first.
            models.Index(
                fields=["case"],
                name="decisions_proposal_against",
                condition=Q(state="open", outcome__in=AGAINST_THE_REGION, replaces__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.get_outcome_display()}"

    @property
    def condition_list(self) -> list[str]:
        """The conditions one by one."""
        return self.conditions.splitlines()

    @property
    def has_reason_rows(self) -> bool:
        """Whether its reasons are kept one by one: proposals made before that was done have a text alone."""
        return bool(self.reason_rows.all())


class ProposedAmount(models.Model):
    """What a proposal grants for one year. Whole kronor."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="amounts", verbose_name=_("förslag"))
    year = models.PositiveSmallIntegerField(_("år"))
    amount = models.PositiveBigIntegerField(_("belopp, kronor"))

    class Meta:
        ordering = ["year"]
        verbose_name = _("föreslaget belopp")
        verbose_name_plural = _("föreslagna belopp")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "year"], name="decisions_proposed_amount_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"
