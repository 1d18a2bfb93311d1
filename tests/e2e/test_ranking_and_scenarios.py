"""A call is ranked, planned, solved by a real worker and proposed; and how it stood is kept with a decision."""

from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from applications.calls.models import Call
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.decisions import actions
from applications.decisions.models import Decision, Proposal, Scenario
from portal.accounts.models import User
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import conflict, no_conflict, submitted_case
from tests.factories.scenarios import scored_case
from tests.processes import PortalProcess

pytestmark = pytest.mark.django_db(transaction=True)

CODES = ("25", "14", "20", "17", "09", "18", "07", "12", "24", "23", "22", "21", "03", "01", "05", "06", "13", "10")


@pytest.fixture
def sara() -> User:
    return staff("case_officer", name="Sara Nyberg")


@pytest.fixture
def one_call() -> Call:
    return call(title="Utveckla strukturer för validering")


@pytest.fixture
def cases(one_call: Call, sara: User) -> list[Case]:
    """Eighteen regions that apply for more than there is, one that is not assessed and one that withdrew."""
    random = Random(7)
    made = [
        scored_case(
            one_call,
            max(2, 5 - number // 5),
            {
                2022: random.randint(200, 900) * 1000,
                2023: random.randint(800, 2600) * 1000,
                2024: random.randint(600, 2400) * 1000,
            },
            sara,
            code=code,
            title="Validering i hela länet",
        )
        for number, code in enumerate(CODES)
    ]
    submitted_case(call=one_call, code="08", title="Vägar till validering")
    scored_case(one_call, 4, {2023: 900_000}, sara, code="04", title="Validera mera", withdrawn_at=datetime.now(UTC))
    return made


def decide_first(case: Case, sara: User) -> Decision:
    decider = staff("decision_maker", name="Eva Strand")
    no_conflict(case, decider)
    waiting = actions.propose_decision(
        case_id=case.pk,
        outcome="grant",
        amounts={row.year: row.amount for row in case.submissions.get().amounts.all()},
        reasons="Projektet bygger upp strukturer i hela länet.",
        by=sara,
        at=datetime.now(UTC),
    )
    return actions.decide(proposal_id=waiting.pk, by=decider, at=datetime.now(UTC))


def test_a_call_is_ranked_planned_solved_and_proposed(
    visit: Any, look: Any, one_call: Call, cases: list[Case], sara: User, celery_worker: PortalProcess
) -> None:
    decided = decide_first(cases[0], sara)
    with visit(sara) as page:
        read_the_ranking(page, look, one_call)
        make_a_scenario(page, look)
        let_the_solver_propose(page, look)
        change_an_amount_in_a_copy(page, look, cases[1])
        compare(page, look)
        choose_and_propose(page, look, cases)
        read_the_board(page, look, decided)
    with visit(barred := staff("case_officer")) as page:
        conflict(cases[1], barred)
        page.goto(f"/budget/{one_call.slug}/")
        expect(page.get_by_text("1 ärende visas inte för dig")).to_be_visible()
        expect(page.get_by_text(cases[1].registry_number)).to_have_count(0)
        look(page, "ranking-barred")


def read_the_ranking(page: Page, look: Any, one_call: Call) -> None:
    page.goto("/")
    page.get_by_role("link", name="Budget").click()
    look(page, "budget-calls")
    page.get_by_role("link", name=one_call.title).click()
    expect(page.get_by_role("heading", name="Rangordning och budget")).to_be_visible()
    expect(page.get_by_text("Här är pengarna slut för 2023")).to_be_visible()
    expect(page.get_by_role("heading", name="Utan poäng")).to_be_visible()
    look(page, "ranking")
    page.get_by_role("link", name="Beslutat läge").click()
    expect(page.get_by_role("row", name="Region Norrbotten")).to_be_visible()
    look(page, "committed")


def make_a_scenario(page: Page, look: Any) -> None:
    page.get_by_role("link", name="+ Nytt").click()
    expect(page.get_by_role("button", name="Gör scenariot")).to_be_visible()
    look(page, "scenario-new")
    page.get_by_role("button", name="Gör scenariot").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv vad scenariot ska heta.")
    page.get_by_label("Namn").fill("Bredd i landet")
    page.get_by_label("Skäl").fill("Så många län som möjligt ska få börja.")
    page.get_by_role("button", name="Gör scenariot").click()
    expect(page.get_by_role("heading", level=1, name="Bredd i landet")).to_be_visible()
    look(page, "scenario-by-ranking")


def let_the_solver_propose(page: Page, look: Any) -> None:
    page.get_by_role("link", name="Låt lösaren föreslå").click()
    page.get_by_label("Lägsta poäng").fill("3,0")
    page.get_by_label("Högst till en region").fill("12")
    page.get_by_label("Minst av det sökta varje år").fill("60")
    look(page, "solver")
    page.get_by_role("button", name="Räkna fram ett förslag").click()
    expect(page.get_by_text("Förslag från lösaren")).to_be_visible(timeout=90_000)
    expect(page.locator("#solving")).to_contain_text("bevisat bäst")
    page.get_by_text("Visa som tabell").click()
    look(page, "scenario-solved")


def change_an_amount_in_a_copy(page: Page, look: Any, case: Case) -> None:
    page.get_by_role("button", name="Kopiera").click()
    page.get_by_role("link", name="Ändra belopp för hand").click()
    field = page.get_by_label(f"{case.registry_number} Västra Götalandsregionen 2023")
    field.fill("99 000 000")
    page.get_by_role("button", name="Spara beloppen").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv högst det.")
    look(page, "amounts")
    field.fill("500 000 kr")
    page.get_by_label(f"{case.registry_number}, Västra Götalandsregionen, för lösaren").select_option("Ska med")
    page.get_by_role("button", name="Spara beloppen").click()
    expect(page.get_by_text("Beloppen är sparade.")).to_be_visible()
    expect(page.locator("#solving")).to_contain_text("Belopp satta för hand")


def compare(page: Page, look: Any) -> None:
    page.get_by_role("link", name="Jämför med …").click()
    page.get_by_label("Jämför med").select_option("Bredd i landet")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_role("row", name="Västra Götalandsregionen")).to_be_visible()
    look(page, "compare")
    page.get_by_role("link", name="Tillbaka till scenariot").click()
    page.get_by_role("button", name="Arkivera").click()
    expect(page.get_by_text("Scenariot arkiverades")).to_be_visible()
    page.get_by_role("button", name="Ta tillbaka").click()
    expect(page.get_by_text("Scenariot är tillbaka.")).to_be_visible()
    page.get_by_role("button", name="Arkivera").click()
    page.get_by_role("link", name="Alla scenarier").click()
    expect(page.get_by_role("heading", name="Arkiverade")).to_be_visible()
    look(page, "scenarios")


def choose_and_propose(page: Page, look: Any, cases: list[Case]) -> None:
    page.get_by_role("link", name="Scenario: Bredd i landet").click()
    page.get_by_role("button", name="Låt förslagen följa scenariot").click()
    expect(page.get_by_text("Förslagen i utlysningen följer nu")).to_be_visible()

    one = Scenario.objects.get(chosen_at__isnull=False)
    page.goto(f"/arenden/{cases[1].pk}/beslut/foresla/")
    expect(page.get_by_text("det valda scenariot")).to_be_visible()
    look(page, "propose-by-scenario")

    page.goto(f"/budget/scenarier/{one.pk}/")
    page.get_by_role("link", name="Gör till förslag").click()
    page.get_by_label("Skäl för dem som beviljas pengar").fill("Projektet bygger upp strukturer för validering.")
    page.get_by_label("Skäl för dem som får avslag").fill("Andra projekt uppfyller kriterierna bättre.")
    look(page, "propose-all")
    page.get_by_role("button", name="Lämna förslagen").click()
    expect(page.get_by_text("17 förslag är lämnade")).to_be_visible()
    assert Proposal.objects.filter(state="open").count() == 17
    assert Case.objects.filter(stage=Stage.PROPOSED).count() == 17


def read_the_board(page: Page, look: Any, decided: Decision) -> None:
    page.goto(f"/arenden/{decided.case_id}/beslut/")
    page.get_by_role("link", name="Läget när beslutet fattades").click()
    expect(page.get_by_text("Oförändrat")).to_be_visible()
    expect(page.get_by_text(decided.board.sha256)).to_be_visible()
    look(page, "decision-board")
