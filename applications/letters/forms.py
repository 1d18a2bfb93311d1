"""What people type about letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now_said
from django.utils.translation import gettext_lazy as _

from applications.calls.models import LetterTextVersion, Outcome
from applications.cases.models import Case
from applications.decisions.models import Decision
from applications.submissions.codes import code_as_typed, hash_as_typed


class CheckForm(forms.Form):
    """What somebody who holds a letter wants checked: its code, and if they like its file or the file's checksum."""

    kod = forms.CharField(
        label=_("Brevets kod"),
        help_text=_("Tolv tecken, till exempel K7QF-2M9X-TD4R. Den står längst ner på varje sida."),
        max_length=40,
        error_messages={"required": _("Skriv brevets kod."), "max_length": _("Det är för långt för en kod.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    fil = forms.FileField(
        label=_("Filen"),
        help_text=_("Vi räknar ut filens kontrollsumma och jämför. Filen sparas inte."),
        required=False,
        allow_empty_file=True,
        max_length=255,
        error_messages={"max_length": _("Filens namn är för långt. Byt namn på den och försök igen.")},
    )
    sha256 = forms.CharField(
        label=_("Eller filens kontrollsumma (SHA-256)"),
        max_length=100,
        required=False,
        error_messages={"max_length": _("En kontrollsumma har 64 tecken, 0–9 och a–f.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_kod(self) -> str:
        return code_as_typed(self.cleaned_data["kod"])

    def clean_fil(self) -> str:
        """The file's checksum: all that is left of it (applications.letters.hashed_uploads)."""
        file = self.cleaned_data["fil"]
        if file is None:
            return ""
        if not file.sha256:
            raise forms.ValidationError(_("Filen är för stor för att vara ett brev från oss."), code="too_large")
        return str(file.sha256)

    def clean_sha256(self) -> str:
        typed = self.cleaned_data["sha256"]
        digest = hash_as_typed(typed)
        if typed and not digest:
            raise forms.ValidationError(_("En kontrollsumma har 64 tecken, 0–9 och a–f."), code="invalid")
        return digest

    @property
    def file_hash(self) -> str:
        """The checksum to compare with; "" when none was given."""
        return self.cleaned_data["fil"] or self.cleaned_data["sha256"]


class TryTextForm(forms.Form):
    """Which version of a call's letter texts to try, on which case, of those that may be chosen."""

    version = forms.ModelChoiceField(
        LetterTextVersion.objects.none(),
        label=_("Brevtext"),
        error_messages={"required": _("Välj en brevtext."), "invalid_choice": _("Välj en av brevtexterna.")},
    )
    case = forms.ModelChoiceField(
        Case.objects.none(),
        label=_("Ärende"),
        help_text=_("Ett ärende i utlysningen. Ingenting skrivs i det."),
        error_messages={"required": _("Välj ett ärende."), "invalid_choice": _("Välj ett av ärendena i listan.")},
    )

    def __init__(self, data: Any = None, *, versions: Any, cases: Any) -> None:
        super().__init__(data, label_suffix="")
        version, case = self.fields["version"], self.fields["case"]
        version.queryset, case.queryset = versions, cases  # type: ignore[attr-defined]
        version.label_from_instance = _version_in_words  # type: ignore[attr-defined]
        case.label_from_instance = _case_in_words  # type: ignore[attr-defined]
        version.empty_label = case.empty_label = now_said("Välj")  # type: ignore[attr-defined]


def _version_in_words(version: LetterTextVersion) -> str:
    return now_said("%(outcome)s, version %(number)s") % {
        "outcome": Outcome(version.outcome).label,
        "number": version.number,
    }


def _case_in_words(case: Case) -> str:
    return f"{case.registry_number} {case.region.name}: {case.title}"


class MailingForm(forms.Form):
    """A mailing's name, and which of the decisions that wait it is for: all of them, unless some are taken out."""

    title = forms.CharField(
        label=_("Utskickets namn"),
        help_text=_("Till exempel mötets dag. Bara ni på myndigheten ser det."),
        max_length=150,
        error_messages={"required": _("Ge utskicket ett namn.")},
    )
    decisions = forms.ModelMultipleChoiceField(
        Decision.objects.none(),
        label=_("Beslut"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Välj minst ett beslut."),
            "invalid_choice": _("Ett av besluten går inte att skicka längre. Ladda om sidan och välj igen."),
        },
    )

    def __init__(self, *args: Any, decisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["decisions"].queryset = decisions  # type: ignore[attr-defined]

    @property
    def chosen(self) -> set[str]:
        """The keys of the decisions that are ticked; on a form that nobody has sent, all."""
        if not self.is_bound:
            return {str(decision.pk) for decision in self.fields["decisions"].queryset}  # type: ignore[attr-defined]
        return set(self["decisions"].value() or ())
