"""A call whose checklist has a point for each fact that the portal knows, and one that it knows nothing of."""

from typing import Any

from applications.calls.models import Call, ChecklistItem, KnownFact
from applications.reviews.checklist import Found
from tests.factories.calls import call as make_call

TEXTS = {
    "in_time": "Ansökan kom in före stängningen",
    "eligible": "Sökanden får söka i utlysningen",
    "signatory": "Den som lämnade in är behörig",
    "period": "Projektperioden ryms i utlysningen",
    "answered": "Alla obligatoriska frågor är besvarade",
    "sums": "Budget och finansiering stämmer överens",
    "partners": "Samverkansparterna har alla uppgifter",
    "files": "Bilagorna går att öppna",
}
SECTIONS = {"sums": "budget\nfunding", "period": "period", "answered": "project", "files": "attachments"}


def call_with_facts(**fields: Any) -> Call:
    made = make_call(**fields)
    made.checklist.all().delete()
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            call=made, key=fact, text=TEXTS[fact], fact=fact, sections=SECTIONS.get(fact, ""), position=number
        )
        for number, fact in enumerate(KnownFact.values)
    )
    ChecklistItem.objects.create(
        call=made, key="co_funding", text="Medfinansieringen är bekräftad", sections="funding", position=99
    )
    return made


def all_met(call: Call, **others: Found) -> dict[str, Found]:
    """Every point is met, but for the `others`."""
    return {item.key: others.get(item.key, Found("met", "Kontrollerat.")) for item in call.checklist.all()}
