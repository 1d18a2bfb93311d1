from typing import Any

import pytest

from applications.cases.models import Case
from applications.drafting.completeness import missing, section_states
from applications.drafting.queries import draft_content
from portal.ui.numbers import NBSP
from tests.factories.drafting import attachment, draft, full_draft
from tests.factories.files import stored_file

pytestmark = pytest.mark.django_db


def faults(case: Case) -> list[tuple[str, str, str]]:
    return [
        (item.section_key, item.field_id, item.message.replace(NBSP, " "))
        for item in missing(draft_content(case), case.call)
    ]


def test_full_draft_misses_nothing() -> None:
    case = full_draft()
    assert faults(case) == []
    states = section_states(draft_content(case), case.call)
    assert {key: (state.state, state.note) for key, state in states.items()} == {
        "project": ("done", "Klart"),
        "partners": ("done", "1 part"),
        "period": ("done", "Klart"),
        "activities": ("done", "Klart"),
        "budget": ("done", "Klart"),
        "funding": ("done", "Klart"),
        "attachments": ("empty", "Frivilligt"),
    }


def test_empty_draft_tells_everything_that_is_asked_for() -> None:
    assert faults(draft()) == [
        ("project", "summary", "”Sammanfattning” är inte besvarad."),
        ("project", "contact", "”E-post till projektledaren” är inte besvarad."),
        ("project", "kind", "”Slag av projekt” är inte besvarad."),
        ("period", "start_on", "Skriv vilken dag projektet börjar."),
        ("period", "end_on", "Skriv vilken dag projektet slutar."),
        ("activities", "rows", "Lägg till minst en aktivitet."),
        ("budget", "amounts", "Fyll i vad projektet kostar."),
        ("funding", "applied-2022", "Fyll i hur mycket ni söker."),
    ]


@pytest.mark.parametrize(
    ("section", "content", "field_id", "words"),
    [
        ("project", {"summary": "x" * 512}, "summary", "12 tecken för långt. Det får vara högst 500"),
        ("project", {"contact": "karin"}, "contact", "fullständig e-postadress"),
        ("project", {"website": "http://"}, "website", "fullständig webbadress"),
        ("project", {"website": "javascript://alert(1)"}, "website", "fullständig webbadress"),
        ("project", {"kind": "other"}, "kind", "Välj ett av alternativen"),
        ("period", {"start_on": "2022-05-22", "end_on": "2024-12-31"}, "start_on", "tidigast den 23 maj 2022"),
        ("period", {"start_on": "2022-09-01", "end_on": "2025-01-01"}, "end_on", "senast den 31 december 2024"),
        ("period", {"start_on": "2023-09-01", "end_on": "2023-08-31"}, "end_on", "slutar innan det har börjat"),
        ("period", {"start_on": "snart", "end_on": "2024-12-31"}, "start_on", "inte att läsa som ett datum"),
        (
            "partners",
            {"rows": [{"id": "p1", "name": "A", "role": "B", "org_number": "232100-0199"}]},
            "rows-p1-org_number",
            "inte ett organisationsnummer",
        ),
        ("partners", {"rows": [{"id": "p1", "name": "A", "org_number": "232100-0198"}]}, "rows-p1-role", "Rad 1: Roll"),
        (
            "partners",
            {"rows": [{"id": "p1", "name": "A", "role": "B", "org_number": "232100-0198", "share": 4_600_001}]},
            "rows-p1-share",
            "1 kronor större än hela budgeten",
        ),
        (
            "activities",
            {"rows": [{"id": "a1", "name": "A", "start_on": "2022-08-31", "end_on": "2022-12-31"}]},
            "rows-a1-start_on",
            "börjar utanför projektperioden",
        ),
        (
            "activities",
            {"rows": [{"id": "a1", "name": "A", "start_on": "2022-10-01", "end_on": "2022-09-30"}]},
            "rows-a1-end_on",
            "slutar innan den har börjat",
        ),
        ("activities", {"rows": [{"id": "a1", "start_on": "2022-10-01"}]}, "rows-a1-name", "Aktivitet är inte ifyllt"),
        (
            "funding",
            {
                "applied": {"2022": 460_000, "2023": 2_288_000, "2024": 1_840_000},
                "rows": [],
            },
            "applied-2023",
            "Summan för 2023 är 12 000 kronor högre än finansieringen. Ändra budgeten eller lägg till finansiering.",
        ),
        (
            "funding",
            {"applied": {"2022": 460_001, "2023": 2_300_000, "2024": 1_840_000}},
            "applied-2022",
            "Finansieringen för 2022 är 1 kronor högre än kostnaderna.",
        ),
        ("funding", {"applied": {"2022": 20_000_001}}, "applied-2022", "1 kronor mer för 2022 än de 20 000 000"),
        ("funding", {"applied": {"2022": "mycket"}}, "applied-2022", "inte att läsa som ett belopp"),
        ("funding", {"rows": [{"id": "f1", "kind": "own_cash"}]}, "rows-f1-name", "fyll i beloppet för minst ett år"),
    ],
)
def test_fault_is_told_with_its_field(section: str, content: dict[str, Any], field_id: str, words: str) -> None:
    case = full_draft(**{section: content})
    found = [message for key, field, message in faults(case) if (key, field) == (section, field_id)]
    assert [words in message for message in found].count(True) == 1, found


def test_costs_outside_the_project_period_are_told() -> None:
    case = full_draft(period={"start_on": "2023-01-01", "end_on": "2024-12-31"}, activities={"rows": []})
    assert (
        "budget",
        "amounts-staff-2022",
        "Det finns kostnader för 2022, men projektet pågår 2023–2024. Ta bort kostnaderna eller ändra projektperioden.",
    ) in faults(case)


def test_state_tells_what_is_wrong_from_what_is_not_there_yet() -> None:
    case = full_draft(project={"summary": "Kort"}, funding={"applied": {"2022": 1}}, activities={})
    states = section_states(draft_content(case), case.call)
    assert (states["project"].state, states["project"].note) == ("started", "1 av 4 frågor")
    assert (states["funding"].state, states["funding"].note) == ("needs_fixing", "Summan stämmer inte")
    assert (states["activities"].state, states["activities"].note) == ("empty", "Inte påbörjat")


def test_budget_without_funding_yet_is_no_fault_of_the_funding() -> None:
    case = full_draft(funding={})
    assert section_states(draft_content(case), case.call)["funding"].state == "empty"


def test_infected_attachment_has_to_be_replaced_and_pending_one_stops_nothing() -> None:
    case = full_draft()
    attachment(case, file=stored_file(scan="pending"))
    assert faults(case) == []
    infected = attachment(case, file=stored_file(scan="infected", name="avtal.pdf"))
    assert faults(case) == [
        (
            "attachments",
            f"file-{infected.pk}",
            "Vi hittade ett virus i ”avtal.pdf”. Ta bort filen och lägg till en annan.",
        )
    ]


def test_too_many_attachments_are_told() -> None:
    case = full_draft()
    for _number in range(4):
        attachment(case)
    assert [field for _key, field, _message in faults(case)] == ["upload"]
