import re

import pytest
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.outbox.models import Mail
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = {"login": "karin@example.test", "password": PASSWORD}


@pytest.fixture
def karin():
    return UserFactory(email="karin@example.test", name="Karin Ek")


def test_sign_in_whatever_the_case_of_the_address(client, karin):
    answer = client.post(reverse("account_login"), {**SIGN_IN, "login": "Karin@Example.test"})

    assert answer.url == reverse("desk:start")


def test_sign_in_says_the_same_of_a_wrong_password_and_an_unknown_address(client, karin):
    wrong = client.post(reverse("account_login"), {**SIGN_IN, "password": "fel-losenord-helt"})
    unknown = client.post(reverse("account_login"), {**SIGN_IN, "login": "okand@example.test"})

    for answer in (wrong, unknown):
        assert "hör inte ihop" in answer.text


def test_sign_in_is_slowed_down_after_many_wrong_passwords(client, karin):
    for _attempt in range(5):
        client.post(reverse("account_login"), {**SIGN_IN, "password": "fel-losenord-helt"})

    answer = client.post(reverse("account_login"), SIGN_IN)

    assert "för många försök" in answer.text
    assert "_auth_user_id" not in client.session


def test_sign_in_of_someone_who_was_deactivated_is_refused_in_words(client):
    UserFactory(email="karin@example.test", is_active=False)

    answer = client.post(reverse("account_login"), SIGN_IN, follow=True)

    assert "Kontot är avstängt" in answer.text
    assert "_auth_user_id" not in client.session


def test_sign_in_gives_a_new_browser_the_persons_language(client):
    UserFactory(email="karin@example.test", language="en")

    client.post(reverse("account_login"), SIGN_IN)

    assert client.cookies["portal_language"].value == "en"


def test_sign_in_keeps_the_language_that_the_browser_has_chosen(client):
    UserFactory(email="karin@example.test", language="en")
    client.post(reverse("set_language"), {"language": "sv"})

    client.post(reverse("account_login"), SIGN_IN)

    assert client.cookies["portal_language"].value == "sv"


def test_sign_out_is_a_post(client, karin):
    client.force_login(karin)

    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session

    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_nobody_registers(client):
    answer = client.post(reverse("account_signup"), {"email": "ny@example.test", "password1": PASSWORD})

    assert "registrerar man sig inte själv" in answer.text


def test_a_forgotten_password_is_replaced_by_way_of_the_mail(client, karin, settings):
    client.post(reverse("account_reset_password"), {"email": "KARIN@example.test"}, headers={"host": "localhost"})
    mail = Mail.objects.get()
    assert mail.to == "karin@example.test"
    assert "Välj ett nytt lösenord" in mail.subject
    link = re.search(r"http\S+", mail.body)[0]
    assert link.startswith(settings.PORTAL_URL + "/konto/")

    form = client.get(link.removeprefix(settings.PORTAL_URL), follow=True)
    new = {"password1": "ett-nytt-langt-losenord", "password2": "ett-nytt-langt-losenord"}
    done = client.post(form.redirect_chain[-1][0], new, follow=True)

    assert "Lösenordet är bytt" in done.text
    karin.refresh_from_db()
    assert karin.check_password("ett-nytt-langt-losenord")
    assert AuditEntry.objects.get(subject=karin.audit_subject).event == "password_set"
    again = client.get(link.removeprefix(settings.PORTAL_URL), follow=True)
    assert "Länken gäller inte längre" in again.text


@pytest.mark.parametrize("is_active", [None, False])
def test_a_forgotten_password_says_the_same_of_who_cannot_sign_in(client, karin, is_active):
    """Unknown addresses and people who never took their invitation get everybody's answer, and no mail."""
    if is_active is False:
        UserFactory(email="anders@example.test", is_active=False)
    known = client.post(reverse("account_reset_password"), {"email": "karin@example.test"}, follow=True)
    assert Mail.objects.count() == 1

    other = client.post(reverse("account_reset_password"), {"email": "anders@example.test"}, follow=True)

    assert other.redirect_chain == known.redirect_chain
    assert without_tokens(other.text) == without_tokens(known.text)
    assert Mail.objects.count() == 1


def without_tokens(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)


def test_asking_too_often_gets_a_readable_answer(client, karin):
    for _attempt in range(5):
        client.post(reverse("account_reset_password"), {"email": "karin@example.test"})

    answer = client.post(reverse("account_reset_password"), {"email": "karin@example.test"})

    assert answer.status_code == 429
    assert "Vänta en minut" in answer.text


def test_changing_ones_password_keeps_the_session(client, karin):
    client.force_login(karin)
    new = "ett-nytt-langt-losenord"

    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}, follow=True
    )

    karin.refresh_from_db()
    assert karin.check_password(new)
    assert client.get(reverse("accounts:settings")).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_reset_password", "account_reset_password_done", "account_reset_password_from_key_done"],
)
def test_public_pages_of_signing_in_are_swedish_and_ours(client, name):
    answer = client.get(reverse(name))

    assert 'lang="sv"' in answer.text
    assert "site-header" in answer.text
