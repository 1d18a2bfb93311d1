"""Input: the day by which a case is to be assessed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AssessmentDayForm(forms.Form):
    due_on = forms.DateField(
        label=_("Sista dag att lämna bedömningen"),
        help_text=_("De som inte har lämnat sin får ett mejl om dagen. Har den passerat står det på era startsidor."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Välj en dag."), "invalid": _("Skriv dagen som år-månad-dag.")},
    )
