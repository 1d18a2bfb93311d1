"""The page of a case's messages, for its region and for staff."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from applications.cases.states import Stage
from applications.correspondence.models import Message
from portal.accounts.unsent import NOT_SAVED
from tests.factories.accounts import staff
from tests.factories.cases import submitted_case
from tests.factories.correspondence import message
from tests.factories.drafting import draft_of
from tests.factories.regions import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return staff("case_officer", name="Karin Ek")


@pytest.fixture
def case(officer):
    case = submitted_case(Stage.CHECKING, officer=officer, by=member("editor", name="Anders Lind"))
    draft_of(case)
    return case


def address(case):
    return f"/arenden/{case.pk}/meddelanden/"


def test_both_sides_read_and_write_on_one_address(case, officer, client):
    for writer, text in ((case.created_by, "När får vi besked?"), (officer, "Nästa vecka.")):
        client.force_login(writer)
        assert client.post(address(case), {"text": text}, follow=True).status_code == 200
    page = client.get(address(case)).content.decode()
    assert page.index("Nästa vecka.") < page.index("När får vi besked?")
    assert list(Message.objects.values_list("side", flat=True)) == ["region", "authority"]
    client.force_login(case.created_by)
    page = client.get(address(case)).content.decode()
    assert "ni har inte svarat" in page
    client.post(f"{address(case)}{Message.objects.last().pk}/inget-svar/")
    page = client.get(address(case)).content.decode()
    assert "ni har inte svarat" not in page
    assert "Anders Lind: inget svar behövs" in page


def test_what_was_refused_stands_in_the_form(case, client):
    client.force_login(case.created_by)
    response = client.post(address(case), {"text": "x" * 10_001, "key": "ingen nyckel"})
    assert response.status_code == 422
    assert "x" * 10_001 in response.content.decode()


def test_what_was_written_is_kept_while_signing_in_again(case, client):
    client.force_login(case.created_by)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    client.post(address(case), {"text": "Tre sidor text."})
    client.force_login(case.created_by)
    page = client.get(address(case)).content.decode()
    assert "Tre sidor text." in page
    assert str(NOT_SAVED) in page
    assert not Message.objects.exists()


def test_readers_see_no_form(case, client):
    client.force_login(member("reader"))
    message(case)
    page = client.get(address(case)).content.decode()
    assert "Hur går det?" in page
    assert "<textarea" not in page


@pytest.mark.parametrize("number", [1, 45])
def test_page_asks_few_queries(number, case, officer, client, django_assert_max_num_queries):
    for _message in range(number):
        message(case)
    for reader in (officer, case.created_by):
        client.force_login(reader)
        with django_assert_max_num_queries(11):
            assert client.get(address(case)).status_code == 200


def test_numbers_in_the_register_are_for_staff(case, officer, client):
    """A number that is skipped would tell the region that a decision is made before it is released."""
    message(case)
    client.force_login(officer)
    assert "Handling 1" in client.get(address(case)).content.decode()
    client.force_login(case.created_by)
    assert "Handling 1" not in client.get(address(case)).content.decode()
