"""Who looks after deliveries sees that a mail went or failed, and never what it says: it may be of a case they are
barred from.
"""

import pytest
from django.urls import reverse

from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.cases import conflict, submitted_case
from tests.factories.outbox import mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    return mail(subject="Beslut om Hemliga projektet, ärende 2022-000001", body="Ni får 3 900 000 kronor.")


@pytest.fixture
def administrator(client):
    person = staff("call_administrator", "decision_maker")
    conflict(submitted_case(), person)
    client.force_login(person)
    return person


@pytest.mark.parametrize("query", ["", "?q=Hemliga", "?q=900"])
def test_list_of_mails_tells_when_to_whom_and_how_it_went_alone(client, administrator, told, query):
    page = client.get(reverse("admin:outbox_mail_changelist") + query).content.decode()

    for words in ("Hemliga projektet,", "2022-000001", "3 900 000"):
        assert words not in page
    assert (told.to in page) == (not query)


def test_page_of_a_mail_says_nothing_of_what_it_says(client, administrator, told):
    page = client.get(reverse("admin:outbox_mail_change", args=[told.pk])).content.decode()

    for words in ("Hemliga", "2022-000001", "3 900 000"):
        assert words not in page
    assert told.to in page
    assert told.message_id in page.replace("&lt;", "<").replace("&gt;", ">")


def test_name_of_a_mail_is_no_subject(told):
    assert "Hemliga" not in str(Mail.objects.get(pk=told.pk))
