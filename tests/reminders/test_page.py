"""The staff's page: who gets what, when and why, beside what was sent and what failed."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.reminders.actions import send_due
from applications.reminders.queries import plan_page
from portal.notices.models import MutedKind
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.cases import submitted_case
from tests.factories.drafting import draft
from tests.factories.regions import member
from tests.factories.reminders import THREE_DAYS, reminder, reminding_call, stockholm

pytestmark = pytest.mark.django_db

NOW = stockholm(2023, 9, 7, 12)


def page(at=NOW, **wanted):
    return plan_page(**{"call": "", "only_failed": False, "page": "", "at": at, **wanted})


@pytest.fixture
def officer(client):
    user = staff("case_officer")
    client.force_login(user)
    return client


def shown(client, query="", at=NOW) -> str:
    with time_machine.travel(at, tick=False):
        answer = client.get(f"/paminnelser/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("roles", "status"),
    [
        (["case_officer"], 200),
        (["assessor"], 200),
        (["decision_maker"], 200),
        (["registrar"], 200),
        (["call_administrator"], 200),
        ([], 403),
    ],
)
def test_plan_is_for_staff(client, roles, status):
    client.force_login(staff(*roles))

    assert client.get("/paminnelser/").status_code == status


def test_plan_is_not_for_regions_or_strangers(client):
    assert client.get("/paminnelser/").status_code == 302
    client.force_login(member("signatory"))
    assert client.get("/paminnelser/").status_code == 403


def test_plan_shows_who_gets_what_when_and_why(officer):
    call = reminding_call()
    draft(call=call, by=member(name="Karin Ek"))
    member(name="Ola Berg", code="21")
    submitted_case(call=call, code="03", by=member(name="Har Lämnat In", code="03"))

    html = shown(officer, at=stockholm(2023, 9, 7, 12))

    assert "fredag 8 september" in html
    assert "Karin Ek" in html
    assert "Utkastet Validering i hela Dalarna är inte inlämnat" in html
    assert "1 dag kvar: ansökan Validering i hela Dalarna är inte inlämnad" in html
    assert "Inget är ifyllt än." not in html
    assert "Ola Berg" in html
    assert "Har inte börjat på någon ansökan" in html
    assert "Har Lämnat In" not in html
    assert "Besked om att utkastet inte lämnades in." in html


def test_plan_and_sending_agree():
    """The page's mail is the mail that is sent, to the same people."""
    call = reminding_call()
    draft(call=call, by=member())
    member(code="21")
    at = stockholm(2023, 9, 8, 9)
    (first,) = page(at).days[0].moments
    assert first.is_overdue
    planned = {(person.email, mail.subject, mail.body) for mail in first.mails for person in mail.people}

    send_due(at=at)

    assert set(Mail.objects.values_list("to", "subject", "body")) == planned


def test_plan_holds_thirty_days_and_no_more():
    reminding_call()
    member()

    days = [day.day.isoformat() for day in page(stockholm(2023, 7, 20)).days]

    assert days == ["2023-08-10"]


def test_plan_begins_with_what_is_due_already(officer):
    reminding_call()
    member()

    assert "Skickas nu" in shown(officer)
    send_due(at=NOW)
    assert "Skickas nu" not in shown(officer)


def test_plan_says_when_nobody_would_hear(officer):
    submitted_case(call=reminding_call(), by=member())

    assert "Som det ser ut nu får ingen någon påminnelse" in shown(officer)


def test_plan_without_calls_says_what_will_stand_there(officer):
    html = shown(officer, at=stockholm(2023, 1, 1))

    assert "Inga påminnelser är planerade de närmaste 30 dagarna." in html
    assert "Inga påminnelser har skickats de senaste 30 dagarna." in html


def test_plan_shows_what_was_sent_and_what_failed(officer):
    call = reminding_call()
    reminder(call, member(name="Karin Ek"))
    reminder(call, member(name="Ola Berg"), state="failed", last_error="550 Okänd adress")
    reminder(call, member(name="Eva Lind"), state="pending")
    reminder(call, member(name="Bo Ström"), state="expired")
    reminder(call, member(name="Långt Sedan"), planned_at=THREE_DAYS - timedelta(days=40))

    html = shown(officer)
    failed = shown(officer, "?visa=misslyckade")

    assert "2 påminnelser har inte nått fram" in html
    for words in ("Karin Ek", "Skickat", "Ola Berg", "Misslyckades", "550 Okänd adress", "På väg", "Hann inte skickas"):
        assert words in html
    assert "Långt Sedan" not in html.split('id="sent"')[1]
    assert "Ola Berg" in failed.split('id="sent"')[1]
    assert "Karin Ek" not in failed.split('id="sent"')[1]


def test_plan_says_who_gets_it_otherwise_than_by_a_mail_of_its_own(officer):
    call = reminding_call()
    reminder(call, member(name="Karin Ek"), way="digest")
    reminder(call, member(name="Ola Berg"), way="start_page")
    muted = member(name="Eva Lind")
    MutedKind.objects.create(person=muted, kind="deadline_reminder")

    coming, sent = shown(officer).split('id="sent"')
    failed = shown(officer, "?visa=misslyckade").split('id="sent"')[1]

    assert "Eva Lind (bara på startsidan)" in coming
    assert "Karin Ek," in coming
    assert "I det dagliga sammandraget" in sent
    assert "På startsidan, utan mejl" in sent
    assert "Karin Ek" not in failed


def test_plan_leads_call_administrators_to_where_mails_are_sent_again(client):
    reminder(reminding_call(), member(), state="failed")
    for role, leads in ("call_administrator", True), ("case_officer", False):
        client.force_login(staff(role))
        assert ("/admin/outbox/mail/?state__exact=failed" in shown(client)) == leads


def test_plan_of_one_call_leaves_the_others_out(officer):
    one, other = reminding_call(title="Den ena"), reminding_call(title="Den andra")
    reminder(one, member(name="Karin Ek"))
    reminder(other, member(name="Ola Berg"))

    html = shown(officer, f"?utlysning={one.slug}").split('id="coming"')[1]

    assert "Den ena" in html
    assert "Den andra" not in html
    assert "Ola Berg" not in html.split('id="sent"')[1]


@pytest.mark.parametrize("query", ["?page=abc", "?page=-1", "?page=99999999999", "?utlysning=finns-inte", "?visa=%00"])
def test_plan_answers_strange_questions(officer, query):
    reminder(reminding_call(), member())

    assert "Påminnelser" in shown(officer, query)


def test_plan_pages_what_was_sent(officer):
    call = reminding_call()
    for number in range(51):
        reminder(call, member(name=f"Person {number:02}"))

    first, second = shown(officer), shown(officer, "?page=2")

    assert "Sida 1 av 2" in first
    assert "Person 00" not in first.split('id="sent"')[1]
    assert "Person 00" in second.split('id="sent"')[1]


def test_plan_asks_as_little_for_many(officer):
    call = reminding_call()
    questions = []
    for codes in (["20"], ["21", "03", "12", "14", "10"]):
        for code in codes:
            people = [member(code=code) for _ in range(3)]
            draft({"project": {"summary": "Text"}}, call=call, code=code, by=people[0])
            reminder(call, people[1])
        with CaptureQueriesContext(connection) as asked:
            shown(officer)
        questions.append(len(asked))

    assert questions[0] == questions[1] <= 22
