"""The call itself: its dates, extensions and budget."""

from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.calls import deadline
from applications.calls.deadline import ApplicationTime, Phase
from applications.calls.models.language import in_language
from applications.calls.querysets import CallQuerySet
from portal.audit.models import AuditedModel
from regions.models import Region


class AppealCountsFrom(models.TextChoices):
    """The day from which the time to appeal runs (förvaltningslagen 44 §)."""

    RECEIPT = "receipt", _("den dag då regionen fick del av beslutet")
    DECISION = "decision", _("beslutsdagen")


class Call(AuditedModel):
    """A round of funding (utlysning). Open from `opens_at` until just before `closes_at`, the first refused instant."""

    slug = models.SlugField(_("adress"), unique=True)
    title = models.CharField(_("rubrik"), max_length=150)
    title_en = models.CharField(_("rubrik på engelska"), max_length=150, blank=True)
    summary = models.TextField(_("ingress"), max_length=600)
    summary_en = models.TextField(_("ingress på engelska"), max_length=600, blank=True)
    body = models.TextField(_("allt som sökande behöver veta"), help_text=_("Markdown. HTML visas som text."))
    body_en = models.TextField(_("text på engelska"), blank=True)
    contact = models.TextField(_("kontakt"), blank=True, help_text=_("Markdown: vem som svarar på frågor, och hur."))

    opens_at = models.DateTimeField(_("öppnar"))
    closes_at = models.DateTimeField(
        _("stänger"), help_text=_("Den första stund då en ansökan är för sen, till exempel 10 september kl. 00.00.")
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("marginal efter stängning, minuter"),
        default=0,
        help_text=_("Så länge efter stängningen räknas en ansökan ändå som i tid. Visas inte för sökande."),
    )
    # When the call closes for regions that were given longer than the others: {region code: moment in ISO 8601, UTC}.
    # The rows of `Extension` say who decided so and why; this is what every page asks, without a query of its own.
    region_closings = models.JSONField(_("stänger senare för"), default=dict, blank=True, editable=False)
    # The latest of them: what finds the calls that are open for somebody.
    last_region_closing_at = models.DateTimeField(null=True, blank=True, editable=False)
    budget_total = models.PositiveBigIntegerField(_("budget totalt, kronor"), validators=[MinValueValidator(1)])
    project_earliest_start_on = models.DateField(_("projekt får börja tidigast"))
    project_latest_end_on = models.DateField(_("projekt ska vara slut senast"))
    applications_per_region = models.PositiveSmallIntegerField(
        _("ansökningar per region"), null=True, blank=True, help_text=_("Tomt betyder hur många som helst.")
    )
    eligible_regions = models.ManyToManyField(Region, related_name="+", verbose_name=_("regioner som får söka"))
    late_instructions = models.TextField(
        _("så lämnar man in för sent"),
        help_text=_("Visas när tiden har gått ut. En myndighet tar emot en ansökan även då, men kan avvisa den."),
    )
    late_instructions_en = models.TextField(_("så lämnar man in för sent, på engelska"), blank=True)
    # How long a case takes is a promise of the call's, and whether FL 12 § holds for its applicants is not ours to say.
    decision_months = models.PositiveSmallIntegerField(
        _("beslut inom, månader"),
        default=6,
        null=True,
        blank=True,
        help_text=_("Så många månader efter att en ansökan kom in räknar ni med att ha beslutat. Tomt: inget sägs."),
    )
    may_ask_for_decision = models.BooleanField(
        _("sökande kan begära att ärendet avgörs"),
        default=True,
        help_text=_("Efter sex månader, enligt 12 § förvaltningslagen. Visas för sökande i deras ärenden."),
    )
    # From when the three weeks to appeal are counted is a matter of law that is not ours to say (FL 44 §).
    appeal_counts_from = models.CharField(
        _("tiden för överklagande räknas från"),
        max_length=10,
        choices=AppealCountsFrom.choices,
        default=AppealCountsFrom.RECEIPT,
        help_text=_("Från beslutsdagen för en part som företräder det allmänna, annars från dagen då parten fick del."),
    )
    unread_letter_days = models.PositiveSmallIntegerField(
        _("påminn om oläst beslut efter, dagar"),
        default=5,
        null=True,
        blank=True,
        help_text=_("Regionen påminns en gång. Lika många dagar senare får handläggaren veta det. Tomt: aldrig."),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("tid att svara, dagar"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_(
            "Så lång tid föreslår vi när regionen ska komplettera eller yttra sig. Handläggaren kan välja en annan dag."
        ),
    )
    hears_before_refusal = models.BooleanField(
        _("regionen hörs innan den nekas"),
        default=True,
        help_text=_(
            "Avslag och delvis bifall beslutas först när regionen har fått yttra sig, eller det är noterat varför det "
            "är uppenbart obehövligt (25 § förvaltningslagen)."
        ),
    )
    is_demo = models.BooleanField(_("påhittad utlysning"), default=False)
    published_at = models.DateTimeField(_("publicerad"), null=True, blank=True, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "pk"]
        verbose_name = _("utlysning")
        verbose_name_plural = _("utlysningar")
        constraints = [
            models.CheckConstraint(
                condition=Q(appeal_counts_from__in=["receipt", "decision"]), name="calls_call_appeal_counts_from_known"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="calls_call_closes_after_opening",
                violation_error_message=_("Utlysningen ska stänga efter att den öppnar."),
            ),
            models.CheckConstraint(
                condition=Q(project_latest_end_on__gt=F("project_earliest_start_on")),
                name="calls_call_projects_end_after_start",
                violation_error_message=_("Projekten ska sluta efter att de får börja."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_title(self) -> str:
        return in_language(self, "title")

    @property
    def shown_summary(self) -> str:
        return in_language(self, "summary")

    @property
    def shown_body(self) -> str:
        return in_language(self, "body")

    @property
    def shown_late_instructions(self) -> str:
        return in_language(self, "late_instructions")

    @property
    def application_time(self) -> ApplicationTime:
        """When one can apply: what is told to everyone."""
        return ApplicationTime(self.opens_at, self.closes_at, self.published_at is not None)

    def application_time_for(self, region_code: str) -> ApplicationTime:
        """When one region can apply, which may be longer than the others."""
        return ApplicationTime(self.opens_at, self.closing_for(region_code), self.published_at is not None)

    def closing_for(self, region_code: str) -> datetime:
        """The first refused instant for one region, without the call's minutes of grace."""
        return deadline.closing_for(self.closes_at, self.region_closings, region_code)

    def is_in_time_for(self, region_code: str, arrived_at: datetime) -> bool:
        """The one deadline rule: whether what a region sent reached the authority in time (förvaltningslagen 22 §)."""
        return self.published_at is not None and deadline.is_in_time(
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            region_closings=self.region_closings,
            grace_minutes=self.grace_minutes,
            region_code=region_code,
            arrived_at=arrived_at,
        )

    @property
    def last_minute(self) -> datetime:
        """The last minute before closing for everyone: what people are told, "9 september kl. 23.59"."""
        return self.application_time.last_minute

    def phase_at(self, moment: datetime) -> Phase:
        """Whether the call is a draft, upcoming, open or closed at `moment`, for everyone."""
        return self.application_time.phase_at(moment)

    @property
    def project_years(self) -> range:
        """The calendar years in which a project may have costs."""
        return range(self.project_earliest_start_on.year, self.project_latest_end_on.year + 1)

    def allows_period(self, start_on: date, end_on: date) -> bool:
        return self.project_earliest_start_on <= start_on < end_on <= self.project_latest_end_on


class Extension(models.Model):
    """A call's deadline was moved later, for all or for one region. The database refuses to change or delete it."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="extensions", verbose_name=_("utlysning"))
    # Empty: for every region.
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    closed_at = models.DateTimeField(_("stängde förut"))
    closes_at = models.DateTimeField(_("stänger nu"))
    reason = models.TextField(_("skäl"), max_length=1000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("bestämt av")
    )
    decided_at = models.DateTimeField(_("bestämt"))

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("förlängd ansökningstid")
        verbose_name_plural = _("förlängda ansökningstider")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("closed_at")),
                name="calls_extension_only_later",
                violation_error_message=_("Den nya stunden ska ligga efter den gamla."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.closes_at:%Y-%m-%d %H:%M}"


class CallYear(models.Model):
    """The call's budget for one year, and how much of it decisions in force have granted. Whole kronor."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="years", verbose_name=_("utlysning"))
    year = models.PositiveSmallIntegerField(_("år"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    budget = models.PositiveBigIntegerField(_("budget, kronor"))
    granted = models.PositiveBigIntegerField(_("beviljat, kronor"), default=0, editable=False)

    class Meta:
        ordering = ["year"]
        verbose_name = _("budgetår")
        verbose_name_plural = _("budgetår")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "year"],
                name="calls_call_year_once",
                violation_error_message=_("Samma år finns två gånger."),
            ),
            # Can decisions made at the same instant grant more than there is? No: the second breaks this.
            models.CheckConstraint(
                condition=Q(granted__lte=F("budget")),
                name="calls_call_year_granted_within_budget",
                violation_error_message=_("Det beviljade beloppet är större än årets budget."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def left(self) -> int:
        """Kronor not yet granted."""
        return self.budget - self.granted


def check_years_add_up(total: int | None, budgets: list[int]) -> None:
    """The years' budgets are the whole budget. Raises ValidationError that tells the difference."""
    if total is None or sum(budgets) == total:
        return
    raise ValidationError(
        _("Årens budgetar är %(sum)s kronor tillsammans, men hela budgeten är %(total)s kronor. De ska vara lika."),
        code="years_do_not_add_up",
        params={"sum": f"{sum(budgets):,}".replace(",", "\u00a0"), "total": f"{total:,}".replace(",", "\u00a0")},
    )
