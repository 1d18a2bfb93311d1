"""A meeting with its people, each in a browser: planned, decided together and one by one, minutes made and approved."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.cases.models import Case
from applications.cases.states import Stage
from applications.decisions.models import Decision, Meeting
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import conflict, no_conflict
from tests.factories.decisions import assessed_case, proposal, reason
from tests.factories.drafting import draft_of
from tests.factories.regions import member

pytestmark = pytest.mark.django_db(transaction=True)
CASES = (("20", "Validering i hela Dalarna"), ("12", "Skåne validerar"), ("14", "Väst validerar"))


@pytest.fixture
def cases() -> list[Case]:
    """Three cases with proposals; the last by an officer who is also the meeting's chair."""
    a_week_ago, sara, one_call = timezone.now() - timedelta(7), staff("case_officer", name="Sara Nyberg"), call()
    eva = staff("case_officer", "decision_maker", name="Eva Strand")
    made = []
    for (code, title), officer in zip(CASES, (sara, sara, eva), strict=True):
        person = member("editor", code=code, name=f"Anders Lind {code}")
        case = assessed_case(
            officer,
            stage=Stage.PROPOSED,
            call=one_call,
            code=code,
            title=title,
            by=person,
            arrived_at=a_week_ago,
        )
        draft_of(case)
        reason(proposal(case), "Kostnaderna är rimliga.", criterion=one_call.criteria.get(key="costs"))
        made.append(case)
    return made


def test_a_meeting_from_plan_to_approved_minutes(  # noqa: PLR0915 - one day in order
    cases: list[Case], visit: Any, look: Any, celery_worker: Any
) -> None:
    dalarna, skane, vast = cases
    eva, sara = vast.officer, dalarna.officer
    sten, maj = staff("registrar", name="Sten Ek"), staff("decision_maker", name="Maj Holm")
    barred = staff("case_officer", name="Bo Lund")
    for case in cases:
        no_conflict(case, maj)
        conflict(case, barred) if case == skane else no_conflict(case, barred)
    no_conflict(dalarna, eva, sten)
    no_conflict(skane, eva)
    with (
        visit(sara) as officer,
        visit(eva) as chair,
        visit(maj) as other,
        visit(barred) as kept_out,
        visit(dalarna.created_by) as region,
    ):
        plans(officer, eva.name, sten.name, look)
        one = Meeting.objects.get()
        address = f"/beslut/sammantraden/{one.pk}/"
        officer.get_by_role("link", name="Ändra deltagare").click()
        officer.get_by_label("Maj Holm").check()
        officer.get_by_label("Bo Lund").check()
        look(officer, "meeting-people")
        officer.get_by_role("button", name="Spara").click()

        # Who has a conflict in a case is told so, and nothing of the case.
        kept_out.goto(address)
        expect(kept_out.get_by_role("main")).to_contain_text("1 ärende visas inte för dig")
        expect(kept_out.get_by_role("main")).not_to_contain_text("Skåne")
        look(kept_out, "meeting-barred")

        # The chair proposed the third case, and gives it to another chair.
        chair.goto(address)
        expect(chair.get_by_role("main")).to_contain_text("Välj en annan ordförande för paragrafen.")
        look(chair, "meeting-chair")
        chair.get_by_role("link", name=vast.title).click()
        chair.get_by_text("Föredragande, ordförande och plats").click()
        chair.get_by_label("Ordförande för paragrafen").select_option(label="Maj Holm")
        chair.get_by_role("button", name="Spara").click()
        expect(chair.get_by_role("main")).to_contain_text("Maj Holm är ordförande för paragrafen")
        look(chair, "meeting-item-other-chair")

        # One by one, with a dissent; the other by the other chair; held.
        chair.goto(address)
        chair.get_by_role("link", name=dalarna.title).click()
        chair.get_by_label("Avvikande mening").fill("Maj Holm: hela beloppet borde beviljas.")
        look(chair, "meeting-item")
        chair.get_by_role("button", name="Besluta enligt förslaget").dblclick()
        expect(chair.get_by_role("main")).to_contain_text("Dagordningen ligger fast")
        chair.goto(address)
        chair.get_by_label("§ 2").check()
        chair.get_by_role("button", name="Besluta enligt de valda förslagen").click()
        expect(chair.get_by_role("main")).to_contain_text("1 beslut är fattat.")
        other.goto(address)
        other.get_by_label("§ 3").check()
        other.get_by_role("button", name="Besluta enligt de valda förslagen").click()
        expect(other.get_by_role("main")).to_contain_text("1 beslut är fattat.")
        assert Decision.objects.count() == 3

        region.goto(f"/ansokningar/{dalarna.pk}/arende/")
        expect(region.get_by_role("main")).to_contain_text("Handläggs")
        assert region.request.get(address).status == 403

        chair.goto(address)
        chair.get_by_role("link", name="Avsluta sammanträdet").click()
        expect(chair.get_by_label("Bo Lund")).to_have_count(0)
        chair.get_by_label("Maj Holm").check()
        look(chair, "meeting-close")
        chair.get_by_role("button", name="Avsluta och upprätta protokollet").dblclick()
        expect(chair.get_by_role("main")).to_contain_text("Protokoll: Beslutsmöte 3/2022")

        other.goto(f"{address}protokoll/")
        wait_for_pdf(other, "Hämta protokollet (PDF)")
        look(other, "minutes")
        other.get_by_role("button", name="Justera protokollet").click()
        expect(other.get_by_role("main")).to_contain_text("Fler ska justera protokollet.")
        chair.goto(f"{address}protokoll/")
        chair.get_by_role("button", name="Justera protokollet").click()
        wait_for_pdf(other, "Hämta det justerade protokollet (PDF)")
        with other.expect_download() as download:
            other.get_by_role("link", name="Hämta det justerade protokollet (PDF)").click()
        assert download.value.suggested_filename.startswith("protokoll-beslutsmote-32022")
        kept_out.goto(f"{address}protokoll/")
        expect(kept_out.get_by_role("main")).to_contain_text("1 paragraf visas inte för dig")
        expect(kept_out.get_by_role("main")).not_to_contain_text("Skåne")
        assert kept_out.request.get(f"{address}protokoll.pdf").status == 404

        # The letters of the meeting are one link away.
        other.goto(address)
        look(other, "meeting-closed")
        other.get_by_role("link", name="Gör och skicka breven").click()
        expect(other.get_by_label("Namn")).to_have_value("Beslutsmöte 3/2022")
        other.goto(f"/arenden/{dalarna.pk}/beslut/")
        other.get_by_role("link", name="Beslutsmöte 3/2022, § 1").click()
        expect(other.get_by_role("main")).to_contain_text("Beslutat: delvis bifall")


def plans(officer: Page, chair: str, secretary: str, look: Any) -> None:
    """An officer plans the meeting and puts the cases on its agenda."""
    officer.goto("/")
    officer.get_by_role("link", name="Sammanträden").click()
    look(officer, "meetings-empty")
    officer.get_by_role("link", name="Planera ett sammanträde").click()
    officer.get_by_role("button", name="Spara").click()
    expect(officer.get_by_role("alert")).to_contain_text("Skriv vad sammanträdet heter.")
    officer.get_by_label("Namn eller nummer").fill("Beslutsmöte 3/2022")
    officer.get_by_label("Dag", exact=True).fill("2026-12-03")
    officer.get_by_label("Plats", exact=True).fill("Rum Vättern")
    officer.get_by_label("Ordförande").select_option(label=chair)
    officer.get_by_label("Sekreterare").select_option(label=secretary)
    look(officer, "meeting-new")
    officer.get_by_role("button", name="Spara").click()
    officer.get_by_role("link", name="Lägg till ärenden").click()
    for _code, title in CASES:
        officer.get_by_label(title).check()
    look(officer, "meeting-agenda-add")
    officer.get_by_role("button", name="Lägg på dagordningen").click()
    expect(officer.get_by_role("main")).to_contain_text("3 ärenden är lagda på dagordningen.")
    officer.goto("/beslut/sammantraden/")
    look(officer, "meetings")
    officer.get_by_role("link", name="Beslutsmöte 3/2022").click()


def wait_for_pdf(page: Page, name: str) -> None:
    """A worker makes the file."""
    for _attempt in range(40):
        page.reload()
        if page.get_by_role("link", name=name).count():
            return
        page.wait_for_timeout(1000)
    expect(page.get_by_role("link", name=name)).to_be_visible()
