"""The day by which a case is to be assessed."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Case


class AssessmentDay(models.Model):
    """By when the officer asks everyone who is asked to assess a case to hand in. Changing it is logged."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="assessment_day", verbose_name=_("ärende"))
    due_on = models.DateField(_("sista dag"))

    class Meta:
        verbose_name = _("sista dag att bedöma")
        verbose_name_plural = _("sista dagar att bedöma")

    def __str__(self) -> str:
        return str(self.due_on)

    def is_overdue_on(self, day: date) -> bool:
        return day > self.due_on
