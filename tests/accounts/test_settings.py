import pytest
from django.urls import reverse

from portal.audit.models import AuditEntry
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_own_settings_are_kept_and_logged(client):
    person = UserFactory(name="Karin Ek")
    client.force_login(person)

    answer = client.post(reverse("accounts:settings"), {"name": "Karin Ekman", "language": "en"})

    person.refresh_from_db()
    assert (person.name, person.language) == ("Karin Ekman", "en")
    assert client.cookies["portal_language"].value == "en"
    assert answer.url == reverse("accounts:settings")
    assert AuditEntry.objects.get(subject=person.audit_subject).details.content["before"] == {
        "name": "Karin Ek",
        "language": "sv",
    }


@pytest.mark.parametrize("sent", [{}, {"name": "", "language": "sv"}, {"name": "x" * 151, "language": "xx"}])
def test_own_settings_that_will_not_do_are_shown_again(client, sent):
    person = UserFactory(name="Karin Ek")
    client.force_login(person)

    answer = client.post(reverse("accounts:settings"), sent)

    assert answer.status_code == 422
    assert "error-summary" in answer.text
    person.refresh_from_db()
    assert person.name == "Karin Ek"
