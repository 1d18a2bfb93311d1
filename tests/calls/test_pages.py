"""The public pages of calls."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from applications.calls.models import Call
from tests.factories.accounts import staff
from tests.factories.calls import OPENS
from tests.factories.calls import call as make_call
from tests.factories.regions import member, region

pytestmark = pytest.mark.django_db
LAST_DAY = datetime(2022, 9, 9, 10, tzinfo=UTC)
JUNE = datetime(2022, 6, 1, 10, tzinfo=UTC)


@pytest.fixture
def shipped():
    return Call.objects.get(slug="regionala-strukturer-for-validering")


def page(client, call):
    return client.get(reverse("calls:call", args=[call.slug]))


def text_of(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


@time_machine.travel(JUNE)
def test_call_page_tells_an_applicant_all_they_need(client, shipped):
    text = text_of(page(client, shipped))
    for words in (
        "Regionala strukturer för validering",
        "23 maj 2022 till 9 september 2022 kl. 23.59",
        "60 000 000 kr",
        "20 000 000",
        "Alla 21 regioner",
        "31 december 2024",
        "100 dagar kvar",
        "Struktur för validering",
        "25 %",
        "Jämställdhet, miljö och inkludering",
        "Indirekta kostnader räknas som en schablon på 15 procent",
        "validering@example.test",
        "Logga in och sök",
    ):
        assert words in text


@time_machine.travel(LAST_DAY)
def test_call_page_says_when_today_is_the_last_day(client, shipped):
    assert "Stänger i dag kl. 23.59" in text_of(page(client, shipped))


@time_machine.travel(datetime(2022, 9, 9, 22, tzinfo=UTC))
def test_call_page_says_what_to_do_after_closing(client, shipped):
    text = text_of(page(client, shipped))
    assert "Utlysningen är stängd" in text
    assert "registrator@example.test" in text
    assert "Logga in och sök" not in text


@time_machine.travel(datetime(2022, 5, 22, 21, 59, tzinfo=UTC))
def test_call_page_says_when_a_call_will_open(client, shipped):
    text = text_of(page(client, shipped))
    assert "Öppnar 23 maj 2022, stänger 9 september 2022 kl. 23.59" in text
    assert "Logga in och sök" not in text


@time_machine.travel(JUNE)
def test_call_page_offers_a_region_to_apply(client, shipped):
    client.force_login(member("editor"))
    text = text_of(page(client, shipped))
    assert "Ni söker för Region Dalarna" in text
    assert "Logga in och sök" not in text


@time_machine.travel(JUNE)
def test_call_page_tells_a_region_that_may_not_apply(client, shipped):
    shipped.eligible_regions.remove(region("20"))
    client.force_login(member("editor"))
    text = text_of(page(client, shipped))
    assert "Region Dalarna är inte bland de regioner som får söka" in text
    assert "Region Gävleborg, Region Västernorrland" in text


@time_machine.travel(JUNE)
def test_call_page_is_in_english_too(client, shipped):
    client.cookies["portal_language"] = "en"
    text = text_of(page(client, shipped))
    assert "Regional structures for validation" in text
    assert "Who may apply" in text
    assert "Need and support" in text
    assert "Organisation and implementation" in text


@time_machine.travel(JUNE)
def test_draft_call_is_seen_by_call_administrators_alone(client):
    draft = make_call(published_at=None, title="Hemlig utlysning")
    for person in (None, member("signatory"), staff("case_officer", "assessor", "decision_maker", "registrar")):
        if person:
            client.force_login(person)
        assert page(client, draft).status_code == 404
        assert "Hemlig utlysning" not in text_of(client.get(reverse("calls:list")))
    client.force_login(staff("call_administrator"))
    assert "Bara utlysningsadministratörer ser den nu" in text_of(page(client, draft))
    assert "Hemlig utlysning" in text_of(client.get(reverse("calls:list")))


@time_machine.travel(JUNE)
def test_call_page_shows_html_in_texts_as_text(client):
    call = make_call(title="<script>alert(1)</script>", body="<img src=x onerror=alert(1)> [x](javascript:alert(1))")
    content = page(client, call).content.decode()
    assert "<script>alert(1)" not in content
    assert "<img src=x" not in content
    assert 'href="javascript:' not in content


@pytest.mark.parametrize("parts", [1, 12])
@time_machine.travel(JUNE)
def test_call_page_takes_four_queries(client, shipped, django_assert_max_num_queries, parts):
    for number in range(parts):
        shipped.criteria.create(key=f"more-{number}", title="Mer", weight=1)
    with django_assert_max_num_queries(4):
        assert page(client, shipped).status_code == 200


@time_machine.travel(JUNE)
def test_list_puts_open_calls_first(client, shipped):
    make_call(title="Kommande", opens_at=datetime(2022, 8, 1, tzinfo=UTC))
    make_call(title="Tidigare", opens_at=datetime(2021, 1, 1, tzinfo=UTC), closes_at=datetime(2021, 3, 1, tzinfo=UTC))
    text = text_of(client.get(reverse("calls:list")))
    places = [text.index(words) for words in ("Öppna nu", shipped.title, "Kommande", "Stängda", "Tidigare")]
    assert places == sorted(places)


def test_list_says_what_will_stand_there_when_nothing_does(client):
    Call.objects.update(published_at=None)
    assert "Ingen utlysning är publicerad än" in text_of(client.get(reverse("calls:list")))


@pytest.mark.parametrize("closed", [1, 45])
def test_list_does_not_grow_in_queries(client, django_assert_max_num_queries, closed):
    Call.objects.bulk_create(
        Call(
            slug=f"gammal-{number}",
            title="Gammal",
            summary="Kort.",
            opens_at=OPENS,
            closes_at=JUNE,
            published_at=OPENS,
            budget_total=1,
            project_earliest_start_on="2022-01-01",
            project_latest_end_on="2023-01-01",
        )
        for number in range(closed)
    )
    with django_assert_max_num_queries(3):
        text = text_of(client.get(reverse("calls:list")))
    assert text.count(">Gammal<") == min(closed, 19)


@pytest.mark.parametrize("page_number", ["abc", "-1", "0", "999", "9" * 5000, "%00", "1;DROP", ""])
def test_list_takes_any_page_number(client, page_number):
    assert client.get(f"{reverse('calls:list')}?page={page_number}").status_code == 200


@pytest.mark.parametrize("slug", ["finns-inte", "a" * 3000, "..", "%00", "<script>"])
def test_unknown_call_is_not_found(client, slug):
    assert client.get(f"/utlysningar/{slug}/").status_code == 404


def test_pages_of_calls_take_no_post(client, shipped):
    assert client.post(reverse("calls:list")).status_code == 405
    assert page(client, shipped).status_code == 200
