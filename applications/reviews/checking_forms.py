"""Input to the completeness check: an answer and a note for each point; and what the region is asked to complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from applications.reviews.checklist import MOST_CHARACTERS, Found, Point
from applications.reviews.models import Answer
from applications.submissions.forms import SupplementForm
from portal.ui.fields import LongTextField


@dataclass(frozen=True)
class PointFields:
    """The fields of one point, for the template."""

    point: Point
    answer: BoundField
    note: BoundField


class CheckForm(forms.Form):
    """Everything may be left out: that the check is done demands it, saving doesn't."""

    seen_version = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=10**6,
        error_messages={
            name: _("Sidan är gammal. Ladda om den och svara igen.") for name in ("invalid", "min_value", "max_value")
        },
        widget=forms.HiddenInput,
    )
    comment = LongTextField(
        label=_("Kommentar till hela granskningen"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, points: Sequence[Point], found: Mapping[str, Found], **kwargs: Any) -> None:
        self.points = points
        initial = {f"answer_{key}": each.answer for key, each in found.items()}
        initial |= {f"note_{key}": each.note for key, each in found.items()}
        kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for point in points:
            self.fields[f"answer_{point.key}"] = forms.ChoiceField(
                label=point.item.text,
                choices=Answer.choices,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("Välj ett av svaren.")},
            )
            self.fields[f"note_{point.key}"] = LongTextField(
                label=_("Anteckning om punkten"),
                required=False,
                max_length=MOST_CHARACTERS,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def point_fields(self) -> list[PointFields]:
        return [PointFields(each, self[f"answer_{each.key}"], self[f"note_{each.key}"]) for each in self.points]

    def refuse(self, error: ValidationError) -> None:
        """Say why it was not taken, beside the points that are to blame where the form has them."""
        faults = error.message_dict if hasattr(error, "error_dict") else {}
        known = {name: found for name, found in faults.items() if name in self.fields}
        for name, found in known.items():
            self.add_error(name, found)
        if len(known) < len(faults) or not faults:
            self.add_error(None, error.messages if not faults else _("Checklistan har ändrats. Ladda om sidan."))

    def found(self) -> dict[str, Found]:
        """What a valid form says of each point, as the actions take it."""
        typed = self.cleaned_data
        return {
            each.key: Found(typed.get(f"answer_{each.key}", ""), typed.get(f"note_{each.key}", ""))
            for each in self.points
        }


class PointsSupplementForm(SupplementForm):
    """A supplement request that begins with the points that are not met."""

    points = forms.MultipleChoiceField(
        label=_("Punkter som begäran gäller"),
        help_text=_("De märks i granskningen, så att du ser vad du har frågat om när svaret kommer."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Välj minst en punkt som begäran gäller."),
            "invalid_choice": _("Granskningen har gjorts om. Ladda om sidan och välj igen."),
        },
    )

    def __init__(self, *args: Any, items: Sequence[Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"].choices = [(item["key"], item["text"]) for item in items]  # type: ignore[attr-defined]
        self.order_fields(["points", "text", "sections", "due_on"])
