"""Calls for tests. `call()` is open from 23 May to 9 September 2022, with every kind of section in its form."""

from datetime import UTC, date, datetime, time
from typing import Any

from applications.calls.models import (
    Call,
    CallYear,
    ChecklistItem,
    Criterion,
    FormVersion,
    LetterText,
    Outcome,
    ReminderStep,
)
from regions.models import Region

OPENS = datetime(2022, 5, 22, 22, 0, tzinfo=UTC)
CLOSES = datetime(2022, 9, 9, 22, 0, tzinfo=UTC)

DEFINITION: dict[str, Any] = {
    "sections": [
        {
            "key": "project",
            "kind": "questions",
            "title": {"sv": "Projektet", "en": "The project"},
            "questions": [
                {"key": "summary", "type": "long_text", "label": "Sammanfattning", "required": True, "max_length": 500},
                {"key": "contact", "type": "email", "label": "E-post till projektledaren", "required": True},
                {"key": "website", "type": "url", "label": "Webbplats"},
                {
                    "key": "kind",
                    "type": "choice",
                    "label": "Slag av projekt",
                    "required": True,
                    "options": [{"key": "new", "label": "Nytt"}, {"key": "more", "label": "Fortsättning"}],
                },
            ],
        },
        {"key": "partners", "kind": "partners", "title": "Samverkansparter", "required": False},
        {"key": "period", "kind": "period", "title": "Projektperiod"},
        {"key": "activities", "kind": "activities", "title": "Aktiviteter"},
        {
            "key": "budget",
            "kind": "budget",
            "title": "Budget",
            "cost_types": [
                {"key": "staff", "label": "Personal"},
                {"key": "services", "label": "Externa tjänster"},
                {"key": "indirect", "label": "Indirekta kostnader", "percent": 15, "percent_of": ["staff"]},
            ],
        },
        {"key": "funding", "kind": "funding", "title": "Finansiering"},
        {"key": "attachments", "kind": "attachments", "title": "Bilagor", "required": False, "max_files": 3},
    ]
}


def call(**fields: Any) -> Call:
    """A published call with three budget years of 20 million, two criteria, a checklist, reminders and letter texts."""
    definition = fields.pop("definition", DEFINITION)
    year_budget = fields.pop("year_budget", 20_000_000)
    made = Call.objects.create(
        **{
            "slug": f"utlysning-{Call.objects.count() + 1}",
            "title": "Regionala strukturer för validering",
            "summary": "Medel till regionerna.",
            "body": "Allt ni behöver veta.",
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "budget_total": 3 * year_budget,
            "project_earliest_start_on": date(2022, 5, 23),
            "project_latest_end_on": date(2024, 12, 31),
            "late_instructions": "Skicka ansökan till registrator.",
            "published_at": datetime(2022, 5, 1, tzinfo=UTC),
            **fields,
        }
    )
    made.eligible_regions.set(Region.objects.all())
    CallYear.objects.bulk_create([CallYear(call=made, year=year, budget=year_budget) for year in (2022, 2023, 2024)])
    FormVersion.objects.create(call=made, number=1, definition=definition, created_at=OPENS)
    Criterion.objects.create(call=made, key="structure", title="Struktur", weight=60, position=1)
    Criterion.objects.create(call=made, key="costs", title="Kostnader", weight=40, position=2)
    ChecklistItem.objects.create(call=made, key="signed", text="Behörig företrädare har lämnat in", position=1)
    ChecklistItem.objects.create(call=made, key="eligible", text="Sökanden får söka", position=2)
    ReminderStep.objects.bulk_create(
        [ReminderStep(call=made, days_before=days, at_time=time(9)) for days in (30, 14, 7, 3, 1, 0)]
    )
    for outcome in Outcome:
        LetterText.objects.create(
            call=made,
            outcome=outcome,
            legal_basis="Beslutet följer förordningen.",
            appeal="Beslutet får inte överklagas.",
            conditions="Pengarna får bara användas till projektet." if outcome.grants else "",
        )
    return made
