"""Officer, decision makers and region, each in a browser: hearing, deciding together, holding, releasing, replacing."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.cases.models import Case
from applications.cases.states import Stage
from applications.decisions.models import Decision
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import no_conflict
from tests.factories.decisions import assessed_case, proposal
from tests.factories.drafting import draft_of
from tests.factories.regions import member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cases() -> list[Case]:
    """Two cases with proposals to grant in part: in one of them the region has not been heard."""
    now, sara, one_call = timezone.now(), staff("case_officer", name="Sara Nyberg"), call()
    made = []
    for code, title, is_heard in (("20", "Validering i hela Dalarna", False), ("12", "Skåne validerar", True)):
        person = member("editor", code=code, name=f"Anders Lind {code}")
        case = assessed_case(
            sara, stage=Stage.PROPOSED, call=one_call, code=code, title=title, by=person, arrived_at=now - timedelta(30)
        )
        draft_of(case)
        proposal(case, is_heard=is_heard)
        made.append(case)
    return made


def test_hearing_deciding_together_holding_and_releasing(
    cases: list[Case], visit: Any, look: Any, celery_worker: Any
) -> None:
    dalarna, skane = cases
    eva = staff("decision_maker", name="Eva Strand")
    for case in cases:
        no_conflict(case, eva)
        no_conflict(case, staff("decision_maker", name="Maj Holm"))
    with visit(eva) as decider, visit(dalarna.officer) as officer, visit(dalarna.created_by) as region:
        decider.goto("/")
        decider.get_by_role("link", name="Beslut", exact=True).click()
        expect(decider.get_by_role("main")).to_contain_text("Regionen har inte fått yttra sig")
        look(decider, "deciding-waiting")
        expect(decider.get_by_label(str(dalarna.registry_number))).to_be_disabled()
        decider.get_by_label(str(skane.registry_number)).check()
        # What could be chosen when the page was shown need not be so when it is sent.
        decider.get_by_label(str(dalarna.registry_number)).evaluate(
            "box => { box.disabled = false; box.checked = true }"
        )
        decider.get_by_role("button", name="Besluta enligt de valda förslagen").click()
        expect(decider.get_by_role("alert")).to_contain_text(f"{dalarna.registry_number} Region Dalarna")
        expect(decider.get_by_label(str(skane.registry_number))).to_be_checked()
        look(decider, "deciding-refused")
        assert not Decision.objects.exists()

        hears(officer, region, dalarna, look)

        decider.goto(f"/arenden/{dalarna.pk}/beslut/fatta/")
        expect(decider.get_by_role("main")).to_contain_text("Regionen har fått yttra sig")
        look(decider, "deciding-one")
        decider.goto("/beslut/")
        for case in cases:
            decider.get_by_label(str(case.registry_number)).check()
        decider.get_by_label("Vänta med beskedet till regionen").check()
        decider.get_by_role("button", name="Besluta enligt de valda förslagen").click()
        expect(decider.get_by_role("main")).to_contain_text("2 beslut är fattade.")
        look(decider, "deciding-held")

        region.goto(f"/ansokningar/{dalarna.pk}/arende/")
        expect(region.get_by_role("main")).to_contain_text("Handläggs")
        assert region.request.get(f"/arenden/{dalarna.pk}/brev/").status == 404

        decider.get_by_role("button", name="Släpp de valda besluten").click()
        expect(decider.get_by_role("main")).to_contain_text("2 beslut är släppta.")
        wait_for_letter(region, dalarna)
        replaces(officer, decider, dalarna, look)
        region.goto(f"/ansokningar/{dalarna.pk}/arende/")
        expect(region.get_by_role("main")).to_contain_text("Besluten i ärendet", timeout=60_000)


def hears(officer: Page, region: Page, case: Case, look: Any) -> None:
    """The officer sends the region material, and it answers."""
    officer.goto(f"/arenden/{case.pk}/yttrande/")
    look(officer, "hearing-ask")
    officer.get_by_role("button", name="Skicka till regionen").click()
    expect(officer.get_by_role("alert")).to_contain_text("Skriv vad regionen ska yttra sig över.")
    officer.get_by_label("Vad ska regionen yttra sig över?").fill("En granskare anser att kostnaderna är för höga.")
    officer.get_by_role("button", name="Skicka till regionen").dblclick()
    expect(officer.get_by_role("main")).to_contain_text("Regionen har fått materialet")

    region.goto("/")
    region.get_by_role("link", name="Yttra er innan vi beslutar").click()
    look(region, "hearing-answer")
    region.get_by_label("Ert yttrande").fill("Kostnaderna följer av avtalet.")
    region.get_by_role("button", name="Skicka yttrandet").dblclick()
    expect(region.get_by_role("main")).to_contain_text("Ert yttrande är skickat")
    officer.reload()
    expect(officer.get_by_role("main")).to_contain_text("Kostnaderna följer av avtalet.")
    look(officer, "hearing-answered")


def wait_for_letter(region: Page, case: Case) -> None:
    """A worker makes the letter."""
    region.goto(f"/ansokningar/{case.pk}/arende/")
    for _attempt in range(40):
        if region.get_by_role("heading", name="Ni har fått ett beslut").count():
            return
        region.wait_for_timeout(1000)
        region.reload()
    expect(region.get_by_role("heading", name="Ni har fått ett beslut")).to_be_visible()


def replaces(officer: Page, decider: Page, case: Case, look: Any) -> None:
    """The officer corrects the decision, and the decision maker decides."""
    officer.goto(f"/arenden/{case.pk}/beslut/")
    officer.get_by_role("link", name="Rätta eller ersätt beslutet").click()
    look(officer, "replace")
    officer.get_by_label("Beslutet är fel och ändras utan nackdel").check()
    officer.get_by_label("Belopp för 2023").fill("2 000 000")
    officer.get_by_label("Skäl med egna ord").fill("Summan för 2023 var fel räknad.")
    officer.get_by_role("button", name="Lämna förslaget").click()
    expect(officer.get_by_role("main")).to_contain_text("Förslaget ersätter beslutet om delvis bifall")
    decider.goto(f"/arenden/{case.pk}/beslut/fatta/")
    decider.get_by_text("Andra som deltar, och avvikande mening").click()
    decider.get_by_label("Avvikande mening").fill("Maj Holm: hela beloppet borde beviljas.")
    decider.get_by_label("Maj Holm").check()
    look(decider, "taking-part")
    decider.get_by_role("button", name="Besluta enligt förslaget").click()
    expect(decider.get_by_role("main")).to_contain_text("Tidigare beslut, som inte gäller")
    look(decider, "replaced")
