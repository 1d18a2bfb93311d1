"""Reasons that decisions in a call often rest on, in plain words, to begin from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.calls.models.assessing import Criterion
from applications.calls.models.call import Call
from applications.calls.models.letter_texts import Outcome


class Phrase(models.Model):
    """A reason that an officer can pick for a proposal, and edit there: the phrase itself stays as it was.

    One that is no longer wanted is turned off, for proposals say which phrases they began from.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="phrases", verbose_name=_("utlysning"))
    text = models.TextField(
        _("skäl"),
        max_length=2000,
        help_text=_("Skriv till regionen. Det som handläggaren ska byta ut står som [fyll i vad som saknas]."),
    )
    # The outcomes that it fits, by their names; empty for all of them.
    outcomes = models.JSONField(_("passar för"), default=list, blank=True)
    criterion = models.ForeignKey(
        Criterion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="phrases",
        verbose_name=_("kriterium"),
        help_text=_("Det kriterium vars poäng skälet vilar på. Tomt för ett allmänt skäl."),
    )
    is_active = models.BooleanField(_("används"), default=True)
    position = models.PositiveSmallIntegerField(_("ordning"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("fras för skäl")
        verbose_name_plural = _("fraser för skäl")

    def __str__(self) -> str:
        return self.text

    @property
    def fitting(self) -> list[str]:
        """The outcomes that it fits."""
        return [outcome for outcome in Outcome.values if not self.outcomes or outcome in self.outcomes]
