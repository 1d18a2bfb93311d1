"""An officer hears the region with a file, and the region answers with another; both can open both."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.cases.models import Case
from applications.cases.states import Stage
from tests.factories.accounts import staff
from tests.factories.cases import submitted_case
from tests.factories.drafting import draft_of
from tests.factories.files import PDF
from tests.factories.regions import member
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case() -> Case:
    made = submitted_case(
        stage=Stage.ASSESSING,
        officer=staff("case_officer", name="Sara Nyberg"),
        by=member("editor", name="Anders Lind"),
    )
    draft_of(made)
    submission(made)
    return made


def file(name: str) -> Any:
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}


def opens(page: Page, name: str) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    assert download.value.suggested_filename == name


def test_hearing_and_answer_go_with_files(case: Case, visit: Any, look: Any) -> None:
    address = f"/arenden/{case.pk}/yttrande/"
    with visit(case.officer) as officer, visit(case.created_by) as region:
        officer.goto(address)
        officer.get_by_label("Vad ska regionen yttra sig över?").fill("En granskare anser att budgeten är för hög.")
        officer.get_by_label("Filer att skicka med").set_input_files([file("granskning.pdf"), file("underlag.pdf")])
        officer.get_by_label("Sista dag att svara").fill((timezone.localdate() + timedelta(days=20)).isoformat())
        look(officer, "hearing-ask-with-files")
        officer.get_by_role("button", name="Skicka till regionen").click()
        expect(officer.get_by_role("main")).to_contain_text("granskning.pdf")

        region.goto(address)
        opens(region, "granskning.pdf")
        region.get_by_label("Ert yttrande").fill("Vi håller inte med, se bilagan.")
        region.get_by_label("Filer att skicka med").set_input_files([file("vart-svar.pdf")])
        region.get_by_role("button", name="Skicka yttrandet").click()
        expect(region.get_by_role("main")).to_contain_text("vart-svar.pdf")
        look(region, "hearing-answered-with-files")

        officer.goto(address)
        opens(officer, "vart-svar.pdf")
        look(officer, "hearing-both-files")
