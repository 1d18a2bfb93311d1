"""What a region meets again: what it was granted, its people, and an answer that was refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

import applications.correspondence.actions
from applications.calls.models import Outcome
from applications.cases.states import Stage
from tests.factories.accounts import staff
from tests.factories.cases import submitted_case
from tests.factories.drafting import draft_of
from tests.factories.files import PDF
from tests.factories.letters import made_letter
from tests.factories.regions import member
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db(transaction=True)


def test_region_sees_what_it_was_granted_and_its_people(visit: Any, look: Any) -> None:
    person = member("editor", "coordinator", name="Anders Lind")
    granted = submitted_case(by=person, title="Validering" + "i" * 90, registry_number="2022-000007")
    draft_of(granted)
    made_letter(Outcome.GRANT_IN_PART, case=granted)
    waiting = submitted_case(by=person, title="Branschråd", registry_number="2022-000008", call=granted.call)
    member("reader", name="Lång" * 30)
    with visit(person) as page:
        page.goto("/")
        row = page.get_by_role("row").filter(has_text="2022-000007")
        expect(row).to_contain_text("3 900 000 kr".replace(" ", "\u00a0"))
        expect(page.get_by_role("row").filter(has_text=str(waiting.registry_number))).not_to_contain_text("3\u00a0900")
        look(page, "region-start-granted")
        page.goto("/ansokningar/")
        look(page, "region-list-granted")
        page.get_by_role("link", name=granted.title).click()
        expect(page.get_by_role("main")).to_contain_text("beviljat, av")
        look(page, "region-case-granted")
        page.goto("/region/")
        look(page, "region-people")


def test_answer_that_is_refused_says_that_its_file_is_to_be_chosen_again(visit: Any, look: Any) -> None:
    officer = staff("case_officer", name="Sara Nyberg")
    case = submitted_case(stage=Stage.ASSESSING, officer=officer, by=member("editor", name="Anders Lind"))
    draft_of(case)
    submission(case)
    applications.correspondence.actions.ask_hearing(
        case_id=case.pk,
        text="Vi tänker avslå.",
        due_on=timezone.localdate() + timedelta(days=20),
        key="6e4b7a52-6a0f-4f0f-9a0c-0d4bbd0a7a11",
        by=officer,
        at=timezone.now(),
    )
    with visit(case.created_by) as page:
        page.goto(f"/arenden/{case.pk}/yttrande/")
        answer, files = page.get_by_label("Ert yttrande"), page.get_by_label("Filer att skicka med")
        # More than fits, as somebody pastes it: all of it is there, and refused in words.
        answer.fill("Vi håller inte med. " * 600)
        files.set_input_files({"name": "svar.pdf", "mimeType": "application/pdf", "buffer": PDF})
        page.get_by_role("button", name="Skicka yttrandet").click()
        expect(page.get_by_role("alert")).to_contain_text("Välj filerna igen, de är inte sparade: svar.pdf.")
        expect(page.get_by_role("alert")).to_contain_text("Skicka det längre som fil")
        assert len(answer.input_value()) == len("Vi håller inte med. " * 600)
        look(page, "hearing-answer-refused")
        answer.fill("Vi håller inte med.")
        files.set_input_files({"name": "svar.pdf", "mimeType": "application/pdf", "buffer": PDF})
        page.get_by_role("button", name="Skicka yttrandet").click()
        page.goto(f"/arenden/{case.pk}/meddelanden/")
        expect(page.get_by_role("main")).to_contain_text("svar.pdf")
        look(page, "messages-with-files")
