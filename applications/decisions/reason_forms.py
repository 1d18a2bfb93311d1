"""The part of a proposal's form where its reasons are picked, edited and written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.calls.models import Criterion, Phrase
from applications.decisions.reason_choices import ReasonChoices
from applications.decisions.reasons import Reason, left_to_fill_in, say_to_fill_in
from portal.ui.fields import LongTextField

# How many reasons of their own officers can write beside the phrases; the page shows one more when one is filled in.
OWN_REASONS = 8
_LONGEST = 5_000


@dataclass(frozen=True)
class PhraseFields:
    """A phrase to pick, with the fields to edit it and to say where it stands."""

    phrase: Phrase
    pick: BoundField
    text: BoundField
    place: BoundField

    @property
    def classes(self) -> str:
        """What the style sheet knows it by: the outcomes that it fits."""
        return " ".join(f"fits-{outcome}" for outcome in self.phrase.fitting)


@dataclass(frozen=True)
class PhraseGroup:
    """The phrases that rest on one criterion, and its score in words; or on none."""

    criterion: Criterion | None
    score: str
    phrases: Sequence[PhraseFields]


@dataclass(frozen=True)
class OwnFields:
    text: BoundField
    criterion: BoundField
    place: BoundField


class ReasonsMixin:
    """Fields for the call's phrases and for own reasons, beside the form's `reasons`, which stands first."""

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]
    choices: ReasonChoices

    def add_reason_fields(self, choices: ReasonChoices) -> None:
        self.choices = choices
        for phrase in choices.phrases:
            self.fields[f"pick_{phrase.pk}"] = forms.BooleanField(label=phrase.text, required=False)
            self.fields[f"text_{phrase.pk}"] = _text(_("Ändra texten"), initial=phrase.text)
            self.fields[f"place_{phrase.pk}"] = _place()
        criteria = [(str(each.pk), self._named(each)) for each in choices.criteria]
        for number in range(OWN_REASONS):
            self.fields[f"own_text_{number}"] = _text(_("Eget skäl %(number)s") % {"number": number + 1})
            self.fields[f"own_criterion_{number}"] = forms.ChoiceField(
                label=gettext_lazy("Vilar på"),
                choices=[("", gettext_lazy("Inget kriterium: ett allmänt skäl")), *criteria],
                required=False,
            )
            self.fields[f"own_place_{number}"] = _place()

    def clean(self) -> dict[str, Any]:
        """What a picked phrase leaves to fill in is told beside it. The action refuses it too."""
        form: Any = self
        for each in self.choices.phrases:
            text = self.cleaned_data.get(f"text_{each.pk}", "")
            if self.cleaned_data.get(f"pick_{each.pk}") and (left := left_to_fill_in([Reason(text)])):
                form.add_error(f"text_{each.pk}", say_to_fill_in(left[0]))
        return self.cleaned_data

    def _named(self, criterion: Criterion) -> str:
        return ": ".join(filter(None, (criterion.shown_title, self.choices.score_of(criterion))))

    def phrase_groups(self) -> list[PhraseGroup]:
        """The phrases by criterion, the general ones first."""
        fields: Any = self
        groups = []
        for criterion in (None, *self.choices.criteria):
            found = [
                PhraseFields(each, *(fields[f"{name}_{each.pk}"] for name in ("pick", "text", "place")))
                for each in self.choices.phrases
                if each.criterion == criterion
            ]
            if found:
                groups.append(PhraseGroup(criterion, self.choices.score_of(criterion) if criterion else "", found))
        return groups

    def own_fields(self) -> list[OwnFields]:
        fields: Any = self
        return [
            OwnFields(*(fields[f"own_{name}_{number}"] for name in ("text", "criterion", "place")))
            for number in range(OWN_REASONS)
        ]

    def chosen_reasons(self) -> list[Reason]:
        """What was written and picked: the general words, then those with a place by it, then the rest as shown."""
        data = self.cleaned_data
        chosen = [
            (data[f"place_{each.pk}"], Reason(data[f"text_{each.pk}"], each.criterion_id, each.pk))
            for each in self.choices.phrases
            if data[f"pick_{each.pk}"]
        ]
        for number in range(OWN_REASONS):
            criterion = data[f"own_criterion_{number}"]
            reason = Reason(data[f"own_text_{number}"], int(criterion) if criterion else None)
            chosen.append((data[f"own_place_{number}"], reason))
        # Sorting is stable: what has no place stays in the order of the page.
        chosen.sort(key=lambda pair: (pair[0] is None, pair[0] or 0))
        return [Reason(data["reasons"]), *(reason for _place, reason in chosen)]


def _text(label: str, initial: str = "") -> forms.CharField:
    # The blank placeholder lets the style sheet tell whether anything is written.
    widget = forms.Textarea(attrs={"rows": 3, "placeholder": " "})
    return LongTextField(label=label, initial=initial, required=False, max_length=_LONGEST, widget=widget)


def _place() -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("Plats"),
        required=False,
        validators=[MinValueValidator(1)],
        max_value=99,
        widget=forms.NumberInput(attrs={"min": 1, "max": 99}),
    )
