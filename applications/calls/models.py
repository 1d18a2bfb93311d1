"""The call: dates, budget for each year, form, criteria, reminder plan and letter texts."""

from datetime import date, datetime
from functools import cached_property

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from applications.calls import deadline
from applications.calls.definition import FormDefinition, parse
from applications.calls.querysets import CallQuerySet
from portal.audit.models import AuditedModel
from regions.models import Region


def in_language(thing: models.Model, field: str) -> str:
    """The text of `field` in the language in use: its `…_en` where English is on and written, else Swedish."""
    english = getattr(thing, f"{field}_en") if translation.get_language() == "en" else ""
    return english or getattr(thing, field)


class Phase(models.TextChoices):
    """Where a call is. A published call's phase follows from the clock alone."""

    DRAFT = "draft", _("Inte publicerad")
    UPCOMING = "upcoming", _("Öppnar snart")
    OPEN = "open", _("Öppen")
    CLOSED = "closed", _("Stängd")


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
    is_demo = models.BooleanField(_("påhittad utlysning"), default=False)
    published_at = models.DateTimeField(_("publicerad"), null=True, blank=True, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "pk"]
        verbose_name = _("utlysning")
        verbose_name_plural = _("utlysningar")
        constraints = [
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
    def last_minute(self) -> datetime:
        """The last minute before closing, Stockholm's time: what people are told, "9 september kl. 23.59"."""
        return deadline.last_minute(self.closes_at)

    def days_left_at(self, moment: datetime) -> int:
        """Calendar days in Stockholm to the last day; 0 on the last day itself."""
        return deadline.days_left(self.closes_at, moment)

    def phase_at(self, moment: datetime) -> Phase:
        """Whether the call is a draft, upcoming, open or closed at `moment`."""
        if self.published_at is None:
            return Phase.DRAFT
        if moment < self.opens_at:
            return Phase.UPCOMING
        return Phase.OPEN if moment < self.closes_at else Phase.CLOSED

    @property
    def project_years(self) -> range:
        """The calendar years in which a project may have costs."""
        return range(self.project_earliest_start_on.year, self.project_latest_end_on.year + 1)

    def allows_period(self, start_on: date, end_on: date) -> bool:
        return self.project_earliest_start_on <= start_on < end_on <= self.project_latest_end_on


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


def validate_definition(value: object) -> None:
    """The JSON is a form definition. Raises ValidationError."""
    parse(value)


class FormVersion(models.Model):
    """A version of a call's form. Never changed once a draft may have been started on it: a change is a new version."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="form_versions", verbose_name=_("utlysning"))
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField(_("formulär"), validators=[validate_definition])
    created_at = models.DateTimeField(_("skapad"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("av"),
    )

    class Meta:
        ordering = ["call", "-number"]
        verbose_name = _("formulärversion")
        verbose_name_plural = _("formulärversioner")
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="calls_form_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.call} v{self.number}"

    @cached_property
    def parsed(self) -> FormDefinition:
        return parse(self.definition)


class Criterion(models.Model):
    """What applications are judged by. Scores go from 1 to `max_score`; weights are in per cent of the whole."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria", verbose_name=_("utlysning"))
    key = models.SlugField(_("nyckel"), max_length=40)
    title = models.CharField(_("kriterium"), max_length=150)
    title_en = models.CharField(_("kriterium på engelska"), max_length=150, blank=True)
    guidance = models.TextField(
        _("vägledning"), blank=True, help_text=_("Vad sökande ska visa och bedömare ska väga. Visas för alla.")
    )
    guidance_en = models.TextField(_("vägledning på engelska"), blank=True)
    weight = models.PositiveSmallIntegerField(
        _("vikt, procent"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    max_score = models.PositiveSmallIntegerField(
        _("högsta poäng"), default=5, validators=[MinValueValidator(2), MaxValueValidator(10)]
    )
    position = models.PositiveSmallIntegerField(_("ordning"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("bedömningskriterium")
        verbose_name_plural = _("bedömningskriterier")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "key"],
                name="calls_criterion_key_once",
                violation_error_message=_("Två kriterier har samma nyckel."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_title(self) -> str:
        return in_language(self, "title")

    @property
    def shown_guidance(self) -> str:
        return in_language(self, "guidance")


class ChecklistItem(models.Model):
    """A point of the completeness check (formell granskning)."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="checklist", verbose_name=_("utlysning"))
    key = models.SlugField(_("nyckel"), max_length=40)
    text = models.CharField(_("punkt"), max_length=250)
    position = models.PositiveSmallIntegerField(_("ordning"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("punkt i formell granskning")
        verbose_name_plural = _("punkter i formell granskning")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "key"],
                name="calls_checklist_item_key_once",
                violation_error_message=_("Två punkter har samma nyckel."),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ReminderStep(models.Model):
    """A planned moment for reminders: so many days before the call's last day, at this time of day in Stockholm."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="reminder_steps", verbose_name=_("utlysning"))
    days_before = models.PositiveSmallIntegerField(
        _("dagar före sista dagen"), validators=[MaxValueValidator(365)], help_text=_("0 är den sista dagen.")
    )
    at_time = models.TimeField(_("klockslag"))

    class Meta:
        ordering = ["-days_before", "at_time"]
        verbose_name = _("påminnelse")
        verbose_name_plural = _("påminnelseplan")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "days_before", "at_time"],
                name="calls_reminder_step_once",
                violation_error_message=_("Samma påminnelse finns två gånger."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days_before} / {self.at_time:%H.%M}"


class Outcome(models.TextChoices):
    """What a decision may be."""

    GRANT = "grant", _("Bifall")
    GRANT_IN_PART = "grant_in_part", _("Delvis bifall")
    REJECT = "reject", _("Avslag")
    DISMISS = "dismiss", _("Avvisning")
    CLOSE = "close", _("Avskrivning")

    @property
    def grants(self) -> bool:
        """Whether money follows."""
        return self in {Outcome.GRANT, Outcome.GRANT_IN_PART}


class LetterText(models.Model):
    """The call's texts for the letter of one outcome. What law applies and how to appeal are texts, never code."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="letter_texts", verbose_name=_("utlysning"))
    outcome = models.CharField(_("utfall"), max_length=15, choices=Outcome.choices)
    legal_basis = models.TextField(
        _("bestämmelser"),
        help_text=_(
            "Texten är utlysningens egen. Låt juristerna läsa den mot gällande författningar innan ni publicerar."
        ),
    )
    appeal = models.TextField(
        _("hur beslutet överklagas"),
        help_text=_(
            "Om beslutet får överklagas, och till vem, skiljer mellan stöd och utfall. Låt juristerna pröva det."
        ),
    )
    conditions = models.TextField(_("vanliga villkor"), blank=True, help_text=_("Ett villkor per rad."))
    closing = models.TextField(_("avslutande text"), blank=True)

    class Meta:
        ordering = ["call", "outcome"]
        verbose_name = _("brevtext")
        verbose_name_plural = _("brevtexter")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "outcome"],
                name="calls_letter_text_outcome_once",
                violation_error_message=_("Utfallet har redan en brevtext."),
            ),
        ]

    def __str__(self) -> str:
        return str(Outcome(self.outcome).label)


def check_years_add_up(total: int | None, budgets: list[int]) -> None:
    """The years' budgets are the whole budget. Raises ValidationError that tells the difference."""
    if total is None or sum(budgets) == total:
        return
    raise ValidationError(
        _("Årens budgetar är %(sum)s kronor tillsammans, men hela budgeten är %(total)s kronor. De ska vara lika."),
        code="years_do_not_add_up",
        params={"sum": f"{sum(budgets):,}".replace(",", "\u00a0"), "total": f"{total:,}".replace(",", "\u00a0")},
    )
