"""What the registrar types of an application that came another way than through the portal."""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.calls.models import Call
from applications.cases.models import Channel
from applications.drafting.actions import TITLE_LENGTH
from applications.drafting.amounts import NotReadable, read_amount
from applications.drafting.forms import FilesField, FilesInput
from applications.submissions.actions import PaperApplication
from portal.files.kinds import ALLOWED_ENDINGS, KINDS
from portal.ui.fields import LongTextField
from portal.ui.numbers import grouped
from regions.models import Region

_MOMENT = "%Y-%m-%dT%H:%M"
_DAY = {"type": "date"}
# A name, and an organisation number after the last comma or semicolon.
_PARTNER = re.compile(r"(?P<name>.*)[,;]\s*(?P<number>[0-9][0-9\s-]{5,20})\s*")


class KronorField(forms.CharField):
    """Whole kronor as people write them: "1 850 000 kr". Nothing typed is 0."""

    def prepare_value(self, value: Any) -> Any:
        return grouped(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        try:
            return read_amount(super().clean(value)) or 0
        except NotReadable as error:
            raise ValidationError(str(error), code="invalid") from error


class RegisterForm(forms.Form):
    """An application in one call. What must be known of it is held by the action; this reads what was typed."""

    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Formuläret är gammalt. Ladda om sidan och skriv igen."),
            "invalid": gettext_lazy("Formuläret är gammalt. Ladda om sidan och skriv igen."),
        },
    )
    came_by = forms.ChoiceField(
        label=gettext_lazy("Hur kom ansökan in?"),
        choices=Channel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Välj hur ansökan kom in.")},
    )
    arrived_at = forms.DateTimeField(
        label=gettext_lazy("När kom den in?"),
        help_text=gettext_lazy(
            "Stunden då den nådde myndigheten: när servern tog emot mejlet, när brevet låg i postfacket eller när den "
            "lämnades. Den stunden avgör om ansökan kom in i tid."
        ),
        widget=forms.DateTimeInput(format=_MOMENT, attrs={"type": "datetime-local"}),
        input_formats=[_MOMENT, "%Y-%m-%d %H:%M", "%Y-%m-%d %H.%M"],
        error_messages={
            "required": gettext_lazy("Skriv när ansökan kom in."),
            "invalid": gettext_lazy("Skriv tiden som 2022-09-10 09:12."),
        },
    )
    region = forms.ModelChoiceField(
        label=gettext_lazy("Vilken region söker?"),
        queryset=Region.objects.none(),
        empty_label=gettext_lazy("Välj region"),
        error_messages={
            "required": gettext_lazy("Välj region."),
            "invalid_choice": gettext_lazy("Välj en av regionerna i listan."),
        },
    )
    sender = forms.CharField(
        label=gettext_lazy("Vem har undertecknat eller skickat den?"),
        max_length=150,
        error_messages={"required": gettext_lazy("Skriv vem som har undertecknat eller skickat ansökan.")},
    )
    contact = forms.CharField(
        label=gettext_lazy("Hur når vi den personen?"),
        help_text=gettext_lazy("E-postadress, telefonnummer eller postadress, som det står i ansökan."),
        max_length=200,
        error_messages={"required": gettext_lazy("Skriv hur vi når den som skickade ansökan.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Vad heter projektet?"),
        max_length=TITLE_LENGTH,
        error_messages={"required": gettext_lazy("Skriv vad projektet heter.")},
    )
    start_on = forms.DateField(
        label=gettext_lazy("Projektet börjar"),
        help_text=gettext_lazy(
            "Står det inte i ansökan: skriv utlysningens första och sista dag för projekt, och säg det i anteckningen."
        ),
        widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY),
        error_messages={
            "required": gettext_lazy("Skriv vilken dag projektet börjar."),
            "invalid": gettext_lazy("Skriv dagen som 2022-10-01."),
        },
    )
    end_on = forms.DateField(
        label=gettext_lazy("Projektet slutar"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY),
        error_messages={
            "required": gettext_lazy("Skriv vilken dag projektet slutar."),
            "invalid": gettext_lazy("Skriv dagen som 2022-10-01."),
        },
    )
    manager = forms.CharField(
        label=gettext_lazy("Projektledare"),
        help_text=gettext_lazy("Om någon är namngiven. Behövs för att alla ska kunna pröva om de har jäv."),
        max_length=150,
        required=False,
    )
    partners = LongTextField(
        label=gettext_lazy("Samverkansparter"),
        help_text=gettext_lazy("En på varje rad: namn, organisationsnummer. Behövs också för jävsprövningen."),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    papers = FilesField(
        label=gettext_lazy("Ansökan som fil"),
        error_messages={
            "required": gettext_lazy("Lägg till ansökan som fil: inskannad, eller som den kom i mejlet."),
            "empty": gettext_lazy("Filen är tom. Skanna den igen, eller välj en annan."),
        },
        widget=FilesInput(attrs={"accept": ",".join(ALLOWED_ENDINGS)}),
    )
    note = LongTextField(
        label=gettext_lazy("Anteckning"),
        help_text=gettext_lazy(
            "Frivilligt: det som andra i ärendet behöver veta, till exempel varför stunden är osäker."
        ),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, call: Call, regions: Iterable[Region], **kwargs: Any) -> None:
        kwargs["initial"] = {"form_key": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.years = list(call.project_years)
        self.fields["region"].queryset = Region.objects.filter(pk__in=[each.pk for each in regions]).order_by("name")  # type: ignore[attr-defined]
        self.fields["papers"].help_text = _("Välj alla filer som kom in. %(kinds)s.") % {
            "kinds": ", ".join(str(kind.label) for kind in KINDS.values())
        }
        for year in self.years:
            self.fields[f"amount_{year}"] = KronorField(
                label=_("Sökt för %(year)s, kronor") % {"year": year},
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    def amount_fields(self) -> list[BoundField]:
        return [self[f"amount_{year}"] for year in self.years]

    def clean_partners(self) -> list[tuple[str, str]]:
        """Names with organisation numbers; what has no number is a name alone."""
        return [_partner(line) for line in self.cleaned_data["partners"].splitlines() if line.strip()]

    def given(self) -> dict[str, Any]:
        """What a valid form says, as `register_application` takes it."""
        typed = self.cleaned_data
        names = ("title", "sender", "contact", "start_on", "end_on", "manager", "partners")
        amounts = {year: typed[f"amount_{year}"] for year in self.years}
        return {
            "region_code": typed["region"].pk,
            "application": PaperApplication(**{name: typed[name] for name in names}, amounts=amounts),
            **{name: typed[name] for name in ("form_key", "papers", "came_by", "arrived_at", "note")},
        }


def _partner(line: str) -> tuple[str, str]:
    found = _PARTNER.fullmatch(line)
    return (found["name"].strip(), found["number"].strip()) if found else (line.strip(), "")
