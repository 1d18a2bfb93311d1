"""What staff type on the pages of records."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Document
from applications.records.models import Appeal, DisclosureDecision, SecrecyGround
from portal.ui.fields import LongTextField

_MOMENT = "%Y-%m-%dT%H:%M"
_ANOTHER = "other"


def _moment_field(**fields: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        widget=forms.DateTimeInput(format=_MOMENT, attrs={"type": "datetime-local"}),
        error_messages={"required": _("Skriv när det kom in."), "invalid": _("Skriv tiden som 2022-12-01 14:30.")},
        **fields,
    )


_DAY = {"type": "date", "class": "form-control"}
_NUMBER = {"class": "form-control"}


class RegisterFilter(forms.Form):
    """Which lines of the register to show. What can't be read filters nothing."""

    fran = forms.DateField(label=_("Från och med"), required=False, widget=forms.DateInput(attrs=_DAY))
    till = forms.DateField(label=_("Till och med"), required=False, widget=forms.DateInput(attrs=_DAY))
    nummer_fran = forms.CharField(
        label=_("Diarienummer från"), required=False, max_length=30, widget=forms.TextInput(attrs=_NUMBER)
    )
    nummer_till = forms.CharField(
        label=_("Diarienummer till"), required=False, max_length=30, widget=forms.TextInput(attrs=_NUMBER)
    )
    riktning = forms.ChoiceField(
        label=_("In eller ut"),
        required=False,
        choices=[("", _("Alla")), *Document.Direction.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class OpenDisclosureForm(forms.Form):
    """A request for a case's documents."""

    wanted = LongTextField(
        label=_("Vad begärs?"),
        help_text=_("Så som den som frågar har uttryckt det."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv vad som begärs.")},
    )
    asked_by = forms.CharField(
        label=_("Vem frågar? (behövs inte)"),
        help_text=_(
            "Den som frågar behöver inte säga sitt namn eller varför. Skriv bara det som behövs för att svara."
        ),
        max_length=200,
        required=False,
    )
    received_at = _moment_field(label=_("När kom begäran in?"))


class GroundForm(forms.Form):
    """By what ground something is secret: from the list, or written."""

    ground = forms.ChoiceField(
        label=_("Lagrum"),
        error_messages={"required": _("Välj lagrum.")},
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    other_ground = forms.CharField(
        label=_("Annat lagrum, om du valde det"),
        max_length=120,
        required=False,
        help_text=_("Till exempel 39 kap. 1 § OSL"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = SecrecyGround.objects.filter(is_in_use=True)
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            ("", _("Välj lagrum")),
            *((ground.text, str(ground)) for ground in grounds),
            (_ANOTHER, _("Annat lagrum")),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("ground") == _ANOTHER:
            given["ground"] = given.get("other_ground", "").strip()
            if not given["ground"]:
                self.add_error("other_ground", _("Skriv vilket lagrum."))
        given.pop("other_ground", None)
        return given


class _Keys(forms.MultipleChoiceField):
    """Keys of what the page lets one tick. Which there are the action knows, from the case as it is then."""

    def valid_value(self, value: Any) -> bool:
        return True


class MarkPartsForm(GroundForm):
    keys = _Keys(
        label=_("Handlingar, uppgifter och rader"), error_messages={"required": _("Kryssa i vad som är hemligt.")}
    )
    field_order = ["keys", "ground", "other_ground"]


class MarkWordsForm(GroundForm):
    words = forms.CharField(
        label=_("Ord som ska bort överallt"),
        help_text=_("Ett namn, en adress, ett telefonnummer. Stora och små bokstäver spelar ingen roll."),
        max_length=200,
        error_messages={"required": _("Skriv vad som ska bort.")},
    )
    label = forms.CharField(
        label=_("Vad är det?"),
        help_text=_(
            "Står i förteckningen som lämnas ut. Skriv inte själva ordet. Till exempel: en persons telefonnummer."
        ),
        max_length=200,
        error_messages={"required": _("Skriv vad det är.")},
    )
    field_order = ["words", "label", "ground", "other_ground"]


class MarkFileForm(GroundForm):
    uuid = forms.ChoiceField(
        label=_("Bilaga"),
        error_messages={"required": _("Välj bilaga.")},
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    copy = forms.FileField(
        label=_("Maskerad kopia att lämna ut i stället (behövs inte)"),
        help_text=_("Utan kopia hålls hela bilagan inne. Maskera så att texten är borta, inte bara övertäckt."),
        required=False,
    )
    field_order = ["uuid", "copy", "ground", "other_ground"]

    def __init__(self, *args: Any, files: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uuid"].choices = [("", _("Välj bilaga")), *files]  # type: ignore[attr-defined]


class DecideDisclosureForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Vad lämnas ut?"),
        choices=DisclosureDecision.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vad som lämnas ut.")},
    )
    reasons = LongTextField(
        label=_("Varför lämnas inte allt ut?"),
        help_text=_("Behövs om något hålls inne. Skriv utan att avslöja det hemliga."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    formal_decision = LongTextField(
        label=_("Så får den som frågar ett skriftligt beslut"),
        help_text=_("Behövs om något hålls inne."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen_leftovers = forms.BooleanField(
        label=_("Jag har läst var det som är maskerat står kvar, och det får stå kvar där."), required=False
    )


class RegisterAppealForm(forms.Form):
    appellant = forms.ChoiceField(
        label=_("Vem överklagar?"),
        choices=Appeal.Appellant.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "En part som företräder det allmänna har tre veckor från beslutsdagen, andra från att de fick beslutet."
        ),
        error_messages={"required": _("Välj vem som överklagar.")},
    )
    appellant_name = forms.CharField(
        label=_("Namn"), max_length=200, error_messages={"required": _("Skriv vem som överklagar.")}
    )
    text = LongTextField(
        label=_("Vad vill den som överklagar, i korthet?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Skriv i korthet vad som begärs.")},
    )
    arrived_at = _moment_field(
        label=_("När kom det in?"),
        help_text=_(
            "Dagen då det nådde myndigheten, också om det låg i en brevlåda eller en e-postlåda innan någon läste det."
        ),
    )
    upload = forms.FileField(label=_("Överklagandet som fil (behövs inte)"), required=False)


class TimeForm(forms.Form):
    received_on = forms.DateField(
        label=_("När fick den som överklagar del av beslutet?"),
        help_text=_("Lämna tomt om det inte är känt. Då räknas överklagandet som i tid."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Skriv dagen som 2022-12-01.")},
    )
    accept_late_because = LongTextField(
        label=_("Om det kom för sent: skäl att inte avvisa det"),
        help_text=_(
            "Bara om förseningen beror på att vi lämnade fel underrättelse om hur man överklagar, eller om det kom in "
            "till domstolen i tid (45 § förvaltningslagen). Annars lämnar du tomt."
        ),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DismissForm(forms.Form):
    reasons = LongTextField(
        label=_("Skäl för att avvisa överklagandet"),
        max_length=2400,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Skriv skälen för beslutet.")},
    )
    how_to_appeal = LongTextField(
        label=_("Hur beslutet att avvisa överklagas"),
        max_length=2400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv hur beslutet att avvisa överklagas.")},
    )


class ReconsiderForm(forms.Form):
    is_changed = forms.TypedChoiceField(
        label=_("Vad blev det av omprövningen?"),
        choices=[("no", _("Beslutet står fast")), ("yes", _("Beslutet är ändrat genom ett nytt beslut"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vad det blev.")},
    )
    reasons = LongTextField(
        label=_("Skäl"),
        help_text=_(
            "Ett beslut som är uppenbart felaktigt ska ändras, om det går snabbt och inte är till nackdel för någon."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Skriv skälen.")},
    )


class HandOverForm(forms.Form):
    court = forms.CharField(
        label=_("Domstol"),
        help_text=_("Den förvaltningsrätt som står i beslutets text om hur det överklagas."),
        max_length=150,
        error_messages={"required": _("Skriv vilken domstol.")},
    )
    case_file_id = forms.TypedChoiceField(
        label=_("Akt som följer med"),
        coerce=int,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": _("Gör en akt först, och välj den här.")},
    )

    def __init__(self, *args: Any, files: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_file_id"].choices = files  # type: ignore[attr-defined]
