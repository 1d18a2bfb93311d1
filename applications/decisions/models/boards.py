"""How a call's ranking and money stood when a decision was made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.calls.models import Call
from applications.decisions.models.decisions import Decision


class Board(models.Model):
    """A call's ranking, budgets and chosen scenario as canonical JSON. The same content is one row for all decisions
    that were made on it.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+", verbose_name=_("utlysning"))
    sha256 = models.CharField(_("kontrollsumma (SHA-256)"), max_length=64, unique=True)
    content = models.TextField(_("innehåll"))

    class Meta:
        verbose_name = _("läge i utlysning")
        verbose_name_plural = _("lägen i utlysningar")

    def __str__(self) -> str:
        return self.sha256


class DecisionBoard(models.Model):
    """The board that a decision was made on, and what was committed just before: that alone differs in a meeting."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="board", verbose_name=_("beslut"))
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+", verbose_name=_("läge"))
    # Canonical JSON: what decisions in force had granted, by year and region, before this one.
    committed = models.TextField(_("beslutat innan"))
    # Of the board's hash and what was committed, so that neither can be exchanged.
    sha256 = models.CharField(_("kontrollsumma (SHA-256)"), max_length=64)

    class Meta:
        verbose_name = _("läge när beslutet fattades")
        verbose_name_plural = _("lägen när beslut fattades")

    def __str__(self) -> str:
        return self.sha256
