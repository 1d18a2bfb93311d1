"""Input of hearings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.correspondence.forms import MessageForm

DAY = {"required": _("Välj en sista dag."), "invalid": _("Skriv dagen som år-månad-dag, till exempel 2022-11-30.")}


def _day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), error_messages=DAY
    )


class HearingForm(MessageForm):
    """The material, and the last day to answer."""

    due_on = _day_field(_("Sista dag att svara"))
    field_order = ["text", "due_on"]

    def __init__(self, *args: Any, due_on: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.label = _("Vad ska regionen yttra sig över?")
        text.help_text = _(
            "Skriv allt av betydelse som regionen inte redan känner till, och vad det kan leda till. "
            "Texten blir en handling i ärendet och går inte att ändra."
        )
        text.error_messages["required"] = _("Skriv vad regionen ska yttra sig över.")
        text.widget.attrs["rows"] = 10
        self.initial["due_on"] = due_on


class HearingAnswerForm(MessageForm):
    """What the region answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Ert yttrande")
        self.fields["text"].error_messages["required"] = _("Skriv ert yttrande.")


class MoveHearingForm(forms.Form):
    due_on = _day_field(_("Ny sista dag"))


class WaiveHearingForm(forms.Form):
    why = forms.CharField(
        label=_("Varför är det uppenbart obehövligt att höra regionen?"),
        help_text=_("Till exempel att beslutet bara vilar på regionens egna uppgifter. Sparas i ärendets historik."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
