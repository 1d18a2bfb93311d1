"""Input of meetings. What is allowed is held by the actions; these read what was typed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.calls.models import Call
from applications.decisions import meeting_pages, meeting_people
from applications.decisions.forms import HoldField
from applications.decisions.models import Meeting, MeetingItem, Proposal
from portal.accounts.models import User
from portal.ui.fields import LongTextField

_NOT_HERE = _("Något av det du valde finns inte längre. Ladda om sidan för att se vad som har hänt.")
_CHOSEN_ERRORS = {"invalid_choice": _NOT_HERE, "invalid_pk_value": _NOT_HERE}


class MeetingForm(forms.Form):
    """When, where and who leads."""

    name = forms.CharField(
        label=_("Namn eller nummer"),
        help_text=_("Till exempel Beslutsmöte 3/2022. Står i protokollet."),
        max_length=100,
        error_messages={"required": _("Skriv vad sammanträdet heter.")},
    )
    meets_on = forms.DateField(
        label=_("Dag"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Välj vilken dag."), "invalid": _("Skriv dagen som 2022-11-24.")},
    )
    form = forms.ChoiceField(
        label=_("Hur hålls det?"),
        choices=Meeting.Form.choices,
        initial=Meeting.Form.TOGETHER,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Välj hur sammanträdet hålls."),
            "invalid_choice": _("Välj hur sammanträdet hålls."),
        },
    )
    place = forms.CharField(
        label=_("Plats"), help_text=_("Lämna tomt om det är per capsulam."), max_length=150, required=False
    )
    call = forms.ModelChoiceField(
        label=_("Utlysning"),
        help_text=_("Välj en, om bara dess ärenden ska tas upp."),
        queryset=Call.objects.none(),
        required=False,
        empty_label=_("Alla utlysningar"),
        error_messages={"invalid_choice": _NOT_HERE},
    )
    chair = forms.ModelChoiceField(
        label=_("Ordförande"),
        help_text=_("Den beslutsfattare som fattar besluten."),
        queryset=User.objects.none(),
        error_messages={"required": _("Välj vem som är ordförande."), "invalid_choice": _NOT_HERE},
    )
    secretary = forms.ModelChoiceField(
        label=_("Sekreterare"),
        queryset=User.objects.none(),
        error_messages={"required": _("Välj vem som är sekreterare."), "invalid_choice": _NOT_HERE},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["call"].queryset = Call.objects.visible_to(user).filter(published_at__isnull=False)
        fields["chair"].queryset = meeting_people.deciders()
        fields["secretary"].queryset = meeting_people.at_work()

    def planned(self) -> dict[str, Any]:
        """What a valid form says, as the actions take it."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("name", "meets_on", "form", "place")},
            "call_id": data["call"].pk if data["call"] else None,
            "chair_id": data["chair"].pk,
            "secretary_id": data["secretary"].pk,
        }


def words_of(meeting: Meeting) -> dict[str, Any]:
    """What the form of a meeting that is there begins with."""
    return {
        **{name: getattr(meeting, name) for name in ("name", "meets_on", "form", "place")},
        **{name: getattr(meeting, f"{name}_id") for name in ("call", "chair", "secretary")},
    }


class _ChoosingForm(forms.Form):
    """What was chosen among things shown stays chosen when it is refused."""

    chooses = ""

    @property
    def chosen(self) -> Iterable[str]:
        """The keys that were sent."""
        return self.data.getlist(self.chooses) if self.is_bound and hasattr(self.data, "getlist") else ()


class AgendaForm(_ChoosingForm):
    """The proposals that were chosen for the agenda."""

    chooses = "proposals"
    proposals = forms.ModelMultipleChoiceField(
        label=_("Förslag"),
        queryset=Proposal.objects.none(),
        error_messages={"required": _("Välj minst ett förslag."), **_CHOSEN_ERRORS},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # They come onto the agenda in the order in which they are shown.
        in_order = Proposal.objects.named_to(user).order_by("case__registry_number", "pk")
        self.fields["proposals"].queryset = in_order  # type: ignore[attr-defined]


class AttendanceForm(forms.Form):
    """Who is at the meeting."""

    people = forms.ModelMultipleChoiceField(
        label=_("Vilka deltar?"),
        help_text=_(
            "Ordförande och sekreterare är alltid med. Den som har jäv i ett ärende deltar inte i det, och inte heller "
            "den som inte har svarat på om det finns jäv."
        ),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=_CHOSEN_ERRORS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = meeting_people.at_work()  # type: ignore[attr-defined]


class ArrangeForm(forms.Form):
    """Who presents a case, and who decides it in the place of the meeting's chair."""

    presenter = forms.ModelChoiceField(
        label=_("Föredragande"),
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={"required": _("Välj vem som föredrar."), "invalid_choice": _NOT_HERE},
    )
    own_chair = forms.ModelChoiceField(
        label=_("Ordförande för paragrafen"),
        help_text=_("Den som har föreslagit beslutet, föredrar ärendet eller har jäv kan inte fatta det."),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Sammanträdets ordförande"),
        error_messages={"invalid_choice": _NOT_HERE},
    )

    def __init__(self, data: Any = None, *, item: MeetingItem) -> None:
        super().__init__(data, auto_id="arrange_%s")
        self.initial = {"presenter": item.presenter_id, "own_chair": item.own_chair_id}
        fields: Any = self.fields
        fields["presenter"].queryset = meeting_people.at_work()
        fields["own_chair"].queryset = meeting_people.deciders().exclude(pk=item.meeting.chair_id)


class DecideItemForm(forms.Form):
    """Who takes part in a case, a dissent, and whether the region is told at once."""

    participants = forms.ModelMultipleChoiceField(
        label=_("Vilka deltar i ärendet?"),
        help_text=_("Du beslutar. Avmarkera dem som inte är med när ärendet avgörs."),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=_CHOSEN_ERRORS,
    )
    dissent = LongTextField(
        label=_("Avvikande mening"),
        help_text=_(
            "Vem som har en annan mening, och vilken. Föredraganden har alltid rätt att få sin antecknad, också när du "
            "beslutar ensam. Antecknas innan beslutet skickas (30 § förvaltningslagen)."
        ),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_held = HoldField()

    def __init__(self, data: Any = None, *, item: MeetingItem) -> None:
        part = meeting_pages.taking_part(item)
        self.may_ids, self.kept_out = [each.pk for each in part.may], part.kept_out
        super().__init__(data, initial={"participants": self.may_ids, "is_held": True})
        people = User.objects.filter(pk__in=self.may_ids).order_by("name", "pk")
        self.fields["participants"].queryset = people  # type: ignore[attr-defined]

    def decided(self) -> dict[str, Any]:
        """What a valid form says, as `decide_items` takes it."""
        there = {each.pk for each in self.cleaned_data["participants"]}
        return {
            "aside_ids": [pk for pk in self.may_ids if pk not in there],
            "dissent": self.cleaned_data["dissent"],
            "is_held": self.cleaned_data["is_held"],
        }


class DecideItemsForm(_ChoosingForm):
    """The items that were chosen to be decided together."""

    chooses = "items"
    items = forms.ModelMultipleChoiceField(
        label=_("Ärenden att besluta om"),
        queryset=MeetingItem.objects.none(),
        error_messages={"required": _("Välj minst ett ärende att besluta om."), **_CHOSEN_ERRORS},
    )
    is_held = HoldField()

    def __init__(self, data: Any = None, *, user: Any, meeting: Meeting) -> None:
        super().__init__(data, initial={"is_held": True})
        named = meeting.items.filter(proposal__in=Proposal.objects.named_to(user))
        self.fields["items"].queryset = named  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """Who approves the minutes beside the chair."""

    adjuster = forms.ModelChoiceField(
        label=_("Vem justerar protokollet tillsammans med ordföranden?"),
        help_text=_(
            "En deltagare som inte är ordförande eller sekreterare, och som har förklarat att det inte finns något "
            "jäv i de beslutade ärendena."
        ),
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Välj vem som justerar."), "invalid_choice": _NOT_HERE},
    )

    def __init__(self, *args: Any, adjuster_ids: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(pk__in=adjuster_ids).order_by("name", "pk")
        self.fields["adjuster"].queryset = people  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    why = LongTextField(
        label=_("Varför ställs sammanträdet in?"),
        help_text=_("Förslagen väntar sedan på ett annat sammanträde, eller på att beslutas ett och ett."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
