"""The officer picks reasons from phrases and edits them; the decision maker sees what each rests on."""

from typing import Any

import pytest
from playwright.sync_api import expect

from applications.calls.models import Call, Phrase
from applications.decisions.models import Decision, Proposal
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict
from tests.factories.correspondence import heard
from tests.factories.decisions import assessed_case

pytestmark = pytest.mark.django_db(transaction=True)


def phrases(call: Call) -> None:
    structure, costs = call.criteria.all()
    for position, (text, outcomes, criterion) in enumerate(
        (
            ("Projektet svarar väl mot utlysningens syfte.", ["grant", "grant_in_part"], None),
            ("Projektet leder till en ordning som håller ihop.", ["grant", "grant_in_part"], structure),
            ("Ansökan visar inte hur insatserna blir en struktur som består.", ["reject"], structure),
            ("Budgeten för [fyll i kostnadsslag] är högre än aktiviteterna motiverar.", ["grant_in_part"], costs),
        )
    ):
        Phrase.objects.create(call=call, text=text, outcomes=outcomes, criterion=criterion, position=position)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_reasons_from_phrases_to_decision(visit: Any, look: Any, has_scripts: bool) -> None:
    sara, eva = staff("case_officer", name="Sara Nyberg"), staff("decision_maker", name="Eva Strand")
    case = assessed_case(sara)
    phrases(case.call)
    no_conflict(case, eva)
    heard(case, sara)
    with visit(sara, java_script_enabled=has_scripts) as officer, visit(eva) as decider:
        officer.goto(f"/arenden/{case.pk}/beslut/foresla/")
        # Until an outcome is chosen no phrase is shown; then those that fit it.
        expect(officer.get_by_label("Projektet leder till en ordning")).to_be_hidden()
        if has_scripts:
            look(officer, "reasons-empty")
        officer.get_by_label("Delvis bifall").check()
        expect(officer.get_by_label("Ansökan visar inte hur insatserna")).to_be_hidden()
        officer.get_by_label("Projektet leder till en ordning").check()
        officer.get_by_label("Budgeten för").check()
        expect(officer.get_by_label("Eget skäl 2")).to_be_hidden()
        officer.get_by_label("Eget skäl 1").fill("Länets branscher är med från början.")
        expect(officer.get_by_label("Eget skäl 2")).to_be_visible()
        officer.get_by_label("Belopp för 2023").fill("1 500 000")
        officer.get_by_role("button", name="Lämna förslaget").click()
        expect(officer.get_by_role("alert")).to_contain_text("[fyll i kostnadsslag]")
        expect(officer.get_by_label("Budgeten för")).to_be_checked()
        if has_scripts:
            look(officer, "reasons-picked")
        costs = officer.locator(".phrase", has=officer.get_by_label("Budgeten för"))
        costs.get_by_label("Ändra texten").fill("Budgeten för resor är högre än aktiviteterna motiverar.")
        costs.get_by_label("Plats").fill("1")
        officer.get_by_role("button", name="Lämna förslaget").click()
        expect(officer.get_by_role("main")).to_contain_text("Förslaget är lämnat")
        assert Proposal.objects.get().reasons == (
            "Budgeten för resor är högre än aktiviteterna motiverar.\n\n"
            "Projektet leder till en ordning som håller ihop.\n\n"
            "Länets branscher är med från början."
        )

        decider.goto(f"/arenden/{case.pk}/beslut/fatta/")
        main = decider.get_by_role("main")
        expect(main).to_contain_text("Kostnader: 4 av 5")
        expect(main).to_contain_text("Poängen som skälen vilar på är de som gäller")
        if has_scripts:
            look(decider, "reasons-decide")
        decider.get_by_role("button", name="Besluta enligt förslaget").click()
        expect(main).to_contain_text("Beslut: delvis bifall")
        assert Decision.objects.get().reasons == Proposal.objects.get().reasons
