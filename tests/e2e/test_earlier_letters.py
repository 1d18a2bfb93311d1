"""A region reads and fetches every letter that it was given, with a plain mark on the one that was replaced."""

from typing import Any

import pytest
from playwright.sync_api import expect

from applications.calls.models import LetterText
from applications.decisions.models import Decision
from tests.factories import letters
from tests.factories.regions import member

pytestmark = pytest.mark.django_db(transaction=True)


def test_region_finds_the_earlier_letter_marked_as_replaced(visit: Any, look: Any) -> None:
    first = letters.made_letter()
    LetterText.objects.update(may_be_appealed=True)
    old = first.decision
    Decision.objects.filter(pk=old.pk).update(is_in_force=False)
    again = letters.proposal(
        case=old.case, submission=old.submission, by=old.presented_by, replaces=old, ground="wrong"
    )
    letters.made_letter(proposed=again, by=old.decided_by, replaces=old, ground="wrong")
    with visit(member("editor")) as page:
        page.goto(f"/beslut/{old.case_id}/")
        expect(page.get_by_role("region", name="Överklagande").first).to_contain_text("Ni kan överklaga till och med")
        look(page, "letter-newest")
        listed = page.get_by_role("region", name="Alla brev i ärendet")
        with page.expect_download() as download:
            listed.get_by_role("link", name="ersatt").click()
        assert "ersatt" in download.value.suggested_filename
        listed.get_by_role("link", name="Beslut 25 november").click()
        expect(page.get_by_role("main")).to_contain_text("Ersatt av beslutet den 25 november 2022.")
        look(page, "letter-replaced")
        page.get_by_role("link", name="Läs beslutet som ersatte det").click()
        expect(page.get_by_role("main")).not_to_contain_text("Det här brevet gäller inte längre")
