"""The outcomes of a decision, and a call's texts for the letter of each."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.calls.letter_template import check_plain, check_template
from applications.calls.models.call import Call


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
    """The call's texts for the letter of one outcome. What law applies and how to appeal are texts, never code.

    They may hold placeholders and conditions from closed lists (calls.letter_template). This row is what is edited;
    what it said each time is kept as `LetterTextVersion`.
    """

    TEXTS = ("legal_basis", "appeal", "conditions", "more", "closing")

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
    may_be_appealed = models.BooleanField(
        _("beslutet får överklagas"),
        default=False,
        help_text=_(
            "Då kan överklaganden registreras i ärendet. Det ska stämma med texten om hur beslutet överklagas."
        ),
    )
    conditions = models.TextField(_("vanliga villkor"), blank=True, help_text=_("Ett villkor per rad."))
    more = models.TextField(
        _("mer om beslutet"),
        blank=True,
        help_text=_(
            "Stycken med en tom rad emellan. Ett stycke som börjar med till exempel [om lägre belopp] står bara i brev "
            "där det stämmer, och {{belopp}} fylls i. Sidan Brevmallar visar allt som går att skriva."
        ),
    )
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

    def clean(self) -> None:
        """What is filled in must be in the lists. Raises ValidationError by field."""
        faults = {}
        for name in self.TEXTS:
            try:
                (check_plain if name == "conditions" else check_template)(getattr(self, name))
            except ValidationError as fault:
                faults[name] = fault
        if faults:
            raise ValidationError(faults)

    @property
    def texts(self) -> dict[str, str]:
        """What it says."""
        return {name: getattr(self, name) for name in self.TEXTS}


class LetterTextVersion(models.Model):
    """What a call's texts for one outcome said from a moment on. The database refuses to change or delete it."""

    call = models.ForeignKey(
        Call, on_delete=models.CASCADE, related_name="letter_text_versions", verbose_name=_("utlysning")
    )
    outcome = models.CharField(_("utfall"), max_length=15, choices=Outcome.choices)
    number = models.PositiveIntegerField(_("version"))
    legal_basis = models.TextField(_("bestämmelser"))
    appeal = models.TextField(_("hur beslutet överklagas"))
    conditions = models.TextField(_("vanliga villkor"), blank=True)
    more = models.TextField(_("mer om beslutet"), blank=True)
    closing = models.TextField(_("avslutande text"), blank=True)
    created_at = models.DateTimeField(_("sparad"))
    # Empty: it came with the portal, or was kept by itself when a decision was made on it.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("av"),
    )

    class Meta:
        ordering = ["call", "outcome", "-number"]
        verbose_name = _("version av brevtext")
        verbose_name_plural = _("versioner av brevtexter")
        constraints = [
            models.UniqueConstraint(fields=["call", "outcome", "number"], name="calls_letter_text_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{Outcome(self.outcome).label} {self.number}"

    @property
    def texts(self) -> dict[str, str]:
        """What it says."""
        return {name: getattr(self, name) for name in LetterText.TEXTS}
