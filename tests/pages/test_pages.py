import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory
from django.urls import reverse

import portal.pages.actions
from portal.audit.models import AuditEntry
from portal.pages import views
from portal.pages.models import Page
from portal.pages.texts import load_shipped_texts
from tests.factories.accounts import staff
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
SLUGS = ["kontakt", "om-medlen", "personuppgifter", "tillganglighet"]


def test_the_shipped_texts_are_there_from_the_start():
    assert list(Page.objects.values_list("slug", flat=True)) == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_page_is_shown_in_both_languages(client, slug, language):
    client.cookies["portal_language"] = language
    page = Page.objects.get(slug=slug)

    answer = client.get(reverse("pages:page", args=[slug]))

    assert f"<h1>{page.title if language == 'sv' else page.title_en}</h1>" in answer.text
    assert "{agency_email}" not in answer.text
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("slug", SLUGS)
def test_the_footer_leads_to_every_page(client, slug):
    assert reverse("pages:page", args=[slug]) in client.get(reverse("account_login")).text


def test_a_page_that_is_not_there_is_404(client):
    answer = client.get("/om/finns-inte/")

    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.text


def test_loading_again_leaves_the_authoritys_own_words_alone():
    Page.objects.filter(slug="kontakt").update(body="Ring oss.")
    Page.objects.filter(slug="om-medlen").delete()

    assert load_shipped_texts(Page) == 1
    assert Page.objects.get(slug="kontakt").body == "Ring oss."


def test_html_in_a_text_is_shown_as_text(client):
    Page.objects.filter(slug="kontakt").update(body="<script>alert(1)</script> [x](javascript:alert(1))")

    html = client.get(reverse("pages:page", args=["kontakt"])).text

    assert "<script>alert" not in html
    assert 'href="javascript' not in html


def test_change_page_keeps_the_old_words_in_the_log(now):
    admin, page = staff("call_administrator"), Page.objects.get(slug="kontakt")
    old = page.body

    portal.pages.actions.change_page(
        page_id=page.pk, title=page.title, body="Ring oss.", title_en="", body_en="", by=admin, at=now
    )

    page.refresh_from_db()
    assert (page.body, page.changed_at) == ("Ring oss.", now)
    entry = AuditEntry.objects.get(subject=page.audit_subject)
    assert (entry.event, entry.details.content["before"]["body"]) == ("page_changed", old)


def test_change_page_refuses_others_and_empty_texts(now):
    page = Page.objects.get(slug="kontakt")
    words = {"page_id": page.pk, "title": "Kontakt", "title_en": "", "body_en": "", "at": now}

    with pytest.raises(PermissionDenied):
        portal.pages.actions.change_page(**words, body="Ring.", by=staff("case_officer"))
    with pytest.raises(ValidationError):
        portal.pages.actions.change_page(**words, body="", by=staff("call_administrator"))


def test_administrators_change_a_page_in_admin(client):
    client.force_login(staff("call_administrator"))
    page = Page.objects.get(slug="kontakt")

    client.post(
        reverse("admin:pages_page_change", args=[page.pk]),
        {"title": "Kontakta oss", "body": "Ring oss.", "title_en": "", "body_en": ""},
    )

    page.refresh_from_db()
    assert page.title == "Kontakta oss"
    assert client.get(reverse("admin:pages_page_add")).status_code == 403


def test_health_says_that_all_is_well(client):
    answer = client.get(reverse("pages:health"))

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok"})


def test_health_says_when_the_database_is_away_and_no_more(client):
    def away(*args):
        raise DatabaseError("secret host refused")

    with connection.execute_wrapper(away):
        answer = client.get(reverse("pages:health"))

    assert answer.status_code == 503
    assert "secret" not in answer.text


def test_forbidden_says_why():
    request = RequestFactory().get("/")
    request.session = {}

    answer = views.forbidden(request, PermissionDenied("Bara handläggaren gör det."))

    assert answer.status_code == 403
    assert "Bara handläggaren gör det." in answer.text


def test_a_form_s_address_opened_as_a_page_says_so(client):
    client.force_login(member())
    answer = client.get(reverse("regions:switch"))

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Adressen går inte att öppna så" in answer.text


def test_too_much_at_once_is_413():
    request = RequestFactory().post("/")
    request.session = {}

    assert views.bad_request(request, RequestDataTooBig()).status_code == 413
    assert views.bad_request(request, ValueError()).status_code == 400


def test_a_huge_form_gets_the_page_that_says_so(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = client.post(reverse("account_login"), {"login": "x" * 2000})

    assert answer.status_code == 413
    assert "för mycket på en gång" in answer.text


def test_a_form_without_its_token_gets_help():
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "karin@example.test"})

    assert answer.status_code == 403
    assert "Formuläret var för gammalt" in answer.text


def test_the_page_of_last_resort_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = views.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Något gick fel hos oss" in answer.text


def test_the_page_of_last_resort_comes_even_without_its_template(settings, tmp_path):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    answer = views.server_error(RequestFactory().get("/"))

    assert "Något gick fel hos oss" in answer.text
