"""Files that go with a hearing and its answer; reminders before the last day, and what happens when it ran out."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate

import applications.correspondence.actions
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.correspondence.hearing_forms import HearingAnswerForm
from applications.correspondence.models import Hearing, Message, MessageFile
from applications.desk.queries import staff_tasks
from applications.records.document_links import linked_documents
from applications.records.papers import papers_of
from portal.files.events import file_infected
from portal.files.models import StoredFile
from portal.notices.models import Notice
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.cases import conflict, no_conflict, submitted_case
from tests.factories.files import stored_file, upload
from tests.factories.regions import member
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db
actions = applications.correspondence.actions
ASKED = datetime(2022, 6, 1, 9, 0, tzinfo=UTC)
DUE = date(2022, 6, 15)


def morning(day: int) -> datetime:
    return datetime(2022, 6, day, 7, 0, tzinfo=UTC)


@pytest.fixture
def case():
    made = submitted_case(
        Stage.ASSESSING, officer=staff("case_officer", name="Sara Nyberg"), by=member("editor", name="Anders Lind")
    )
    submission(made)
    return made


def asked(case, **fields) -> Hearing:
    values = {"text": "Vi tänker avslå.", "due_on": DUE, "key": uuid.uuid4(), "by": case.officer, "at": ASKED}
    return actions.ask_hearing(**{"case_id": case.pk, **values, **fields})


def answered(of: Hearing, **fields):
    values = {"text": "Vi håller inte med.", "key": uuid.uuid4(), "by": of.case.created_by}
    return actions.answer_hearing(**{"hearing_id": of.pk, **values, "arrived_at": ASKED, "at": ASKED, **fields})


def files_of(message: Message) -> list[str]:
    return [one.file.name for one in message.attached.all()]


# --- Files ---------------------------------------------------------------------------------------------------


def test_files_go_with_the_hearing_and_with_its_answer(case):
    made = asked(case, uploads=[upload(name="granskning.pdf"), upload(name="bilaga.pdf")])
    answer = answered(made, uploads=[upload(name="svar.pdf")])

    assert files_of(made.message) == ["granskning.pdf", "bilaga.pdf"]
    assert files_of(answer.message) == ["svar.pdf"]
    with pytest.raises(DatabaseError), transaction.atomic():
        MessageFile.objects.all().delete()


def test_same_form_sent_twice_stores_its_files_once(case):
    key = uuid.uuid4()
    made = asked(case, key=key, uploads=[upload()])

    assert asked(case, key=key, uploads=[upload()]) == made
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("uploads", "why"),
    [
        (lambda: [upload(), upload(content=b"MZ\x90\x00program", name="virus.exe")], "virus.exe"),
        (lambda: [upload() for _each in range(11)], "högst 10 filer"),
    ],
)
def test_file_that_cannot_be_taken_stops_all_and_says_which(case, uploads, why):
    with pytest.raises(ValidationError) as refused:
        asked(case, uploads=uploads())

    assert why in str(refused.value.message_dict["uploads"])
    assert not Message.objects.exists()
    assert not MessageFile.objects.exists()


def test_files_open_to_both_sides_and_to_nobody_else(case):
    made = asked(case, uploads=[upload(name="material.pdf")])
    answer = answered(made, uploads=[upload(name="svar.pdf")])
    uuids = [message.attached.get().file.uuid for message in (made.message, answer.message)]
    assessor, stranger, barred = staff("assessor"), member(code="21"), staff("registrar")
    conflict(case, barred)
    no_conflict(case, registrar := staff("registrar"))

    for person, status in (
        (case.created_by, 200),
        (member("reader"), 200),
        (case.officer, 200),
        (registrar, 200),
        (assessor, 404),
        (stranger, 404),
        (barred, 404),
    ):
        client = Client()
        client.force_login(person)
        for each in uuids:
            response = client.get(reverse("files:download", args=[each]))
            assert response.status_code == status, person
            if status == 200:
                assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_who_has_yet_to_declare_is_led_there_from_a_file(client, case):
    made = asked(case, uploads=[upload()])
    client.force_login(staff("registrar"))

    response = client.get(reverse("files:download", args=[made.message.attached.get().file.uuid]))

    assert response.url.startswith(reverse("cases:declare", args=[case.pk]))


def test_officer_sends_and_region_answers_with_files_on_the_page(client, case):
    url = reverse("correspondence:hearing", args=[case.pk])
    client.force_login(case.officer)
    key = str(uuid.uuid4())
    posted = {"text": "Läs och svara.", "due_on": f"{localdate() + timedelta(days=20):%Y-%m-%d}", "key": key}
    response = client.post(url, {**posted, "uploads": [upload(name="material.pdf"), upload(name="mer.pdf")]})
    assert response.status_code == 302, response.context["form"].errors

    client.force_login(case.created_by)
    page = client.get(url).content.decode()
    assert "material.pdf" in page
    assert "mer.pdf" in page
    response = client.post(url, {"text": "Här.", "key": str(uuid.uuid4()), "uploads": [upload(name="svar.pdf")]})
    assert response.status_code == 302
    client.force_login(case.officer)
    assert "svar.pdf" in client.get(url).content.decode()


def test_page_says_which_file_was_refused_and_keeps_the_text(client, case):
    url = reverse("correspondence:hearing", args=[case.pk])
    client.force_login(case.officer)
    posted = {
        "text": "Läs och svara.",
        "due_on": f"{localdate() + timedelta(days=20):%Y-%m-%d}",
        "key": str(uuid.uuid4()),
    }

    response = client.post(url, {**posted, "uploads": [upload(content=b"MZ\x90\x00", name="virus.exe")]})

    assert response.status_code == 422
    assert "virus.exe" in response.content.decode()
    assert "Läs och svara." in response.content.decode()


def test_page_asks_no_more_for_more_files(client, case, django_assert_max_num_queries):
    client.force_login(case.created_by)
    url = reverse("correspondence:hearing", args=[case.pk])
    for size in range(1, 3):
        made = asked(case, at=ASKED + timedelta(days=30 * size), due_on=DUE + timedelta(days=30 * size + 10))
        MessageFile.objects.bulk_create(
            MessageFile(message=made.message, file=stored_file(by=case.officer)) for _each in range(size * 3)
        )
        answered(made)
        client.get(url)
        with django_assert_max_num_queries(14):
            client.get(url)


def test_virus_found_afterwards_is_told_to_who_sent_it_and_to_the_officer(case):
    answer = answered(asked(case), uploads=[upload(name="svar.pdf")])
    stored = answer.message.attached.get().file

    for _twice in range(2):
        file_infected.send(sender=StoredFile, stored=stored, at=ASKED)

    for person in (case.created_by, case.officer):
        assert Notice.objects.filter(person=person, kind="infected_message_file").count() == 1


def test_files_are_in_the_cases_file_and_lead_from_the_register(case):
    made = asked(case, uploads=[upload(name="material.pdf")])
    answered(made, uploads=[upload(name="svar.pdf")])

    papers = papers_of(case)
    assert [file.name for paper in papers for file in paper.files if paper.kind == "Yttrande"] == ["svar.pdf"]
    assert [file.name for paper in papers for file in paper.files if paper.kind == "Begäran om yttrande"] == [
        "material.pdf"
    ]
    words = [link.words for line in linked_documents(case) for link in line.links]
    assert {"material.pdf", "svar.pdf"} <= set(words)


# --- Reminders -----------------------------------------------------------------------------------------------


def told(person, kind: str) -> int:
    return Notice.objects.filter(person=person, kind=kind).count()


def test_region_is_reminded_once_before_the_last_day(case):
    asked(case)
    region = case.created_by

    assert actions.remind_of_hearings(at=morning(11)) == 0
    assert actions.remind_of_hearings(at=datetime(2022, 6, 12, 4, 0, tzinfo=UTC)) == 0, "nobody is reminded at night"
    assert actions.remind_of_hearings(at=morning(12)) == 1
    assert actions.remind_of_hearings(at=morning(13)) == 0
    assert told(region, "hearing_reminder") == 1
    assert "15 juni 2022" in Mail.objects.filter(person=region).last().subject.replace("\xa0", " ")


def test_more_time_is_reminded_of_anew(case):
    made = asked(case)
    actions.remind_of_hearings(at=morning(12))
    actions.move_hearing(hearing_id=made.pk, due_on=date(2022, 6, 29), by=case.officer, at=morning(13))

    assert actions.remind_of_hearings(at=morning(14)) == 0
    assert actions.remind_of_hearings(at=morning(27)) == 1


def test_hearing_that_is_answered_or_asked_late_is_not_reminded_of(case):
    answered(asked(case))
    asked(case, due_on=date(2022, 6, 3))

    assert actions.remind_of_hearings(at=morning(2)) == 0
    assert actions.remind_of_hearings(at=morning(12)) == 1, "the one that ran out unanswered"


def test_officer_is_told_once_that_no_answer_came_and_has_a_task(case):
    asked(case)
    title = "Regionen har inte yttrat sig i tid. Gå vidare, eller ge mer tid"
    assert title not in [task.title for task in staff_tasks(case.officer, at=morning(15))]

    assert actions.remind_of_hearings(at=morning(16)) == 1
    assert actions.remind_of_hearings(at=morning(17)) == 0
    assert told(case.officer, "hearing_run_out") == 1
    assert told(case.created_by, "hearing_run_out") == 0
    (task,) = [task for task in staff_tasks(case.officer, at=morning(16)) if task.title == title]
    assert (task.due_on, task.is_late) == (DUE, True)
    assert task.url == reverse("correspondence:hearing", args=[case.pk])


@pytest.mark.parametrize("how", ["proposed", "waived", "answered", "moved", "withdrawn"])
def test_task_goes_when_the_officer_goes_on(case, how):
    made = asked(case)
    match how:
        case "proposed":
            Case.objects.update(stage=Stage.PROPOSED)
        case "waived":
            actions.waive_hearing(case_id=case.pk, why="Tydligt nu.", by=case.officer, at=morning(16))
        case "answered":
            answered(made)
        case "moved":
            actions.move_hearing(hearing_id=made.pk, due_on=date(2022, 7, 1), by=case.officer, at=morning(16))
        case "withdrawn":
            Case.objects.update(withdrawn_at=ASKED)

    titles = [task.title for task in staff_tasks(case.officer, at=morning(17))]

    assert not any("yttrat sig i tid" in title for title in titles)


@pytest.mark.parametrize("number", [1, 4])
def test_files_stand_with_their_message_among_all_messages_too(case, number, client, django_assert_max_num_queries):
    answered(asked(case, uploads=[upload(name="granskning.pdf")]), uploads=[upload(name="svar.pdf")])
    for index in range(number):
        actions.send_message(
            case_id=case.pk,
            side="region",
            text=f"Hej {index}",
            key=uuid.uuid4(),
            by=case.created_by,
            arrived_at=ASKED,
            at=ASKED,
        )
    client.force_login(case.created_by)
    with django_assert_max_num_queries(12):
        said = client.get(reverse("correspondence:messages", args=[case.pk])).content.decode()
    assert said.count("granskning.pdf") == said.count("svar.pdf") == 1


@pytest.mark.parametrize(
    ("text", "name", "content"), [("", "svar.pdf", None), ("Vi håller inte med.", "svar.pdf", b"inte en PDF")]
)
def test_files_that_a_refused_answer_loses_are_named(case, text, name, content, client):
    """Browsers send no file twice: an answer must not go without the file that it began with, and nobody notice."""
    asked(case)
    client.force_login(case.created_by)
    chosen = upload(content, name=name) if content else upload(name=name)
    answer = client.post(reverse("correspondence:hearing", args=[case.pk]), {"text": text, "uploads": [chosen]})
    assert answer.status_code == 422
    assert "Välj filerna igen, de är inte sparade: svar.pdf." in answer.content.decode()
    again = client.post(reverse("correspondence:hearing", args=[case.pk]), {"text": ""})
    assert "Välj filerna igen" not in again.content.decode()


@pytest.mark.parametrize(("language", "words"), [("sv", "2,4\u00a0MB"), ("en", "2.4\u00a0MB")])
def test_what_files_may_be_is_said_in_the_readers_language(language, words, settings):
    """Asked for with the page, and not once when the server starts."""
    settings.UPLOAD_MAX_BYTES = 2_400_000
    with translation.override(language):
        assert words in str(HearingAnswerForm().fields["uploads"].help_text)
