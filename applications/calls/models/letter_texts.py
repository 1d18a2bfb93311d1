"""The outcomes of a decision, and a call's texts for the letter of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

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
    may_be_appealed = models.BooleanField(
        _("beslutet får överklagas"),
        default=False,
        help_text=_(
            "Då kan överklaganden registreras i ärendet. Det ska stämma med texten om hur beslutet överklagas."
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
