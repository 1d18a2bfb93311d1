from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SubmitForm(forms.Form):
    """The signatory's confirmation, carrying what they were shown."""

    seen_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label=_("Jag är behörig att lämna in för regionen och har läst ansökan som den står här."),
        error_messages={"required": _("Kryssa i att du är behörig och har läst ansökan. Den är inte inlämnad än.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
