"""A case opens when one has declared oneself; a declared conflict shuts it until the authority has settled it."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from applications.cases.models import Case
from applications.cases.states import Stage
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import submitted_case
from tests.factories.drafting import draft_of
from tests.factories.regions import member
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case() -> Case:
    made = submitted_case(
        Stage.CHECKING,
        call=call(),
        contact=member("editor", name="Per Lind"),
        parties=[
            {"kind": "partner", "name": "Högskolan Dalarna", "number": "202100-2908"},
            {"kind": "partner", "name": "Arbetsförmedlingen", "number": "202100-2114"},
            {"kind": "manager", "name": "Karin Ek", "number": ""},
        ],
    )
    draft_of(made)
    submission(made)
    return made


def test_conflict_is_declared_settled_and_the_case_opens_again(case: Case, visit: Any, look: Any) -> None:
    bo, eva = staff("case_officer", name="Bo Ek"), staff("decision_maker", name="Eva Strand")
    with visit(bo) as page:
        page.goto(f"/arenden/{case.pk}/ansokan/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Har du jäv")
        look(page, "declare")
        page.get_by_label(re.compile("^Ja")).check()
        page.get_by_role("button", name="Lämna jävsdeklarationen").click()
        expect(page.get_by_role("alert")).to_contain_text("Beskriv kort")
        page.get_by_label("Vad består jävet i?").fill("Min syster arbetar på högskolan.")
        page.get_by_role("button", name="Lämna jävsdeklarationen").click()
        expect(page.get_by_role("main")).to_contain_text("stängt för dig")
        expect(page.get_by_role("main")).not_to_contain_text(case.title)
    with visit(eva) as page:
        page.goto("/")
        page.get_by_role("button", name=re.compile("Pröva ett anmält jäv")).or_(
            page.get_by_role("link", name=re.compile("Pröva ett anmält jäv"))
        ).first.click()
        page.get_by_label(re.compile("^Nej")).check()
        page.get_by_role("button", name="Lämna jävsdeklarationen").click()
        look(page, "settle")
        page.get_by_label(re.compile("^Nej")).check()
        page.get_by_label("Varför?").fill("Systern arbetar inte med projektet.")
        page.get_by_role("button", name="Spara prövningen").click()
        expect(page.get_by_role("main")).to_contain_text("Systern arbetar inte med projektet.")
        look(page, "settled")
    with visit(bo) as page:
        page.goto(f"/arenden/{case.pk}/ansokan/")
        expect(page.get_by_role("heading", level=1)).to_have_text(case.title)
