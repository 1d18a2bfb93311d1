"""Input: what is said of a case's time."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applications.cases.forms import is_a_key
from applications.cases.models import Case
from applications.reviews.models import DecisionRequest, DelayNotice, RequestRefusal
from portal.ui.fields import LongTextField

_TOO_LONG = _("Skriv högst 5 000 tecken.")


class DelayForm(forms.Form):
    """Why a case is delayed, and when a decision is expected."""

    reason = LongTextField(
        label=_("Varför är ärendet försenat?"),
        help_text=_(
            "Regionen läser det du skriver. Beskriv skälet konkret, till exempel att vi väntar på ett yttrande. "
            "Texten blir en handling i ärendet och går inte att ändra."
        ),
        max_length=DelayNotice.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Skriv varför ärendet är försenat. Regionen får läsa det."),
            "max_length": _TOO_LONG,
        },
    )
    expected_on = forms.DateField(
        label=_("Senast när räknar du med att ärendet är avgjort?"),
        help_text=_("Regionen ser dagen i sitt ärende. Har den gått utan beslut ska regionen underrättas igen."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Välj dagen då beslutet väntas senast."),
            "invalid": _("Skriv dagen som år-månad-dag, till exempel 2022-11-30."),
        },
    )


class _CasesField(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        if not all(is_a_key(str(each)) for each in value or ()):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class DelaysForm(DelayForm):
    """The same for several cases at once."""

    case = _CasesField(
        queryset=Case.objects.none(),
        error_messages={
            "required": _("Välj minst ett ärende."),
            "invalid_choice": _("Ett av ärendena går inte längre att se för dig. Ladda om listan och välj igen."),
        },
    )

    def __init__(self, *args: Any, cases: QuerySet[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]


def _request_text(label: Any, help_text: Any) -> forms.CharField:
    return LongTextField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=DecisionRequest.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": _TOO_LONG},
    )


class RequestForm(forms.Form):
    """The region asks that its case be decided."""

    text = _request_text(
        _("Vill ni skriva något till begäran? (Behövs inte)"),
        _("Till exempel varför beslutet är brådskande för er."),
    )


class RegisterRequestForm(forms.Form):
    """A request that came on paper or by mail."""

    asked_by_name = forms.CharField(
        label=_("Vem begär det?"),
        help_text=_("Namnet på den som har skrivit under för regionen."),
        max_length=200,
        error_messages={"required": _("Skriv vem som begär det.")},
    )
    arrived_at = forms.DateTimeField(
        label=_("När kom begäran in?"),
        help_text=_(
            "Dagen då den nådde myndigheten, också om den låg i en brevlåda eller en e-postlåda innan någon läste den. "
            "De fyra veckorna räknas från den."
        ),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": _("Skriv när begäran kom in."),
            "invalid": _("Skriv tiden som 2022-12-01 14:30."),
        },
    )
    text = _request_text(_("Vad står i begäran?"), _("Skriv av det eller sammanfatta det."))


class RefusalForm(forms.Form):
    """Why the case is not decided within four weeks, and how that is appealed."""

    reasons = LongTextField(
        label=_("Skäl för att avslå begäran"),
        help_text=_("Vad återstår i ärendet, varför kan det inte avgöras nu, och när kan det avgöras?"),
        max_length=RequestRefusal.LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Skriv skälen till att begäran avslås."), "max_length": _TOO_LONG},
    )
    appeal = LongTextField(
        label=_("Hur beslutet överklagas"),
        help_text=_(
            "Avslaget överklagas dit ett beslut i ärendet överklagas (12 § förvaltningslagen). "
            "Här står utlysningens text för avslag. Kontrollera att den stämmer för det här beslutet."
        ),
        max_length=RequestRefusal.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Skriv hur regionen överklagar, eller varför det inte går."),
            "max_length": _TOO_LONG,
        },
    )
    is_presented = forms.BooleanField(label=_("Ärendets handläggare har föredragit begäran"), required=False)
