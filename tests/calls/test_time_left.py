"""How pages tell how long there is left, and what they ask when they have stood open."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from applications.calls.actions import extend_deadline
from tests.factories.accounts import staff
from tests.factories.calls import CLOSES
from tests.factories.calls import call as make_call
from tests.factories.drafting import full_draft
from tests.factories.regions import member, region

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return make_call()


def asked(client, call, code="") -> str:
    return client.get(reverse("calls:time_left", args=[call.slug]), {"region": code}).content.decode()


def longer(call, code) -> None:
    extend_deadline(
        call_id=call.pk,
        region=region(code),
        closes_at=CLOSES + timedelta(hours=10),
        reason="Strömavbrott.",
        by=staff("call_administrator"),
        at=CLOSES - timedelta(days=1),
    )


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=47, minutes=59, seconds=59), "1 dygn 23 timmar"),
        (timedelta(hours=1, minutes=18, seconds=59), "1 timme 18 minuter"),
        (timedelta(minutes=9, seconds=12), "9 minuter 12 sekunder"),
        (timedelta(seconds=1), "1 sekund"),
    ],
)
def test_last_days_have_a_clock(client, call, left, words):
    with time_machine.travel(CLOSES - left, tick=False):
        page = asked(client, call)
        whole = client.get(reverse("calls:call", args=[call.slug])).content.decode()

    for shown in (page, whole):
        assert f"data-left>{words}</span> kvar" in shown
        assert f'data-closes="{int(CLOSES.timestamp() * 1000)}"' in shown
        assert f'data-now="{int((CLOSES - left).timestamp() * 1000)}"' in shown
    assert "js/clock.js" in whole


@time_machine.travel(CLOSES - timedelta(hours=1, minutes=17, seconds=53), tick=False)
def test_clock_shows_our_own_time_in_stockholm(client, call):
    assert ">22.42.07</time>" in asked(client, call)


@pytest.mark.parametrize(("minutes", "is_told"), [(16, False), (15, True), (1, True)])
def test_last_minutes_say_what_counts(client, call, minutes, is_told):
    with time_machine.travel(CLOSES - timedelta(minutes=minutes), tick=False):
        assert ('<p class="hint" data-last-minutes>' in asked(client, call)) == is_told


@time_machine.travel(CLOSES - timedelta(days=5), tick=False)
def test_earlier_there_is_no_clock(client, call):
    page = asked(client, call)
    assert "5 dagar kvar" in page or "4 dagar kvar" in page
    assert "data-closes" not in page


@time_machine.travel(CLOSES, tick=False)
def test_page_that_stood_open_is_told_that_time_is_up(client, call):
    page = asked(client, call)
    assert "Tiden har gått ut. Det du har skrivit på sidan är kvar." in page
    assert "data-closes" not in page


@time_machine.travel(CLOSES + timedelta(hours=1), tick=False)
def test_a_regions_longer_time_is_told_to_that_region_alone(client, call):
    longer(call, "20")
    assert "Tiden har gått ut" in asked(client, call, "20")
    client.force_login(member(code="21"))
    assert "Tiden har gått ut" in asked(client, call, "20")
    client.force_login(member(code="20"))
    assert "data-left>9 timmar</span>" in asked(client, call, "20")


def test_time_of_a_draft_call_is_hidden(client):
    hidden = make_call(slug="hemlig", published_at=None)
    assert client.get(reverse("calls:time_left", args=[hidden.slug])).status_code == 404


@time_machine.travel(CLOSES - timedelta(minutes=5), tick=False)
def test_time_left_asks_little(client, call, django_assert_max_num_queries):
    client.force_login(member(code="20"))
    with django_assert_max_num_queries(4):
        asked(client, call, "20")


@time_machine.travel(CLOSES - timedelta(minutes=5), tick=False)
def test_drafts_pages_have_the_clock(client, call):
    case = full_draft(call=call, by=member("signatory", code="20"))
    client.force_login(case.created_by)
    for address in ("drafting:overview", "drafting:checklist", "submissions:check"):
        assert "5 minuter</span> kvar" in client.get(reverse(address, args=[case.pk])).content.decode()
    page = client.get(reverse("drafting:section", args=[case.pk, "project"])).content.decode()
    assert f"/utlysningar/{call.slug}/tid/?region=20" in page
