"""Input about plans for a call's money. What is allowed is held by the actions; these read what was typed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from applications.decisions.forms import AmountField
from applications.decisions.models import Scenario, ScenarioLock
from applications.decisions.scenarios import PlanRow
from portal.ui.fields import LongTextField

_FREE = ("", _("Fritt"))


class ScenarioForm(forms.Form):
    """What a scenario is called, and why it is as it is."""

    name = forms.CharField(
        label=_("Namn"),
        help_text=_("Säg kort vad scenariot prövar, till exempel ”Bredd i landet”."),
        required=False,
        max_length=80,
        error_messages={"max_length": _("Skriv ett kortare namn, högst 80 tecken.")},
    )
    reasons = LongTextField(
        label=_("Skäl"),
        help_text=_("Varför beloppen är som de är, för kollegor och för den som läser beslutet senare."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NewScenarioForm(ScenarioForm):
    start = forms.ChoiceField(
        label=_("Börja med"),
        choices=[
            ("ranking", _("Rangordningen: allt som är sökt, så långt pengarna räcker")),
            ("nothing", _("Inga belopp: sätt dem för hand eller låt lösaren föreslå")),
        ],
        initial="ranking",
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vad scenariot ska börja med.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "start", "reasons"])


class RulesForm(forms.Form):
    """What the solver keeps to, beside what is left of each year's budget."""

    min_score = forms.DecimalField(
        label=_("Lägsta poäng"),
        help_text=_("Ärenden med lägre poäng får inget. Tomt: alla med poäng kan få."),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(5),
        decimal_places=1,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_decimal_places"),
            _("Skriv poäng från 0 till 5 med högst en decimal, till exempel 3,0."),
        ),
    )
    region_share = forms.IntegerField(
        label=_("Högst till en region, procent av hela utlysningen"),
        help_text=_("Det som redan är beslutat till regionen räknas in. Tomt: ingen gräns."),
        required=False,
        min_value=1,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Skriv hela procent från 1 till 100, till exempel 12.")
        ),
    )
    lowest_share = forms.IntegerField(
        label=_("Minst av det sökta varje år, procent"),
        help_text=_("Så lite kan ett ärende få och ändå vara värt att bevilja. 100: hela beloppet eller inget."),
        min_value=1,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Skriv hela procent från 1 till 100. Med 100 får ett ärende allt eller inget."),
        ),
    )


@dataclass(frozen=True)
class CaseFields:
    """A case's row with its fields, for the template."""

    row: PlanRow
    amounts: list[tuple[int, int, BoundField]]
    lock: BoundField

    @property
    def errors(self) -> list[BoundField]:
        return [field for _year, _applied, field in self.amounts if field.errors]


class AmountsForm(forms.Form):
    """Amounts and locks for some of a scenario's cases, and which state of it they were read from."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, rows: Sequence[PlanRow], years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.years = [row for row in rows if row.contender.is_open], years
        for row in self.rows:
            case = row.contender
            for year in self._years_of(row):
                self.fields[f"amount_{case.case_id}_{year}"] = AmountField(
                    label=f"{case.number}, {case.region_name}, {year}",
                    required=False,
                    max_length=40,
                    initial=row.amounts.get(year, 0),
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                )
            self.fields[f"lock_{case.case_id}"] = forms.ChoiceField(
                label=_("%(number)s, %(region)s, för lösaren") % {"number": case.number, "region": case.region_name},
                choices=[_FREE, *ScenarioLock.Kind.choices],
                required=False,
                initial=row.lock,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def _years_of(self, row: PlanRow) -> list[int]:
        return [year for year in self.years if row.contender.applied.get(year)]

    def case_fields(self) -> list[CaseFields]:
        return [
            CaseFields(
                row,
                [
                    (year, row.contender.applied[year], self[f"amount_{row.contender.case_id}_{year}"])
                    for year in self._years_of(row)
                ],
                self[f"lock_{row.contender.case_id}"],
            )
            for row in self.rows
        ]

    def amounts(self) -> dict[int, dict[int, int]]:
        return {
            row.contender.case_id: {
                year: self.cleaned_data[f"amount_{row.contender.case_id}_{year}"] for year in self._years_of(row)
            }
            for row in self.rows
        }

    def locks(self) -> dict[int, str]:
        return {row.contender.case_id: self.cleaned_data[f"lock_{row.contender.case_id}"] for row in self.rows}


class CompareForm(forms.Form):
    """Which other scenario of the same call."""

    other = forms.ModelChoiceField(
        label=_("Jämför med"),
        queryset=Scenario.objects.none(),
        empty_label=_("Välj ett scenario"),
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={
            "required": _("Välj vilket scenario du vill jämföra med."),
            "invalid_choice": _("Scenariot finns inte i utlysningen. Välj ett annat."),
        },
    )

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]


class ProposeForm(forms.Form):
    """Which of the officer's cases, and the reasons that are the same for many."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    cases = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        label=_("Ärenden"),
        error_messages={"invalid_choice": _("Ett av ärendena kan inte längre föreslås. Läs listan igen.")},
    )
    granted = LongTextField(
        label=_("Skäl för dem som beviljas pengar"),
        help_text=_(
            "Står i varje beslut. Skriv till regionen vilka bestämmelser och omständigheter som avgör. "
            "Ärendets egna poäng läggs till."
        ),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    rejected = LongTextField(
        label=_("Skäl för dem som får avslag"),
        help_text=_("Står i varje avslag. Ärendets egna poäng läggs till."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, ready: Collection[int], granting: Mapping[int, bool], **kwargs: Any) -> None:
        """`ready` are the cases that may be chosen; `granting` says of each whether it is given money."""
        super().__init__(*args, **kwargs)
        self.granting = granting
        self.fields["cases"].choices = [(case_id, case_id) for case_id in ready]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("cases", [])
        if "cases" in cleaned and not chosen:
            self.add_error("cases", _("Välj minst ett ärende."))
        for name, grants in (("granted", True), ("rejected", False)):
            if any(self.granting[case_id] is grants for case_id in chosen) and not cleaned.get(name, "").strip():
                self.add_error(name, _("Skriv skälen. De står i besluten."))
        return cleaned
