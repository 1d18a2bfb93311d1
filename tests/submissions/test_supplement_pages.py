"""The pages of supplements, for the officer and for the region."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from applications.calls.models import Call
from applications.cases.models import Case
from applications.submissions.models import MoreTime, SupplementRequest
from tests.factories.calls import call
from tests.factories.regions import member
from tests.factories.supplements import ask, case_to_complete, send, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def case(now):
    return case_to_complete(now, call=call(opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=9)))


def due(now, days=14):
    return (now + timedelta(days=days)).date()


def staffs(case):
    return f"/arenden/{case.pk}/komplettering/"


def regions(case):
    return f"/ansokningar/{case.pk}/komplettering/"


def test_officer_asks_and_both_sides_see_it(case, now, client):
    client.force_login(case.officer)
    page = client.get(staffs(case)).content.decode()
    assert "Begär komplettering" in page
    response = client.post(
        staffs(case),
        {"text": "Beskriv målgruppen.", "sections": ["project"], "due_on": due(now).isoformat()},
        follow=True,
    )
    page = response.content.decode()
    assert "Väntar på svar" in page
    assert "Begär komplettering" not in page
    client.force_login(case.created_by)
    page = client.get(regions(case)).content.decode()
    assert "Beskriv målgruppen." in page
    assert "Inte ändrat" in page


@pytest.mark.parametrize(("days", "last_day"), [(14, "2026-06-15"), (21, "2026-06-22"), (5, "2026-06-08")])
def test_last_day_to_suggest_is_the_calls_and_falls_on_a_working_day(days, last_day, case, client):
    Call.objects.update(answer_days=days)
    with time_machine.travel(datetime(2026, 6, 1, 8, tzinfo=UTC)):
        client.force_login(case.officer)
        form = client.get(staffs(case)).context["form"]
    assert f"{form['due_on'].value():%Y-%m-%d}" == last_day


def test_what_the_officer_typed_is_kept_when_refused_and_when_signed_out(case, client):
    client.force_login(case.officer)
    typed = {"text": "En lång text.", "due_on": "i morgon"}
    response = client.post(staffs(case), typed)
    assert response.status_code == 422
    assert "En lång text." in response.content.decode()
    assert "Välj minst ett avsnitt" in response.content.decode()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    client.post(staffs(case), typed)
    client.force_login(case.officer)
    assert "En lång text." in client.get(staffs(case)).content.decode()


def test_region_is_led_to_the_supplement_from_the_drafts_pages(case, now, client):
    ask(case, now, due_on=due(now))
    client.force_login(case.created_by)
    for page in ("", "checklista/", "lamna-in/"):
        response = client.get(f"/ansokningar/{case.pk}/{page}")
        assert response.status_code == 302
        assert response.url == regions(case)
    assert client.get(f"/ansokningar/{case.pk}/avsnitt/project/").status_code == 200


def test_signatory_reads_what_changed_and_sends_it(case, now, client):
    ask(case, now, due_on=due(now))
    write(case, now)
    client.force_login(case.created_by)
    page = client.get(regions(case)).content.decode()
    assert "Siv Berg" in page
    assert 'name="confirmed"' not in page
    client.force_login(case.signatory)
    response = client.get(regions(case))
    assert "<ins>" in response.content.decode()
    shown = response.context["form"].initial["seen_hash"]
    response = client.post(regions(case), {"seen_hash": shown})
    assert response.status_code == 422
    assert "Kryssa i" in response.content.decode()
    response = client.post(regions(case), {"seen_hash": shown, "confirmed": "on"}, follow=True)
    assert "Besvarad" in response.content.decode()
    assert SupplementRequest.objects.get().submission.number == 2
    client.force_login(case.officer)
    assert "Läs version 2" in client.get(staffs(case)).content.decode()


def test_more_time_is_asked_and_answered(case, now, client):
    ask(case, now, due_on=due(now))
    client.force_login(case.created_by)
    wanted = due(now, 30)
    response = client.post(f"{regions(case)}mer-tid/", {"wanted_on": wanted.isoformat(), "reason": ""})
    assert response.status_code == 422
    posted = {"wanted_on": wanted.isoformat(), "reason": "Semester."}
    assert (
        "Handläggaren har inte svarat än"
        in client.post(f"{regions(case)}mer-tid/", posted, follow=True).content.decode()
    )
    client.force_login(case.officer)
    assert "Regionen ber om mer tid" in client.get(staffs(case)).content.decode()
    address = f"{staffs(case)}mer-tid/{MoreTime.objects.get().pk}/"
    assert client.post(address, {"gives": "yes", "given_on": ""}).status_code == 422
    assert client.post(address, {"gives": "no", "answer": ""}).status_code == 422
    response = client.post(address, {"gives": "yes", "given_on": wanted.isoformat()}, follow=True)
    assert "Svar: ja" in response.content.decode()


def test_officer_stops_waiting(case, now, client):
    ask(case, now, due_on=due(now))
    client.force_login(case.officer)
    page = client.post(f"{staffs(case)}avsluta/", follow=True).content.decode()
    assert "Avslutad utan svar" in page
    assert "Begär komplettering" in page


def test_overdue_is_said_on_both_sides(case, now, client):
    ask(case, now, due_on=due(now))
    SupplementRequest.objects.update(due_on=(now - timedelta(days=3)).date())
    for reader, address in ((case.officer, staffs(case)), (case.created_by, regions(case))):
        client.force_login(reader)
        page = client.get(address).content.decode()
        assert "Försenad" in page or "Sista dagen var" in page


def test_readers_read(case, now, client):
    ask(case, now, due_on=due(now))
    client.force_login(member("reader"))
    page = client.get(regions(case)).content.decode()
    assert "Beskriv målgruppen." in page
    assert "Be om mer tid" not in page


@pytest.mark.parametrize("rounds", [1, 4])
def test_pages_ask_few_queries(rounds, case, now, client, django_assert_max_num_queries):
    for number in range(rounds):
        ask(case, now, text=f"Begäran {number}", due_on=due(now))
        write(case, now, summary=f"Svar {number}.")
        send(case, now)
    ask(case, now, text="Den sista", due_on=due(now))
    assert Case.objects.get(pk=case.pk).draft.is_open
    for reader, address in ((case.officer, staffs(case)), (case.created_by, regions(case))):
        client.force_login(reader)
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
