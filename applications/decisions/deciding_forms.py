"""Input of decisions on several cases."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.decisions.forms import HoldField
from applications.decisions.models import Decision, Proposal


class DecideTogetherForm(forms.Form):
    """The proposals that were chosen among those shown."""

    proposals = forms.ModelMultipleChoiceField(
        label=_("Förslag att besluta om"),
        queryset=Proposal.objects.none(),
        error_messages={
            "required": _("Välj minst ett förslag att besluta om."),
            "invalid_choice": _("Ett av förslagen finns inte längre. Ladda om sidan för att se vad som har hänt."),
            "invalid_pk_value": _("Ett av förslagen finns inte längre. Ladda om sidan för att se vad som har hänt."),
        },
    )
    is_held = HoldField()

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposals"].queryset = Proposal.objects.visible_to(user)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Iterable[str]:
        """The keys that were sent, so that what was chosen stays chosen."""
        return self.data.getlist("proposals") if self.is_bound and hasattr(self.data, "getlist") else ()


class ReleaseForm(forms.Form):
    """The held decisions that were chosen among those shown."""

    decisions = forms.ModelMultipleChoiceField(
        label=_("Beslut att släppa"),
        queryset=Decision.objects.none(),
        error_messages={
            "required": _("Välj minst ett beslut att släppa."),
            "invalid_choice": _("Ett av besluten finns inte längre. Ladda om sidan för att se vad som har hänt."),
            "invalid_pk_value": _("Ett av besluten finns inte längre. Ladda om sidan för att se vad som har hänt."),
        },
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decisions"].queryset = Decision.objects.visible_to(user)  # type: ignore[attr-defined]
