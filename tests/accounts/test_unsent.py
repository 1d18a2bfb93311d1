from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.cases.models import Case
from applications.cases.states import Stage
from portal.accounts import unsent
from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, staff
from tests.factories.cases import submitted_case
from tests.factories.drafting import full_draft
from tests.factories.regions import member
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db
TYPED = {"_version": "1", "summary": "Skrivet hela kvällen"}


@pytest.fixture
def case() -> Case:
    return full_draft()


@pytest.fixture
def there(case: Case) -> str:
    return reverse("drafting:section", args=[case.pk, "project"])


def run_out(client: Client, person: User) -> None:
    """The browser still names its session, whose time is over."""
    client.force_login(person)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def sign_in(client: Client, person: User, answer: Any) -> Any:
    to = parse_qs(urlsplit(answer.url).query)["next"][0]
    data = {"login": person.email, "password": PASSWORD, "next": to}
    return client.post(reverse("account_login"), data, follow=True)


def test_text_sent_after_the_session_ran_out_waits_behind_signing_in(client: Client, case: Case, there: str) -> None:
    run_out(client, case.created_by)
    page = sign_in(client, case.created_by, client.post(there, TYPED))
    assert page.redirect_chain == [(there, 302)]
    assert "Skrivet hela kvällen" in page.text
    assert "Det du skrev står kvar här, men är inte sparat" in page.text
    client.post(there, TYPED)
    assert case.draft.versions.get(section_key="project", is_current=True).content["summary"] == "Skrivet hela kvällen"
    assert "står kvar här" not in client.get(there).text


def test_text_waits_for_the_one_who_wrote_it(client: Client, case: Case, there: str) -> None:
    run_out(client, case.created_by)
    page = sign_in(client, member(name="Anders Lind"), client.post(there, TYPED))
    assert page.status_code == 200
    assert "Skrivet hela kvällen" not in page.text


@pytest.mark.parametrize("cookie", [None, "x" * 32])
def test_nothing_is_kept_for_strangers(client: Client, there: str, cookie: str | None) -> None:
    if cookie:
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    client.post(there, TYPED)
    assert Session.objects.count() == 0


def test_nothing_is_kept_of_a_flood_or_for_other_addresses(
    client: Client, case: Case, there: str, monkeypatch: Any
) -> None:
    run_out(client, case.created_by)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD})
    monkeypatch.setattr(unsent, "MOST_CHARACTERS", 20)
    client.post(there, TYPED)
    assert not any("unsent" in session.get_decoded() for session in Session.objects.all())


def test_sign_in_leads_back_to_the_page_of_the_form(client: Client, case: Case) -> None:
    form = reverse("drafting:add_attachment", args=[case.pk])
    page = reverse("drafting:section", args=[case.pk, "attachments"])
    assert client.post(form, headers={"Referer": f"http://testserver{page}"}).url.endswith(f"?next={page}")
    for elsewhere in ("https://elsewhere.example/x", "http://testserver.example/", "javascript:alert(1)", ""):
        assert client.post(form, headers={"Referer": elsewhere}).url.endswith(f"?next={form}")


@pytest.mark.parametrize(("origin", "is_kept"), [("http://testserver", True), ("https://elsewhere.example", False)])
def test_text_in_a_form_older_than_the_last_sign_in_is_kept(case: Case, there: str, origin: str, is_kept: bool) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(case.created_by)
    client.get(there)
    answer = client.post(there, {**TYPED, "csrfmiddlewaretoken": "x" * 64}, headers={"Origin": origin})
    assert answer.status_code == (302 if is_kept else 403)
    assert ("Skrivet hela kvällen" in client.get(there).text) == is_kept


@pytest.mark.parametrize(("page", "field"), [("reviews:assess", "comment_structure"), ("decisions:propose", "reasons")])
def test_text_of_an_officer_whose_session_ran_out_is_there_after_sign_in(client: Client, page: str, field: str) -> None:
    officer = staff("case_officer")
    case = submitted_case(Stage.ASSESSING, officer=officer)
    submission(case)
    address = reverse(page, args=[case.pk])
    run_out(client, officer)
    answer = sign_in(client, officer, client.post(address, {field: "Skrivet hela eftermiddagen"}))
    assert "Skrivet hela eftermiddagen" in answer.text
    assert "är inte sparat" in answer.text
