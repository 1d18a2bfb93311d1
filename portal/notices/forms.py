"""Which mails a person wants, and how often."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.notices.kinds import kinds_for


class MailsForm(forms.Form):
    """At once or once a day; and a box for each kind of notice that may be turned off, ticked when it is wanted."""

    how_often = forms.ChoiceField(
        label=_("När vill du ha mejlen?"),
        choices=[
            ("at_once", _("Ett mejl för varje händelse, genast")),
            ("daily", _("Ett mejl om dagen, klockan 7, med allt som har hänt")),
        ],
        widget=forms.RadioSelect,
    )
    wanted = forms.MultipleChoiceField(
        label=_("Skicka mig mejl om"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Det du väljer bort syns ändå under Nytt på din startsida."),
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [  # type: ignore[attr-defined]
            (kind.key, kind.label) for kind in kinds_for(person) if kind.may_be_muted
        ]
