from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.calls.definition import Section
from applications.submissions.codes import code_as_typed, hash_as_typed
from portal.ui.fields import LongTextField


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


class WithdrawForm(forms.Form):
    """The signatory takes the application back, with a reason if they like."""

    reason = LongTextField(
        label=_("Varför återkallar ni ansökan?"),
        help_text=_("Det blir en del av ärendet, som är offentligt."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    confirmed = forms.BooleanField(
        label=_("Jag är behörig att lämna in för regionen och vill återkalla ansökan."),
        error_messages={"required": _("Kryssa i att du vill återkalla ansökan. Den är inte återkallad än.")},
    )


class ReceiptForm(forms.Form):
    """What somebody who holds a receipt wants checked. Codes may be typed as they are read aloud."""

    kod = forms.CharField(
        label=_("Kvittokod"),
        help_text=_("Tolv tecken, till exempel K7QF-2M9X-TD4R. Den står på kvittot."),
        max_length=40,
        error_messages={"required": _("Skriv kvittokoden."), "max_length": _("Det är för långt för en kvittokod.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    sha256 = forms.CharField(
        label=_("Filens kontrollsumma (SHA-256)"),
        help_text=_("Om du också vill veta om en fil är den som lämnades in."),
        max_length=100,
        required=False,
        error_messages={"max_length": _("En kontrollsumma har 64 tecken, 0–9 och a–f.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_kod(self) -> str:
        return code_as_typed(self.cleaned_data["kod"])

    def clean_sha256(self) -> str:
        typed = self.cleaned_data["sha256"]
        digest = hash_as_typed(typed)
        if typed and not digest:
            raise forms.ValidationError(_("En kontrollsumma har 64 tecken, 0–9 och a–f."), code="invalid")
        return digest


class SupplementForm(forms.Form):
    """What the officer asks the region to complete."""

    text = LongTextField(
        label=_("Vad behöver regionen komplettera?"),
        help_text=_(
            "Skriv vad som saknas eller är oklart, och varför ni behöver det. Regionen läser texten som den står."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Skriv vad som behöver kompletteras.")},
    )
    sections = forms.MultipleChoiceField(
        label=_("Avsnitt som öppnas för ändring"),
        help_text=_(
            "Bara de här kan regionen ändra i. Ändras kostnaderna behöver ofta finansieringen också vara öppen."
        ),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Välj minst ett avsnitt att öppna."),
            "invalid_choice": _("Ett av avsnitten finns inte i ansökan. Ladda om sidan och välj igen."),
        },
    )
    due_on = forms.DateField(
        label=_("Sista dag att svara"),
        help_text=_("Blir det en lördag, söndag eller helgdag flyttas den till nästa arbetsdag."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Välj sista dag att svara."), "invalid": _("Skriv dagen som 2022-06-15.")},
    )

    def __init__(self, *args: Any, sections: Sequence[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].choices = [  # type: ignore[attr-defined]
            (section.key, section.title) for section in sections
        ]


class SendSupplementForm(forms.Form):
    """The signatory's confirmation, carrying what they were shown."""

    seen_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label=_("Jag är behörig att lämna in för regionen och har läst ändringarna som de står här."),
        error_messages={"required": _("Kryssa i att du är behörig och har läst ändringarna. Inget är skickat än.")},
    )


class MoreTimeForm(forms.Form):
    """The region wants to answer later."""

    wanted_on = forms.DateField(
        label=_("Till och med vilken dag?"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Välj en dag."), "invalid": _("Skriv dagen som 2022-06-15.")},
    )
    reason = LongTextField(
        label=_("Varför behöver ni mer tid?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv varför ni behöver mer tid.")},
    )


class MoreTimeAnswerForm(forms.Form):
    """The officer's answer: yes to a day, or no and why. That a no says why is the action's rule."""

    gives = forms.TypedChoiceField(
        label=_("Får regionen mer tid?"),
        choices=[("yes", _("Ja")), ("no", _("Nej"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj ja eller nej.")},
    )
    given_on = forms.DateField(
        label=_("Ny sista dag"),
        help_text=_("Om du svarar ja. Du kan välja en annan dag än den som regionen bad om."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Skriv dagen som 2022-06-15.")},
    )
    answer = LongTextField(
        label=_("Svar till regionen"),
        help_text=_("Behövs om du svarar nej: skriv varför."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("gives") and not cleaned.get("given_on") and "given_on" not in self.errors:
            self.add_error("given_on", _("Välj den nya sista dagen."))
        return cleaned

    def given(self) -> dict[str, Any]:
        """What was answered, as the action wants it."""
        cleaned = self.cleaned_data
        return {"given_on": cleaned["given_on"] if cleaned["gives"] else None, "answer": cleaned["answer"]}
