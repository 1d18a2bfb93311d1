"""Two assessors and an officer, each in a browser: they judge alone, then agree, and note what the region won't see."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.cases.models import Assessor, Case
from applications.cases.states import Stage
from applications.reviews.standing import standing_total
from tests.factories.accounts import staff
from tests.factories.cases import ARRIVED, no_conflict, submitted_case
from tests.factories.drafting import draft_of
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case() -> Case:
    made = submitted_case(stage=Stage.ASSESSING, officer=staff("case_officer", name="Sara Nyberg"))
    made.call.criteria.filter(key="structure").update(judges="project")
    draft_of(made)
    submission(made)
    return made


def asked(case: Case, name: str) -> Any:
    person = staff("assessor", name=name)
    Assessor.objects.create(case=case, person=person, asked_at=ARRIVED)
    no_conflict(case, person)
    return person


def judges(page: Page, case: Case, points: int, why: str) -> None:
    """Points and reasons for both criteria, handed in; first with a reason left out, which keeps the rest."""
    page.goto(f"/arenden/{case.pk}/bedomning/")
    for criterion in ("Struktur", "Kostnader"):
        part = page.get_by_role("region", name=criterion)
        part.get_by_role("radio").nth(points - 1).check()
    page.get_by_role("region", name="Struktur").get_by_label("Varför?").fill(why)
    page.get_by_role("button", name="Lämna bedömningen").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv varför ”Kostnader”")
    expect(page.get_by_role("region", name="Struktur").get_by_label("Varför?")).to_have_value(why)
    page.get_by_role("region", name="Kostnader").get_by_label("Varför?").fill(f"{why} Dyrt.")
    page.get_by_role("button", name="Lämna bedömningen").click()
    expect(page.get_by_role("main")).to_contain_text("Din bedömning är lämnad.")


def test_two_assess_alone_and_the_officer_agrees(case: Case, visit: Any, look: Any) -> None:
    first, second = asked(case, "Bo Ek"), asked(case, "Eva Sen")
    with visit(first) as bo, visit(second) as eva, visit(case.officer) as officer:
        bo.goto(f"/arenden/{case.pk}/bedomning/")
        look(bo, "assess-form")
        judges(bo, case, 1, "Bo ser ingen struktur.")
        for page in (eva, officer):
            page.goto(f"/arenden/{case.pk}/bedomning/")
            expect(page.get_by_role("main")).not_to_contain_text("Bo ser ingen struktur.")

        officer.goto(f"/arenden/{case.pk}/bedomning/sista-dag/")
        expect(officer.get_by_role("main")).to_contain_text("Eva Sen")
        officer.get_by_label("Sista dag att lämna").fill((timezone.localdate() + timedelta(days=3)).isoformat())
        look(officer, "assessment-day")
        officer.get_by_role("button", name="Sätt sista dagen").click()
        eva.goto("/")
        expect(eva.get_by_role("main")).to_contain_text("senast")

        judges(officer, case, 3, "Officeren ser en del.")
        judges(eva, case, 5, "Eva ser en tydlig struktur.")
        expect(eva.get_by_role("main")).to_contain_text("Bo ser ingen struktur.")

        officer.reload()
        look(officer, "assess-side-by-side")
        officer.goto(f"/arenden/{case.pk}/bedomning/gemensam/")
        for criterion in ("Struktur", "Kostnader"):
            part = officer.get_by_role("region", name=criterion)
            part.get_by_role("radio").nth(3).check()
            part.get_by_role("textbox").fill("Vi enades.")
        officer.get_by_label("Samlad bedömning").fill("Bra på det hela taget.")
        look(officer, "agree")
        officer.get_by_role("button", name="Spara den gemensamma bedömningen").click()
        expect(officer.get_by_role("main")).to_contain_text("Den gemensamma bedömningen är sparad.")
        look(officer, "agreed")
        officer.goto(f"/arenden/{case.pk}/anteckningar/")
        officer.get_by_role("textbox").fill("Ringde projektledaren.")
        officer.get_by_role("button", name="Spara").click()
        expect(officer.get_by_role("main").get_by_text("Ringde projektledaren.", exact=True)).to_be_visible()
        look(officer, "notes")
        officer.goto("/arenden/bedomningar/")
        look(officer, "assessment-table")
    assert str(standing_total(case)) == "4.0"
