"""Input about who handles a case."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applications.cases import queries
from applications.cases.models import Case
from portal.accounts.models import User
from portal.ui.fields import LongTextField
from regions.queries import who_may_write_for


class DeclarationForm(forms.Form):
    """Conflict of interest or none. That a conflict is described is the action's rule."""

    has_conflict = forms.TypedChoiceField(
        label=_("Har du jäv i ärendet?"),
        choices=[
            ("no", _("Nej, inget av det här stämmer in på mig")),
            ("yes", _("Ja, jag har eller kan ha jäv")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj om du har jäv eller inte.")},
    )
    statement = LongTextField(
        label=_("Vad består jävet i?"),
        help_text=_("Fyll i om du svarade ja. Beskriv kort, utan känsliga uppgifter om andra."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SettleForm(forms.Form):
    """What the authority finds of a conflict of interest that somebody has declared."""

    is_conflict = forms.TypedChoiceField(
        label=_("Är det jäv?"),
        choices=[
            ("yes", _("Ja, det är jäv. Ärendet förblir stängt för personen")),
            ("no", _("Nej, det är inte jäv. Ärendet öppnas för personen igen")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj om det är jäv eller inte.")},
    )
    reason = LongTextField(
        label=_("Varför?"),
        help_text=_("Skälet sparas i ärendets historik och skickas till den som anmälde."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Skriv varför det är eller inte är jäv.")},
    )


class _NamedPeople(forms.ModelChoiceField):
    """A person by name, with the organisation of those who work elsewhere."""

    def label_from_instance(self, person: Any) -> str:
        return f"{person} ({person.organisation})" if person.organisation else str(person)


class ContactForm(forms.Form):
    """Whom at the region the authority turns to first."""

    person = _NamedPeople(
        label=_("Kontaktperson"),
        help_text=_("Den vi vänder oss till först. Alla som arbetar för regionen kan ändå läsa allt i ärendet."),
        queryset=User.objects.none(),
        empty_label=_("Välj en person"),
        error_messages={
            "required": _("Välj vem som ska vara kontaktperson."),
            "invalid_choice": _("Personen arbetar inte längre för regionen, eller får inte skriva. Välj någon annan."),
        },
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["person"] = case.contact_id
        self.fields["person"].queryset = who_may_write_for(case.region)  # type: ignore[attr-defined]


class AssessorForm(forms.Form):
    person = _NamedPeople(
        label=_("Be någon bedöma ärendet"),
        help_text=_("Personen får ett mejl och kan sedan läsa ansökan, men ska först lämna en jävsdeklaration."),
        queryset=User.objects.none(),
        empty_label=_("Välj en person"),
        error_messages={
            "required": _("Välj vem som ska bedöma ärendet."),
            "invalid_choice": _("Personen kan inte bedöma ärendet, eller är redan tillfrågad. Välj någon annan."),
        },
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = queries.people_to_ask(case)  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """Who takes over the case; nobody when it was sent by the button that leaves it."""

    to = _NamedPeople(
        label=_("Lämna över ärendet"),
        help_text=_(
            "Den som tar över lämnar en egen jävsdeklaration och gör en egen bedömning. "
            "Lägger du tillbaka ärendet kan vem som helst av handläggarna ta det."
        ),
        queryset=User.objects.none(),
        empty_label=_("Välj en handläggare"),
        error_messages={
            "required": _("Välj vem som ska ta över ärendet, eller lägg tillbaka det i arbetslistan."),
            "invalid_choice": _("Personen kan inte ta ärendet. Välj någon annan."),
        },
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = queries.others_who_may_take(case)  # type: ignore[attr-defined]
        self.fields["to"].required = "leave" not in self.data

    def clean_to(self) -> Any:
        return None if "leave" in self.data else self.cleaned_data["to"]


class SavedViewForm(forms.Form):
    """The name of a view of the work list, and the filters that it stands for."""

    name = forms.CharField(
        label=_("Vad ska vyn heta?"),
        max_length=60,
        error_messages={"required": _("Skriv vad vyn ska heta.")},
    )
    query = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)


# Longer numbers are no keys, and SQLite could not even look for them.
_LONGEST_KEY = 18


def is_a_key(text: str) -> bool:
    """Whether `text`, from a browser, may be the key of a row."""
    return text.isdecimal() and len(text) <= _LONGEST_KEY


class _CasesField(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        if not all(is_a_key(str(each)) for each in value or ()):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class AssignForm(forms.Form):
    """Which cases are given, and to whom. Offered are officers who may take each of them; the action says why not."""

    case = _CasesField(
        queryset=Case.objects.none(),
        error_messages={
            "required": _("Välj minst ett ärende att tilldela."),
            "invalid_choice": _("Ett av ärendena går inte längre att se för dig. Ladda om arbetslistan och välj igen."),
        },
    )
    to = _NamedPeople(
        label=_("Vem ska handlägga ärendena?"),
        help_text=_("Här står de handläggare som inte har jäv i något av ärendena. Personen får veta det direkt."),
        queryset=User.objects.none(),
        empty_label=_("Välj en handläggare"),
        error_messages={
            "required": _("Välj vem som ska handlägga ärendena."),
            "invalid_choice": _("Personen är inte handläggare längre. Välj någon annan."),
        },
    )

    def __init__(self, *args: Any, cases: QuerySet[Case], offered: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]
        to = self.fields["to"]
        # Whoever is an officer can be sent, should they have declared a conflict while this page was read.
        to.queryset = queries.officers_at_work()  # type: ignore[attr-defined]
        to.choices = [("", to.empty_label), *((person.pk, to.label_from_instance(person)) for person in offered)]  # type: ignore[attr-defined]
