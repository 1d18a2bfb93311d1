"""A conflict of interest waits for who settles it; and assessors are compared by how far apart they are."""

from typing import Any

import pytest
from playwright.sync_api import expect

from applications.cases.models import Assessor
from applications.cases.states import Stage
from tests.factories.accounts import staff
from tests.factories.calls import call as make_call
from tests.factories.cases import ARRIVED, no_conflict, submitted_case
from tests.factories.drafting import draft_of
from tests.factories.reviews import assessment
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db(transaction=True)


def test_declared_conflict_waits_on_the_start_page_until_it_is_settled(visit: Any, look: Any) -> None:
    officer, decider = staff("case_officer", name="Sara Nyberg"), staff("decision_maker", name="Eva Strand")
    case = submitted_case(Stage.CHECKING, staff("case_officer"))
    draft_of(case)
    submission(case)
    with visit(officer) as page:
        page.goto(f"/arenden/{case.pk}/")
        page.get_by_label("Ja, jag har eller kan ha jäv").check()
        page.get_by_label("Vad består jävet i?").fill("Min syster leder projektet.")
        page.get_by_role("button", name="Lämna jävsdeklarationen").click()
        expect(page.get_by_role("main")).to_contain_text("är nu stängt för dig")
    with visit(decider) as page:
        page.goto("/")
        page.get_by_role("button", name="Markera alla som lästa").click()
        expect(page.get_by_role("main")).to_contain_text("Allt är markerat som läst.")
        page.goto("/")
        waiting = page.get_by_role("link", name="Pröva det jäv som Sara Nyberg har anmält")
        expect(waiting).to_be_visible()
        look(page, "start-conflict")
        waiting.click()
        page.get_by_label("Nej, inget av det här").check()
        page.get_by_role("button", name="Lämna jävsdeklarationen").click()
        expect(page.get_by_role("main")).to_contain_text("Min syster leder projektet.")
        page.get_by_label("Ja, det är jäv").check()
        page.get_by_label("Varför?").fill("Syskon.")
        page.get_by_role("main").get_by_role("button").last.click()
        expect(page.get_by_role("main")).to_contain_text("Prövningen är sparad.")
        page.goto("/")
        expect(page.get_by_role("main")).not_to_contain_text("Pröva det jäv")


def test_table_begins_where_assessors_differ_most(visit: Any, look: Any) -> None:
    officer, other, call = staff("case_officer", name="Sara Nyberg"), staff("assessor", name="Per Holm"), make_call()
    for title, points in (("Överens", 4), ("Oense", 1), ("Nästan", 3)):
        case = submitted_case(Stage.ASSESSING, officer, call=call, title=title)
        no_conflict(case, other)
        Assessor.objects.create(case=case, person=other, asked_at=ARRIVED)
        assessment(case, officer, points=4)
        assessment(case, other, points=points)
    with visit(officer) as page:
        page.goto("/arbetslista/")
        page.get_by_role("link", name="Alla bedömningar").click()
        page.get_by_role("link", name="Skillnad").click()
        expect(page.get_by_role("rowheader")).to_contain_text(["Oense", "Nästan", "Överens"])
        look(page, "assessments-by-difference")
        page.get_by_role("link", name="Skillnad").click()
        expect(page.get_by_role("rowheader")).to_contain_text(["Överens", "Nästan", "Oense"])
        page.locator(".crumbs").get_by_role("link").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Arbetslista")
