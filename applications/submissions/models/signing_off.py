"""Before a version is handed in: an editor marks a draft as ready."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Case


class SignOff(models.Model):
    """An editor says that a draft is ready to be handed in, and a signatory answers."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Väntar på den som lämnar in")
        SENT_BACK = "sent_back", _("Skickad tillbaka")
        TAKEN_BACK = "taken_back", _("Ändras igen")
        SUBMITTED = "submitted", _("Inlämnad")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sign_offs", verbose_name=_("ärende"))
    state = models.CharField(_("läge"), max_length=10, choices=State.choices, default=State.WAITING)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("markerad klar av")
    )
    marked_at = models.DateTimeField(_("markerad klar"))
    note = models.TextField(_("hälsning till den som lämnar in"), max_length=1000, blank=True)
    # What was marked: its hash, and the version of each section (applications.submissions.queries.CheckPage.seen).
    content_sha256 = models.CharField(_("innehållets kontrollsumma"), max_length=64, blank=True)
    seen = models.TextField(_("vilka versioner"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("besvarad av"),
    )
    answered_at = models.DateTimeField(_("besvarad"), null=True, blank=True)
    comment = models.TextField(_("vad som behöver ändras"), max_length=2000, blank=True)

    class Meta:
        ordering = ["case", "-pk"]
        verbose_name = _("klarmarkering")
        verbose_name_plural = _("klarmarkeringar")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="waiting"), name="submissions_sign_off_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent_back", "taken_back", "submitted"]),
                name="submissions_sign_off_state_known",
            ),
            # Can a draft be sent back without saying why? No.
            models.CheckConstraint(
                condition=~Q(state="sent_back") | ~Q(comment=""), name="submissions_sign_off_sent_back_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.get_state_display()}"
