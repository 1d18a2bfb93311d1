"""Hearing the region before a decision against it (förvaltningslagen 25 §)."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.timezone import localdate

import applications.correspondence.actions
from applications.calls.models import Call
from applications.cases.models import Case, Document
from applications.cases.states import Stage
from applications.correspondence.hearing import standing_of
from applications.correspondence.models import Hearing, HearingAnswer, HearingWaiver, Message
from applications.submissions.due_days import working_day_from
from portal.audit.models import AuditEntry
from portal.calendar.dates import dates_for
from portal.notices.models import Notice
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.cases import draft_case, no_conflict, submitted_case
from tests.factories.correspondence import hearing
from tests.factories.drafting import draft_of
from tests.factories.regions import member
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db
actions = applications.correspondence.actions
MATERIAL = "En utomstående granskare anser att budgeten är för hög."


@pytest.fixture
def case():
    made = submitted_case(
        Stage.ASSESSING, officer=staff("case_officer", name="Sara Nyberg"), by=member("editor", name="Anders Lind")
    )
    draft_of(made)
    submission(made)
    return made


def asked(case, now, **fields):
    values = {"text": MATERIAL, "due_on": date(2022, 6, 15), "key": uuid.uuid4(), "by": case.officer, "at": now}
    return actions.ask_hearing(**{"case_id": case.pk, **values, **fields})


def answered(of, now, **fields):
    values = {
        "text": "Vi håller inte med.",
        "key": uuid.uuid4(),
        "by": of.case.created_by,
        "arrived_at": now,
        "at": now,
    }
    return actions.answer_hearing(**{"hearing_id": of.pk, **values, **fields})


def test_hearing_is_kept_registered_told_and_stands_in_calendars(case, now):
    made = asked(case, now)

    assert (made.due_on, made.message.text, made.message.side) == (date(2022, 6, 15), MATERIAL, "authority")
    document = Document.objects.get(case=case)
    assert (document.direction, document.title) == ("out", "Begäran om yttrande")
    assert MATERIAL not in Mail.objects.get(person=case.created_by).body
    assert "senast 15 juni 2022" in Mail.objects.get(person=case.created_by).subject
    assert Notice.objects.filter(person=case.created_by).count() == 1
    for person in (case.created_by, case.officer):
        (due,) = [each for each in dates_for(person, at=now) if each.key.startswith("hearing")]
        assert (due.when, due.sequence) == (date(2022, 6, 15), 0)
    assert standing_of(case, now).waits_until == date(2022, 6, 15)
    events = AuditEntry.objects.filter(subject=case.audit_subject).values_list("event", flat=True)
    assert list(events) == ["message_sent", "hearing_asked"]


def test_last_day_to_suggest_is_the_calls(case, client):
    Call.objects.update(answer_days=30)
    client.force_login(case.officer)
    form = client.get(reverse("correspondence:hearing", args=[case.pk])).context["form"]
    assert form["due_on"].value() == working_day_from(localdate() + timedelta(days=30))


def test_hearing_falls_due_on_a_working_day(case, now):
    assert asked(case, now, due_on=date(2022, 6, 24)).due_on == date(2022, 6, 27), "Midsummer's eve"


def test_hearing_sent_twice_is_one_and_another_waits_for_it(case, now):
    key = uuid.uuid4()

    assert asked(case, now, key=key) == asked(case, now, key=key)
    with pytest.raises(ValidationError, match="redan fått material"):
        asked(case, now)
    assert asked(case, now + timedelta(days=30), due_on=date(2022, 8, 1)) == Hearing.objects.first()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"due_on": date(2022, 6, 1)}, "due_on"),
        ({"due_on": date(2024, 6, 1)}, "due_on"),
    ],
)
def test_hearing_that_says_nothing_or_falls_due_wrongly_is_refused(case, now, change, field):
    with pytest.raises(ValidationError) as refusal:
        asked(case, now, **change)
    assert list(refusal.value.message_dict) == [field]
    assert not Message.objects.exists()


def test_hearing_is_the_officers_to_ask_and_of_a_case_at_hand(case, now):
    other = staff("case_officer")
    no_conflict(case, other)
    with pytest.raises(PermissionDenied):
        asked(case, now, by=other)
    with pytest.raises(Case.DoesNotExist):
        asked(case, now, by=case.created_by)
    Case.objects.filter(pk=case.pk).update(withdrawn_at=now)
    with pytest.raises(ValidationError, match="återkallat"):
        asked(case, now)
    with pytest.raises(ValidationError, match="återkallat"):
        actions.waive_hearing(case_id=case.pk, why="Nej.", by=case.officer, at=now)


def test_answer_is_kept_registered_and_told_to_the_officer(case, now):
    made = asked(case, now)
    came = now + timedelta(days=2)

    answer = answered(made, came)

    assert (answer.message.text, answer.message.sent_at) == ("Vi håller inte med.", came)
    assert Document.objects.filter(case=case, direction="in").get().title == "Yttrande"
    assert Notice.objects.filter(person=case.officer).count() == 1
    assert standing_of(case, came).was_heard
    assert [each for each in dates_for(case.officer, at=now) if each.key.startswith("hearing")] == []


def test_answer_after_the_last_day_is_received_and_sent_twice_it_is_one(case, now):
    made, late, key = asked(case, now), now + timedelta(days=60), uuid.uuid4()

    assert answered(made, late, key=key) == answered(made, late, key=key)
    with pytest.raises(ValidationError, match="redan yttrat er"):
        answered(made, late)
    assert HearingAnswer.objects.count() == 1


def test_answer_is_for_those_who_write_for_the_region(case, now):
    made = asked(case, now)

    with pytest.raises(PermissionDenied):
        answered(made, now, by=member("reader"))
    for outsider in (member("editor", code="12"), case.officer):
        with pytest.raises(Hearing.DoesNotExist):
            answered(made, now, by=outsider)
    assert answered(made, now, by=member("editor"))


def test_region_counts_as_heard_when_its_last_day_has_gone_and_not_before(case, now):
    asked(case, now)

    assert not standing_of(case, now + timedelta(days=14)).is_done
    assert standing_of(case, now + timedelta(days=15)).was_heard


def test_more_time_moves_the_day_in_calendars_and_is_told(case, now):
    made = asked(case, now)

    actions.move_hearing(hearing_id=made.pk, due_on=date(2022, 6, 29), by=case.officer, at=now)

    (due,) = [each for each in dates_for(case.created_by, at=now) if each.key.startswith("hearing")]
    assert (due.when, due.sequence) == (date(2022, 6, 29), 1)
    assert Notice.objects.filter(person=case.created_by).count() == 2
    with pytest.raises(ValidationError, match="efter den 29 juni"):
        actions.move_hearing(hearing_id=made.pk, due_on=date(2022, 6, 20), by=case.officer, at=now)
    answered(made, now)
    with pytest.raises(ValidationError, match="har redan svarat"):
        actions.move_hearing(hearing_id=made.pk, due_on=date(2022, 7, 20), by=case.officer, at=now)


def test_waiver_says_why_once_and_a_later_hearing_counts_instead(case, now):
    with pytest.raises(ValidationError, match="Skriv varför"):
        actions.waive_hearing(case_id=case.pk, why=" ", by=case.officer, at=now)
    first = actions.waive_hearing(case_id=case.pk, why="Egna uppgifter. ", by=case.officer, at=now)
    assert first == actions.waive_hearing(case_id=case.pk, why="Egna uppgifter.", by=case.officer, at=now)
    assert standing_of(case, now).waived_why == "Egna uppgifter."

    asked(case, now + timedelta(hours=1))

    assert standing_of(case, now).waits_until == date(2022, 6, 15)


def test_hearings_are_never_rewritten(case, now):
    made = asked(case, now)
    answered(made, now)
    actions.waive_hearing(case_id=case.pk, why="Egna uppgifter.", by=case.officer, at=now)

    for change in (
        lambda: Hearing.objects.update(asked_at=now + timedelta(days=1)),
        lambda: HearingAnswer.objects.all().delete(),
        lambda: HearingWaiver.objects.update(why="Annat."),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def text_of(page):
    return page.content.decode().replace("\u00a0", " ")


def test_the_way_through_the_pages(case, client):
    at = reverse("correspondence:hearing", args=[case.pk])
    day = working_day_from(localdate() + timedelta(days=10))
    client.force_login(case.officer)
    assert "Regionen har inte blivit ombedd" in text_of(client.get(at))
    page = client.post(at, {"text": MATERIAL, "due_on": "snart"})
    assert (page.status_code, MATERIAL in text_of(page)) == (422, True)
    page = client.post(at, {"text": MATERIAL, "due_on": day.isoformat()}, follow=True)
    assert "Regionen har fått materialet" in text_of(page)

    client.force_login(case.created_by)
    assert "Yttra er innan vi beslutar" in text_of(client.get("/"))
    assert "Läs och yttra er" in text_of(client.get(reverse("desk:region_case", args=[case.pk])))
    assert "Läs och yttra er" in text_of(client.get(reverse("correspondence:messages", args=[case.pk])))
    assert MATERIAL in text_of(client.get(at))
    assert client.post(at, {"text": ""}).status_code == 422
    page = client.post(at, {"text": "Vi håller inte med."}, follow=True)
    assert "Ert yttrande är skickat" in text_of(page)
    assert "Anders Lind yttrade sig" in text_of(client.get(reverse("desk:region_case", args=[case.pk])))

    client.force_login(case.officer)
    assert "Vi håller inte med." in text_of(client.get(at))
    assert "Regionen yttrade sig" in text_of(client.get(reverse("desk:case", args=[case.pk])))
    page = client.post(reverse("correspondence:waive_hearing", args=[case.pk]), {"why": ""})
    assert page.status_code == 422
    page = client.post(reverse("correspondence:waive_hearing", args=[case.pk]), {"why": "Egna uppgifter."}, follow=True)
    assert "Egna uppgifter." in text_of(page)


def test_pages_give_more_time_and_show_a_late_answer_as_late(case, client):
    made = hearing(case, due_on=localdate() + timedelta(days=3))
    move = reverse("correspondence:move_hearing", args=[case.pk, made.pk])
    client.force_login(case.officer)
    assert client.post(move, {"due_on": localdate().isoformat()}).status_code == 422
    day = localdate() + timedelta(days=20)
    assert client.post(move, {"due_on": day.isoformat()}).status_code == 302

    client.force_login(case.created_by)
    with time_machine.travel(case.arrived_at.replace(year=day.year + 1), tick=False):
        client.force_login(case.created_by)
        assert "Den dagen har gått" in text_of(client.get(reverse("correspondence:hearing", args=[case.pk])))


def test_hearing_of_a_draft_is_not_there(client):
    draft = draft_case()
    client.force_login(draft.created_by)

    assert client.get(reverse("correspondence:hearing", args=[draft.pk])).status_code == 404
