"""Which mails a person wants."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.notices import kinds


class KindsForm(forms.Form):
    """A box for each kind of notice that may be turned off, ticked when the person wants it."""

    wanted = forms.MultipleChoiceField(
        label=_("Skicka mig brev om"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [  # type: ignore[attr-defined]
            (kind.key, kind.label) for kind in kinds.all_kinds() if kind.may_be_muted
        ]
