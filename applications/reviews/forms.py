"""Input to the review: the scores of an assessment, and notes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from applications.calls.models import Criterion
from applications.reviews.actions import Given
from applications.reviews.beside import judged_by
from applications.reviews.models import Assessment, Consensus
from applications.reviews.queries import Row
from applications.reviews.scoring import scale
from applications.submissions.presentation import ShownSection
from portal.ui.fields import LongTextField


@dataclass(frozen=True)
class CriterionFields:
    """The fields of one criterion, for the template."""

    criterion: Criterion
    points: BoundField
    comment: BoundField
    # What of the application it judges, to be read beside.
    judged: list[ShownSection]
    # What each assessor gave, where that is to be agreed on.
    row: Row | None = None


class AssessmentForm(forms.Form):
    """Points and a comment for each criterion. Everything may be left out: handing in demands it, saving doesn't."""

    summary = LongTextField(
        label=_("Samlad bedömning"),
        help_text=_("Det viktigaste för och emot, i några meningar."),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(
        self,
        *args: Any,
        criteria: Sequence[Criterion],
        assessment: Assessment | Consensus | None,
        sections: Sequence[ShownSection] = (),
        **kwargs: Any,
    ) -> None:
        self.criteria, self.sections = criteria, sections
        kwargs["initial"] = _initial(assessment) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for criterion in criteria:
            self.fields[f"points_{criterion.key}"] = forms.TypedChoiceField(
                label=_("Poäng"),
                required=False,
                choices=scale(criterion.max_score, criterion.level_words),
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("Välj ett av stegen på skalan.")},
            )
            self.fields[f"comment_{criterion.key}"] = LongTextField(
                label=_("Varför?"),
                required=False,
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.order_fields([name for name in self.fields if name != "summary"])

    def criterion_fields(self) -> list[CriterionFields]:
        return [
            CriterionFields(
                criterion,
                self[f"points_{criterion.key}"],
                self[f"comment_{criterion.key}"],
                judged_by(criterion, self.sections),
            )
            for criterion in self.criteria
        ]

    def labels(self) -> dict[str, str]:
        """What each field is called where it stands alone."""
        of_criteria = {
            f"{part}_{criterion.key}": f"{criterion.shown_title}: {self.fields[f'{part}_{criterion.key}'].label}"
            for criterion in self.criteria
            for part in ("points", "comment")
        }
        return {"summary": str(self.fields["summary"].label), **of_criteria}

    def scores(self) -> dict[str, Given]:
        """What a valid form gives for each criterion."""
        return {
            criterion.key: Given(
                self.cleaned_data[f"points_{criterion.key}"], self.cleaned_data[f"comment_{criterion.key}"]
            )
            for criterion in self.criteria
        }


class ConsensusForm(AssessmentForm):
    """The same for what assessors have agreed on, beside what each of them gave."""

    not_waited_for = LongTextField(
        label=_("Varför väntar ni inte på alla?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args: Any, rows: Sequence[Row], consensus: Consensus | None, **kwargs: Any) -> None:
        self.rows = {row.criterion.key: row for row in rows}
        initial = {"seen_number": consensus.number if consensus else 0}
        if consensus is None:
            initial |= {f"points_{key}": points for key, row in self.rows.items() if (points := row.same_points)}
        super().__init__(*args, assessment=consensus, initial=initial, **kwargs)

    def criterion_fields(self) -> list[CriterionFields]:
        return [replace(fields, row=self.rows.get(fields.criterion.key)) for fields in super().criterion_fields()]

    def agreed(self) -> dict[str, Any]:
        """What a valid form says, as `agree_on_scores` takes it."""
        return {
            "scores": self.scores(),
            "summary": self.cleaned_data["summary"],
            "not_waited_for": self.cleaned_data["not_waited_for"],
            "seen_number": self.cleaned_data["seen_number"] or 0,
        }


class NoteForm(forms.Form):
    text = LongTextField(
        label=_("Ny anteckning"),
        help_text=_("Regionen ser den inte i portalen. Den hör till ärendet och kan begäras ut som allmän handling."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _initial(assessment: Assessment | Consensus | None) -> dict[str, Any]:
    if assessment is None:
        return {}
    initial: dict[str, Any] = {"summary": assessment.summary}
    for score in assessment.scores.all():
        initial[f"points_{score.criterion.key}"] = score.points
        initial[f"comment_{score.criterion.key}"] = score.comment
    return initial
