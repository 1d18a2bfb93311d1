"""When a call's reminders go out."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.calls.models.call import Call


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
