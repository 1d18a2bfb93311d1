"""What applications to a call are checked and judged by."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.calls.models.call import Call
from applications.calls.models.language import in_language


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
    levels = models.TextField(
        _("vad poängen betyder"), blank=True, help_text=_("En rad för varje poäng, med början på 1.")
    )
    judges = models.TextField(
        _("svar som bedöms"),
        blank=True,
        help_text=_(
            "En nyckel per rad: ett avsnitt, som ”partners”, eller en fråga i det, som ”background.need”. "
            "Svaren visas bredvid kriteriet när det bedöms."
        ),
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

    @property
    def level_words(self) -> dict[int, str]:
        """What each point means, as far as the call says."""
        return dict(enumerate((line.strip() for line in self.levels.splitlines() if line.strip()), start=1))

    @property
    def judged(self) -> list[str]:
        """The keys of what the criterion judges: sections, and questions as "section.question"."""
        return self.judges.split()


class KnownFact(models.TextChoices):
    """What the portal can itself tell of an application, beside a point of the checklist."""

    IN_TIME = "in_time", _("Ansökan kom in i tid")
    ELIGIBLE = "eligible", _("Regionen får söka i utlysningen")
    SIGNATORY = "signatory", _("En behörig företrädare lämnade in")
    PERIOD = "period", _("Projektperioden ryms i utlysningen")
    ANSWERED = "answered", _("De obligatoriska frågorna är besvarade")
    SUMS = "sums", _("Budget och finansiering stämmer för varje år")
    PARTNERS = "partners", _("Samverkansparterna har namn, organisationsnummer och roll")
    FILES = "files", _("Bilagorna går att öppna och är fria från virus")


class ChecklistItem(models.Model):
    """A point of the completeness check (formell granskning)."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="checklist", verbose_name=_("utlysning"))
    key = models.SlugField(_("nyckel"), max_length=40)
    text = models.CharField(_("punkt"), max_length=250)
    # What the portal knows of the point is shown beside it, for the officer to confirm.
    fact = models.CharField(
        _("uppgift som portalen visar"),
        max_length=10,
        choices=KnownFact.choices,
        blank=True,
        help_text=_("Portalen fyller i svaret med källa, och handläggaren bekräftar det."),
    )
    # Sections that a supplement request about the point opens.
    sections = models.TextField(
        _("avsnitt att komplettera"),
        blank=True,
        help_text=_("En nyckel per rad, som ”budget”. De föreslås när regionen ska komplettera punkten."),
    )
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
            models.CheckConstraint(
                condition=models.Q(fact__in=["", *KnownFact.values]), name="calls_checklist_item_fact_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def opened_sections(self) -> list[str]:
        """The keys of the sections that a supplement request about the point opens."""
        return self.sections.split()
