"""Plans for a call's money that staff try, and what the solver was asked about them."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.calls.models import Call
from applications.cases.models import Case
from applications.decisions.querysets import ScenarioQuerySet
from portal.audit.models import AuditedModel


class Scenario(AuditedModel):
    """A set of amounts for a call's cases, with a name and why. Nothing is decided by it."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="scenarios", verbose_name=_("utlysning"))
    name = models.CharField(_("namn"), max_length=80)
    reasons = models.TextField(_("skäl"), blank=True, max_length=5000)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("gjort av")
    )
    made_at = models.DateTimeField(_("gjort"))
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("kopia av")
    )
    # Rises with each change of amounts, locks or rules, so that who changes an older one is told.
    revision = models.PositiveIntegerField(_("ändringar"), default=0, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("ändrat av")
    )
    changed_at = models.DateTimeField(_("ändrat"))
    archived_at = models.DateTimeField(_("arkiverat"), null=True, blank=True)
    # Set on the one that proposals follow.
    chosen_at = models.DateTimeField(_("valt"), null=True, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("valt av"),
    )
    # What the solver keeps to, beside what is left of the years.
    min_score = models.DecimalField(
        _("lägsta poäng"),
        max_digits=2,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(5))],
    )
    region_share = models.PositiveSmallIntegerField(
        _("högsta andel till en region, procent"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    # 100: a case has all or nothing.
    lowest_share = models.PositiveSmallIntegerField(
        _("lägsta andel av det sökta, procent"),
        default=100,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarier")
        constraints = [
            # Which scenario do proposals in this call follow? One at most.
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(chosen_at__isnull=False),
                name="decisions_scenario_one_chosen",
                violation_error_message=_("Utlysningen har redan ett valt scenario."),
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(chosen_at__isnull=True),
                name="decisions_scenario_chosen_is_not_archived",
                violation_error_message=_("Ett arkiverat scenario kan inte vara det valda."),
            ),
            models.CheckConstraint(
                condition=Q(lowest_share__gte=1, lowest_share__lte=100), name="decisions_scenario_lowest_share_per_cent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_chosen(self) -> bool:
        return self.chosen_at is not None

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def grants_in_part(self) -> bool:
        return self.lowest_share < 100  # noqa: PLR2004


class ScenarioAmount(models.Model):
    """What a scenario gives a case in a year. Whole kronor; no row is nothing."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="amounts", verbose_name=_("scenario"))
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", verbose_name=_("ärende"))
    year = models.PositiveSmallIntegerField(_("år"))
    amount = models.PositiveBigIntegerField(_("belopp, kronor"))

    class Meta:
        ordering = ["case", "year"]
        verbose_name = _("belopp i scenario")
        verbose_name_plural = _("belopp i scenarier")
        constraints = [
            models.UniqueConstraint(fields=["scenario", "case", "year"], name="decisions_scenario_amount_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="decisions_scenario_amount_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"


class ScenarioLock(models.Model):
    """A case that the solver must grant money in a scenario, or must not."""

    class Kind(models.TextChoices):
        IN = "in", _("Ska med")
        OUT = "out", _("Ska inte med")

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="locks", verbose_name=_("scenario"))
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", verbose_name=_("ärende"))
    kind = models.CharField(_("lås"), max_length=3, choices=Kind.choices)

    class Meta:
        ordering = ["case"]
        verbose_name = _("lås i scenario")
        verbose_name_plural = _("lås i scenarier")
        constraints = [
            models.UniqueConstraint(fields=["scenario", "case"], name="decisions_scenario_lock_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.get_kind_display()}"


class Solving(models.Model):
    """The solver was asked for the best amounts of a scenario: an order, and what came of it."""

    class Result(models.TextChoices):
        BEST = "best", _("Bevisat bäst")
        NOT_PROVEN = "not_proven", _("Inte bevisat bäst")
        IMPOSSIBLE = "impossible", _("Reglerna går inte ihop")
        NOTHING_FOUND = "nothing_found", _("Inget hittat i tid")
        # Somebody changed the scenario while it was being solved: nothing of it was touched.
        OVERTAKEN = "overtaken", _("Scenariot ändrades under tiden")

    scenario = models.ForeignKey(
        Scenario, on_delete=models.CASCADE, related_name="solvings", verbose_name=_("scenario")
    )
    # Which state of the scenario it is about.
    revision = models.PositiveIntegerField(_("ändring"))
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("beställt av")
    )
    ordered_at = models.DateTimeField(_("beställt"))
    started_at = models.DateTimeField(_("påbörjat"), null=True, blank=True)
    done_at = models.DateTimeField(_("klart"), null=True, blank=True)
    result = models.CharField(_("resultat"), max_length=15, choices=Result.choices, blank=True)
    # How much better another set could be at most, in per cent; while it runs, of the best so far.
    gap = models.DecimalField(
        _("avstånd till det bästa, procent"), max_digits=6, decimal_places=3, null=True, blank=True
    )
    seconds = models.DecimalField(_("sekunder"), max_digits=7, decimal_places=2, null=True, blank=True)
    # The revision that it gave the scenario: its amounts are the solver's as long as the scenario has that.
    gave_revision = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("lösning")
        verbose_name_plural = _("lösningar")
        constraints = [
            # Is the solver at work on this scenario? Once at a time.
            models.UniqueConstraint(
                fields=["scenario"], condition=Q(done_at__isnull=True), name="decisions_solving_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scenario} {self.revision}"

    @property
    def job_key(self) -> str:
        return f"solve:{self.pk}"
