"""Input for a call in Django admin: its fields, its form as JSON, and its parts."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.calls import definition, publishing, queries
from applications.calls.models import Call, CallYear, Criterion, Outcome, Phrase, check_years_add_up
from portal.ui.numbers import grouped
from regions.models import Region


class LinesField(forms.CharField):
    """A text of several lines. Browsers end them with two characters; one is kept, so that a text saved is the same."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class DefinitionField(forms.CharField):
    """A form definition, written as JSON. Cleaned into the data it says; empty text into None."""

    widget = forms.Textarea(attrs={"rows": 30, "class": "vLargeTextField", "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValidationError(
                _(
                    "Det här går inte att läsa som JSON. Felet märks på rad %(line)s, tecken %(column)s: "
                    "se efter om ett komma, ett citattecken eller en klammer saknas där eller på raden före."
                ),
                code="json",
                params={"line": error.lineno, "column": error.colno},
            ) from error
        except (ValueError, RecursionError) as error:
            raise ValidationError(
                _("Det här går inte att läsa som JSON: ett tal är för långt eller så är klamrarna för många."),
                code="json",
            ) from error
        definition.parse(data)
        return data

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return initial != self.clean(data)
        except ValidationError:
            return True


class CallForm(forms.ModelForm):
    """A call's own fields, and its form. What was changed by someone else meanwhile is not written over."""

    form_definition = DefinitionField(
        label=gettext_lazy("Formulär"),
        required=False,
        max_length=400_000,
        help_text=gettext_lazy(
            "JSON. En ändring blir en ny version. Utkast som redan är påbörjade behåller sin version."
        ),
    )
    # How far the call's log had come when the page was shown.
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Call
        fields = (
            "title",
            "title_en",
            "slug",
            "opens_at",
            "closes_at",
            "grace_minutes",
            "budget_total",
            "project_earliest_start_on",
            "project_latest_end_on",
            "applications_per_region",
            "eligible_regions",
            "decision_months",
            "may_ask_for_decision",
            "summary",
            "summary_en",
            "body",
            "body_en",
            "contact",
            "late_instructions",
            "late_instructions_en",
        )
        widgets = {
            "eligible_regions": forms.CheckboxSelectMultiple,
            "summary": forms.Textarea(attrs={"rows": 4}),
            "summary_en": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            form = queries.newest_form(self.instance)
            self.initial["form_definition"] = form.definition if form else None
            self.initial["seen"] = self.instance.audit_sequence

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk and cleaned.get("seen") != self.instance.audit_sequence:
            raise ValidationError(
                _(
                    "Någon annan har ändrat utlysningen medan du hade den öppen. Inget av det du skrev är sparat. "
                    "Öppna utlysningen i en ny flik, se vad som är nytt och för över dina ändringar."
                ),
                code="stale",
            )
        if self.instance.published_at is not None:
            self._check_published(cleaned)
        return cleaned

    def _check_published(self, cleaned: dict[str, Any]) -> None:
        """Put the faults of a change to a published call beside their fields."""
        if "form_definition" in cleaned:
            try:
                form = cleaned["form_definition"]
                publishing.check_form(definition.parse(form) if form else None)
            except ValidationError as error:
                self.add_error("form_definition", error)
        if "opens_at" in cleaned and "closes_at" in cleaned:
            try:
                publishing.check_moved_dates(
                    before=(self.instance.opens_at, self.instance.closes_at),
                    after=(cleaned["opens_at"], cleaned["closes_at"]),
                    at=timezone.now(),
                )
            except ValidationError as error:
                self.add_error(None, error)


class ExtensionForm(forms.Form):
    """Longer time to apply: for whom, until when and why."""

    region = forms.ModelChoiceField(
        label=gettext_lazy("För vem"),
        queryset=Region.objects.none(),
        required=False,
        empty_label=gettext_lazy("Alla regioner som får söka"),
    )
    closes_at = forms.SplitDateTimeField(
        label=gettext_lazy("Stänger"),
        help_text=gettext_lazy("Den första stund då en ansökan är för sen, till exempel 17 september kl. 00.00."),
        widget=forms.SplitDateTimeWidget(
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs={"type": "date"},
            time_attrs={"type": "time"},
        ),
    )
    reason = LinesField(
        label=gettext_lazy("Skäl"),
        help_text=gettext_lazy("Står i mejlet till regionerna och i utlysningens historik."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )

    def __init__(self, data: Any = None, *, call: Call) -> None:
        super().__init__(data)
        self.fields["region"].queryset = call.eligible_regions.all()  # type: ignore[attr-defined]
        day, time = self.fields["closes_at"].widget.widgets
        day.attrs["aria-label"], time.attrs["aria-label"] = _("Stänger, dag"), _("Stänger, klockslag")


class PartFormSet(forms.BaseInlineFormSet):
    """The rows of one kind of part. `kept` are those that will stand."""

    @property
    def kept(self) -> list[dict[str, Any]]:
        return [
            form.cleaned_data
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]

    def clean(self) -> None:
        super().clean()
        if not any(self.errors):
            self.check_kept()

    def get_unique_error_message(self, unique_check: Any) -> str:
        fields = [self.form.base_fields.get(name) for name in unique_check]
        labels = ", ".join(str(field.label).lower() for field in fields if field)
        return _("Samma värde står på flera rader: %(fields)s. Varje rad ska ha sitt eget.") % {"fields": labels}

    def check_kept(self) -> None:
        """Raise ValidationError when the rows don't go together."""


class YearForm(forms.ModelForm):
    class Meta:
        model = CallYear
        fields = ("year", "budget")

    def clean(self) -> dict[str, Any]:
        """A year that decisions have granted money from keeps its number and at least that much."""
        cleaned = super().clean() or {}
        granted = self.instance.granted
        if granted and cleaned.get("year", self.instance.year) != self.instance.year:
            self.add_error("year", _("%s kronor är redan beviljade. Året kan inte bli ett annat.") % grouped(granted))
        if cleaned.get("budget", granted) < granted:
            self.add_error(
                "budget", _("%s kronor är redan beviljade. Budgeten kan inte bli mindre än så.") % grouped(granted)
            )
        return cleaned


class YearFormSet(PartFormSet):
    def check_kept(self) -> None:
        for form in self.deleted_forms:
            if form.instance.granted:
                raise ValidationError(
                    _("%(granted)s kronor är redan beviljade för %(year)s. Året kan inte tas bort."),
                    code="granted",
                    params={"granted": grouped(form.instance.granted), "year": form.instance.year},
                )
        check_years_add_up(self.instance.budget_total, [row["budget"] for row in self.kept])


class CriterionFormSet(PartFormSet):
    def check_kept(self) -> None:
        if self.instance.published_at is not None:
            publishing.check_weights([row["weight"] for row in self.kept])
            form = queries.newest_form(self.instance)
            judged = {row["title"]: row["judges"].split() for row in self.kept}
            publishing.check_judged(judged, form.parsed if form else None)


class ChecklistFormSet(PartFormSet):
    def check_kept(self) -> None:
        if self.instance.published_at is not None:
            form = queries.newest_form(self.instance)
            opened = {row["text"]: row["sections"].split() for row in self.kept}
            publishing.check_opened(opened, form.parsed if form else None)


class LetterTextFormSet(PartFormSet):
    def check_kept(self) -> None:
        if self.instance.published_at is not None:
            publishing.check_letter_texts({row["outcome"] for row in self.kept})


class PhraseForm(forms.ModelForm):
    """A phrase: its text, the outcomes that it fits, and the criterion whose score it rests on."""

    outcomes = forms.MultipleChoiceField(
        label=gettext_lazy("Passar för"),
        help_text=gettext_lazy("Inget valt betyder alla utfall."),
        choices=Outcome.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Phrase
        fields = ("text", "outcomes", "criterion", "is_active", "position")


class PhraseFormSet(PartFormSet):
    """The phrases of a call, each tied to one of the call's own criteria or none."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        field = form.fields["criterion"]
        field.queryset = self.instance.criteria.all() if self.instance.pk else Criterion.objects.none()
        # Read once for all rows.
        field.choices = [("", _("Inget: ett allmänt skäl")), *((each.pk, str(each)) for each in self._criteria)]

    @cached_property
    def _criteria(self) -> list[Criterion]:
        return list(self.instance.criteria.all()) if self.instance.pk else []
