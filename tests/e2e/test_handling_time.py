"""A case that takes too long: the officer tells the region, the region asks for its decision, a decider refuses."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from applications.cases.models import Case, Document
from applications.cases.states import Stage
from applications.reviews.clocks import answer_day
from applications.reviews.models import DecisionRequest, DelayNotice
from applications.submissions.models import SupplementRequest
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import no_conflict
from tests.factories.clocks import old_case
from tests.factories.drafting import draft_of
from tests.factories.regions import member

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "Vi väntar på ett yttrande om yrkesproven."


@pytest.fixture
def cases() -> list[Case]:
    """Four cases of one officer: two past their time, one of them with the region for a while; one near, one new."""
    now = datetime.now(UTC)
    shared = call(opens_at=now - timedelta(days=300), closes_at=now - timedelta(days=150))
    officer, writer = staff("case_officer", name="Karin Ek"), member("editor", name="Anders Lind")
    titles = {"Validering i hela Dalarna": 215, "Yrkesprov i industrin": 200, "En väg in": 170, "Kompetens syns": 40}
    made = []
    for title, days in titles.items():
        stage = Stage.ASSESSING if days > 100 else Stage.CHECKING
        arrived_at = now - timedelta(days=days)
        case = old_case(stage, officer=officer, by=writer, call=shared, title=title, arrived_at=arrived_at)
        draft_of(case)
        made.append(case)
    for case, days, is_open in ((made[0], 120, False), (made[3], 20, True)):
        asked_at = now - timedelta(days=days)
        SupplementRequest.objects.create(
            case=case,
            text="Beskriv målgruppen.",
            sections=["project"],
            asked_by=officer,
            asked_at=asked_at,
            due_on=localdate(asked_at + timedelta(days=14)),
            closed_at=None if is_open else asked_at + timedelta(days=20),
            closed_by=None if is_open else officer,
        )
    return made


def tells(officer: Page, chosen: list[Case], look: Any) -> None:
    """From the start page to the list, where two cases are chosen, and told of; first without saying why."""
    officer.goto("/")
    look(officer, "officer-start")
    officer.get_by_role("link", name="Underrätta regionen: handläggningstiden har gått").click()
    main = officer.get_by_role("main")
    expect(main).to_contain_text("20 dagar hos regionen")
    main.get_by_role("link", name="Alla").click()
    expect(main).to_contain_text("Komplettering försenad sedan")
    look(officer, "officer-ageing")
    for case in chosen:
        officer.get_by_label(f"Välj {case.registry_number}").check()
    officer.get_by_role("button", name="Underrätta om försening …").click()
    officer.get_by_role("button", name="Skicka underrättelserna").click()
    expect(officer.get_by_role("alert")).to_contain_text("Skriv varför ärendet är försenat")
    officer.get_by_label("Varför är ärendet försenat?").fill(WHY)
    day = localdate() + timedelta(days=60)
    officer.get_by_label("Senast när räknar du med").fill(day.isoformat())
    look(officer, "officer-tell-many")
    officer.get_by_role("button", name="Skicka underrättelserna").click()
    expect(main).to_contain_text("Regionerna i de 2 ärendena är underrättade.")


def asks(region: Page, case: Case, look: Any) -> None:
    """The region reads why, and asks for the decision; a double click asks once."""
    region.goto(f"/ansokningar/{case.pk}/arende/")
    main = region.get_by_role("main")
    expect(main).to_contain_text("Ärendet är försenat.")
    expect(main).to_contain_text("Vi underrättade er om att ärendet är försenat")
    look(region, "region-case-delayed")
    region.get_by_role("link", name="Begär att ärendet avgörs").click()
    expect(main).to_contain_text(WHY)
    region.get_by_label("Vill ni skriva något").fill("Projektet ska börja i augusti.")
    look(region, "region-ask")
    region.get_by_role("button", name="Begär att ärendet avgörs").dblclick()
    expect(main).to_contain_text("eller förklarar i ett beslut varför det inte går")
    expect(region.get_by_role("button", name="Begär att ärendet avgörs")).to_have_count(0)
    look(region, "region-asked")


def refuses(decides: Page, look: Any) -> None:
    """From the start page of one who decides."""
    decides.goto("/")
    decides.get_by_role("link", name="Regionen begär att ärendet avgörs").click()
    expect(decides.get_by_role("main")).to_contain_text("Projektet ska börja i augusti.")
    look(decides, "decider-request")
    decides.get_by_role("link", name="Avslå begäran").click()
    decides.get_by_label("Skäl för att avslå begäran").fill("Yttrandet kommer först i juni.")
    decides.get_by_label("Karin Ek, ärendets handläggare, har föredragit begäran").check()
    look(decides, "decider-refuse")
    decides.get_by_role("button", name="Besluta att avslå begäran").click()
    expect(decides.get_by_role("main")).to_contain_text("Begäran är avslagen")


def wait_for_letter(region: Page) -> None:
    """A worker makes the letter of the refusal."""
    for _time in range(40):
        if region.get_by_role("link", name="Hämta beslutet som PDF").count():
            return
        region.wait_for_timeout(500)
        region.reload()


def test_region_is_told_asks_and_is_answered(cases: list[Case], visit: Any, look: Any, celery_worker: Any) -> None:
    case = cases[0]
    decider = staff("decision_maker", name="Eva Strand")
    no_conflict(case, decider)
    with visit(case.officer) as officer, visit(case.created_by) as region, visit(decider) as decides:
        tells(officer, cases[:2], look)
        asks(region, case, look)
        refuses(decides, look)

        region.goto(f"/ansokningar/{case.pk}/handlaggningstid/")
        expect(region.get_by_role("main")).to_contain_text("Yttrandet kommer först i juni.")
        expect(region.get_by_role("main")).to_contain_text("Så överklagas beslutet")
        wait_for_letter(region)
        with region.expect_download() as download:
            region.get_by_role("link", name="Hämta beslutet som PDF").click()
        assert download.value.suggested_filename == f"avslag-pa-begaran-{case.registry_number}.pdf"
        look(region, "region-refused")

        officer.goto(f"/arenden/{case.pk}/")
        expect(officer.get_by_role("main")).to_contain_text("Begäran avslogs")
        look(officer, "officer-case")
        officer.get_by_role("link", name="Försening och begäran om avgörande").click()
        look(officer, "officer-time")
    assert DelayNotice.objects.count() == 2
    assert Document.objects.filter(case=case).count() == 3


def test_registrar_registers_a_request_on_paper(cases: list[Case], visit: Any, look: Any) -> None:
    case, registrar = cases[1], staff("registrar", name="Rut Lund")
    no_conflict(case, registrar)
    arrived_at = datetime.now(UTC) - timedelta(days=3)
    with visit(registrar) as page, visit(case.officer) as officer:
        page.goto(f"/arenden/{case.pk}/handlaggningstid/")
        page.get_by_role("link", name="Registrera en begäran").click()
        page.get_by_label("Vem begär det?").fill("Siv Berg")
        page.get_by_label("När kom begäran in?").fill(f"{localdate(arrived_at).isoformat()}T09:00")
        look(page, "registrar-request")
        page.get_by_role("button", name="Registrera begäran").click()
        expect(page.get_by_role("main")).to_contain_text("Begäran är registrerad.")
        officer.goto("/")
        expect(officer.get_by_role("link", name="Regionen begär att ärendet avgörs")).to_be_visible()
    assert DecisionRequest.objects.get(case=case).answer_by == answer_day(localdate(arrived_at))
