"""Whether a decision can be appealed is the call's text to say, and so is whether any page tells of a time to do it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from applications.calls.models import LetterText
from applications.letters import actions
from applications.letters.appeal_time import appeal_time_of
from applications.letters.models import Letter
from tests.factories import letters
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
OPENED = datetime(2022, 11, 28, 9, 0, tzinfo=UTC)


def opened(*, may: bool, outcome: str = "grant_in_part") -> Letter:
    letter = letters.made_letter(outcome)
    # Of another outcome the text says the opposite, so that the right one is asked.
    LetterText.objects.update(may_be_appealed=not may)
    LetterText.objects.filter(outcome=outcome).update(may_be_appealed=may)
    actions.note_opened(letter_id=letter.pk, by=member(), at=OPENED)
    return Letter.objects.with_content().get(pk=letter.pk)


def page(client, letter: Letter, person) -> str:
    client.force_login(person)
    url = reverse("letters:letter", args=[letter.decision.case_id])
    return " ".join(client.get(url).content.decode().replace("\xa0", " ").split())


def registrar_of(letter: Letter):
    no_conflict(letter.decision.case, person := staff("registrar"))
    return person


@pytest.mark.parametrize("outcome", ["grant_in_part", "reject"])
def test_time_runs_only_where_the_calls_text_for_the_outcome_allows_an_appeal(outcome):
    allowed, refused = appeal_time_of(opened(may=True, outcome=outcome)), None
    assert allowed.may_be_appealed
    assert allowed.last_on

    refused = appeal_time_of(opened(may=False, outcome=outcome))
    assert not refused.may_be_appealed
    assert refused.last_on is None


def test_ledger_tells_of_the_time_or_that_there_is_none(client):
    letter = opened(may=True)
    assert "Sista dagen att överklaga är den <strong>19 december 2022</strong>" in page(
        client, letter, registrar_of(letter)
    )

    letter = opened(may=False)
    said = page(client, letter, registrar_of(letter))
    assert "Enligt utlysningens brevtext får beslutet inte överklagas" in said
    assert "19 december" not in said
    assert "Tiden börjar" not in said


def test_region_is_told_until_when_or_that_it_cannot(client):
    said = page(client, opened(may=True), member())
    assert "till och med den <strong>19 december 2022</strong>" in said

    said = page(client, opened(may=False), member())
    assert "19 december" not in said
    assert "Beslutet får inte överklagas" in said


def test_region_that_opens_it_now_is_told_its_own_day_at_once(client):
    letter = letters.made_letter()
    LetterText.objects.update(may_be_appealed=True)

    said = page(client, letter, member())

    assert "till och med den <strong>" in said


def test_check_says_whether_it_can_be_appealed_and_never_when_it_was_opened(client):
    letter = opened(may=True)
    said = client.get(reverse("letters:check_code", args=[letter.code])).content.decode()
    assert "Får överklagas. Brevet säger hur." in said
    assert "19 december" not in said.replace("\xa0", " ")

    letter = opened(may=False)
    assert "Får inte överklagas" in client.get(reverse("letters:check_code", args=[letter.code])).content.decode()


def test_letter_says_nothing_of_wanting_to_appeal_what_cannot_be(client):
    assert "Om ni vill överklaga" not in page(client, opened(may=False), member())
