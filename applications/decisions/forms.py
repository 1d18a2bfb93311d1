"""Input of proposals and decisions. What is allowed is held by the actions; these read what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from applications.calls.models import Outcome
from applications.cases.models import Case
from applications.decisions.amounts import YearRow
from applications.decisions.models import Decision, Ground, Proposal
from applications.decisions.queries import lines, may_take_part
from applications.decisions.reason_choices import ReasonChoices
from applications.decisions.reason_forms import ReasonsMixin
from applications.drafting.amounts import NotReadable, read_amount
from portal.accounts.models import User
from portal.ui.fields import LongTextField
from portal.ui.numbers import grouped

# What is proposed, said as the verb of the proposal.
OUTCOME_WORDS = {
    Outcome.GRANT: _("Bifall: hela det sökta beloppet"),
    Outcome.GRANT_IN_PART: _("Delvis bifall: en del av det sökta beloppet"),
    Outcome.REJECT: _("Avslag: ansökan får inga pengar"),
    Outcome.DISMISS: _("Avvisning: ansökan prövas inte, till exempel för att den kom in för sent"),
    Outcome.CLOSE: _("Avskrivning: ansökan har återkallats"),
}


class AmountField(forms.CharField):
    """Whole kronor as people write them: "1 850 000 kr". Nothing typed is 0."""

    def prepare_value(self, value: Any) -> Any:
        return grouped(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        try:
            return read_amount(super().clean(value)) or 0
        except NotReadable as error:
            raise ValidationError(str(error), code="invalid") from error


@dataclass(frozen=True)
class YearFields:
    """The amount of one year beside what was applied for and is left, for the template."""

    row: YearRow
    field: BoundField


class ProposalForm(ReasonsMixin, forms.Form):
    outcome = forms.ChoiceField(
        label=_("Vad föreslår du?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vad du föreslår."), "invalid_choice": _("Välj ett av utfallen.")},
    )
    reasons = LongTextField(
        label=_("Skäl med egna ord"),
        help_text=_(
            "Står först i beslutet. Skriv till regionen: vilka bestämmelser och omständigheter som avgör, "
            "och varför de leder hit."
        ),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    conditions = LongTextField(
        label=_("Villkor"),
        help_text=_(
            "Ett villkor per rad. Tas bara med i bifall och delvis bifall. "
            "Låter du texten stå tar vi de villkor som utlysningen brukar ha för det du föreslår."
        ),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(
        self,
        *args: Any,
        outcomes: Sequence[Outcome],
        rows: Sequence[YearRow],
        usual: Mapping[str, str],
        choices: ReasonChoices,
        **kwargs: Any,
    ) -> None:
        """`choices` are what reasons can be picked from. `usual` are the call's conditions by outcome; those of a grant
        stand in the form from the beginning.
        """
        super().__init__(*args, **kwargs)
        self.usual, self.offered = usual, usual.get(Outcome.GRANT, "")
        self.fields["conditions"].initial = self.offered
        self.rows = rows if any(outcome.grants for outcome in outcomes) else []
        self.fields["outcome"].choices = [(each.value, OUTCOME_WORDS[each]) for each in outcomes]
        for row in self.rows:
            self.fields[f"amount_{row.year}"] = AmountField(
                label=_("Belopp för %(year)s") % {"year": row.year},
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
        self.add_reason_fields(choices)
        self.order_fields(["outcome", *(f"amount_{row.year}" for row in self.rows)])

    def year_fields(self) -> list[YearFields]:
        return [YearFields(row, self[f"amount_{row.year}"]) for row in self.rows]

    def proposed(self) -> dict[str, Any]:
        """What a valid form proposes, as `propose_decision` takes it. Amounts go with grants only."""
        outcome = Outcome(self.cleaned_data["outcome"])
        amounts = {row.year: self.cleaned_data[f"amount_{row.year}"] for row in self.rows} if outcome.grants else {}
        return {
            "outcome": outcome,
            "amounts": amounts,
            "reasons": self.chosen_reasons(),
            "conditions": self._conditions(outcome),
        }

    def _conditions(self, outcome: Outcome) -> str:
        """What was typed; what the call usually has for the outcome if nobody changed what the form offered."""
        typed = self.cleaned_data["conditions"]
        return self.usual.get(outcome, "") if lines(typed) == lines(self.offered) else str(typed)


class ReplacementForm(ProposalForm):
    """A proposal in the place of a decision: with its ground, and the decision's own words to begin with.

    The conditions of a grant that replaces a grant are those of the decision itself; where nothing was granted, the
    call's usual ones.
    """

    ground = forms.ChoiceField(
        label=_("På vilken grund?"),
        help_text=_("Ett beslut som gäller ändras aldrig. Ett nytt beslut tar dess plats, med ett nytt brev."),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Välj på vilken grund beslutet ersätts."),
            "invalid_choice": _("Välj en av grunderna."),
        },
    )

    def __init__(
        self, *args: Any, replaced: Decision, usual: Mapping[str, str], is_withdrawn: bool, **kwargs: Any
    ) -> None:
        if Outcome(replaced.outcome).grants:
            usual = {outcome.value: replaced.conditions for outcome in Outcome if outcome.grants}
        super().__init__(*args, usual=usual, **kwargs)
        self.fields["ground"].choices = [
            (ground.value, ground.label) for ground in Ground if (ground == Ground.WITHDRAWN) == is_withdrawn
        ]
        self.order_fields(["ground", "outcome"])

    def proposed(self) -> dict[str, Any]:
        return {**super().proposed(), "ground": self.cleaned_data["ground"]}


class _ShownProposalForm(forms.Form):
    """Carries which proposal the person saw."""

    proposal = forms.ModelChoiceField(
        queryset=Proposal.objects.none(),
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Förslaget saknas. Ladda om sidan och försök igen."),
            "invalid_choice": _("Förslaget finns inte längre. Ladda om sidan för att se vad som har hänt."),
        },
    )

    def __init__(self, *args: Any, user: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposal"].queryset = Proposal.objects.visible_to(user).filter(case=case)  # type: ignore[attr-defined]


class HoldField(forms.BooleanField):
    """Whether the region is told at once, or later together with others."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Vänta med beskedet till regionen"),
            help_text=_("Regionen ser inget av beslutet förrän någon släpper det, ensamt eller tillsammans med andra."),
            required=False,
        )


class DecideForm(_ShownProposalForm):
    """The decision maker decides what was shown, perhaps with others who take part."""

    participants = forms.ModelMultipleChoiceField(
        label=_("Vilka andra deltar i beslutet?"),
        help_text=_(
            "Du beslutar. Andra som är med när ärendet slutligt avgörs antecknas i beslutet (31 § förvaltningslagen). "
            "Har någon av dem en avvikande mening ska den personen vara vald. "
            "Här står de som har förklarat att de inte har jäv."
        ),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Någon av dem kan inte delta längre. Ladda om sidan.")},
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

    def __init__(self, *args: Any, user: Any, case: Case, proposal: Proposal | None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, case=case, **kwargs)
        if proposal is not None:
            self.fields["participants"].queryset = may_take_part(case, user, proposal.proposed_by_id)  # type: ignore[attr-defined]


class SendBackForm(_ShownProposalForm):
    comment = LongTextField(
        label=_("Vad behöver föredraganden ändra?"),
        help_text=_("Föredraganden ser texten när förslaget görs om. Den sparas i ärendets historik."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
