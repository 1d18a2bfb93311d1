"""An application that came late or another way is received, registered, and goes the way of the others."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, connections, transaction

import applications.submissions.actions
from applications.calls.models import Call
from applications.cases.models import Case, Document
from applications.submissions.content import sha256_of
from applications.submissions.models import Registration, Submission
from applications.submissions.rules import why_not_reopen
from portal.audit.models import AuditEntry
from portal.audit.queries import history
from portal.files.models import StoredFile
from portal.outbox.models import Job, Mail
from tests.factories.accounts import staff
from tests.factories.calls import CLOSES
from tests.factories.calls import call as make_call
from tests.factories.cases import no_conflict
from tests.factories.drafting import draft
from tests.factories.files import EXECUTABLE, PDF, upload
from tests.factories.regions import member
from tests.factories.registrations import IN_TIME, LATE, REGISTERED, register
from tests.factories.supplements import ask, send, write

pytestmark = pytest.mark.django_db


def test_register_makes_a_case_like_any_other_with_its_true_moment_of_arrival():
    registration = register(note="Poststämplad den 8 september.")
    submission, case = registration.submission, registration.submission.case

    assert (case.stage, case.registry_number, case.arrived_at) == ("submitted", "2022-000001", LATE)
    assert (case.came_by, case.came_late, case.amount_applied) == ("post", True, 1_900_000)
    assert (submission.number, submission.submitted_by_name) == (1, "Siv Berg")
    assert submission.sha256 == sha256_of(submission.content)
    assert submission.margin == "Kom in 9 timmar och 12 minuter efter stängning, för sent"
    said = json.loads(submission.content)
    assert said["sums"]["applied"] == {"2022": 200_000, "2023": 900_000, "2024": 800_000}
    assert [file["name"] for file in said["attachments"]] == ["ansokan.pdf"]
    assert submission.files.get().name == "ansokan.pdf"
    assert [party["name"] for party in case.parties] == ["Region Gävleborg"]
    assert (registration.registered_by_name, registration.note) == ("Rut Registrator", "Poststämplad den 8 september.")
    assert not case.draft.is_open
    line = Document.objects.get(case=case)
    assert (line.direction, line.at, line.sha256) == ("in", LATE, submission.sha256)


def test_register_is_in_the_log_and_says_when_it_came():
    case = register().submission.case
    assert [entry.event for entry in AuditEntry.objects.filter(subject=case.audit_subject)] == [
        "application_registered"
    ]
    (line,) = history(case)
    assert line.sentence == (
        "Rut Registrator registrerade ansökan, som inte lämnades in i portalen. Den kom in 10 september 2022 kl. 09.12."
    )


def test_register_sends_the_regions_people_a_receipt_that_says_how_it_came():
    signatory, reader, elsewhere = member("signatory"), member("reader"), member("signatory", code="12")
    submission = register().submission
    assert Job.objects.filter(key=submission.receipt_key).count() == 1

    for _twice in range(2):
        applications.submissions.actions.send_receipt(submission_id=submission.pk, at=REGISTERED)

    mails = {mail.to: mail for mail in Mail.objects.all()}
    assert set(mails) == {signatory.email, reader.email}
    assert elsewhere.email not in mails
    mail = mails[signatory.email]
    assert mail.subject == "Kvitto 2022-000001: ansökan Validering i hela länet har kommit in"
    assert "den kom in per post, och vi har registrerat den" in mail.body
    assert "för sent" in mail.body


@pytest.mark.parametrize(
    ("arrived_at", "is_late"),
    [(CLOSES - timedelta(seconds=1), False), (CLOSES, True), (IN_TIME, False)],
)
def test_register_takes_what_came_before_and_after_closing_and_the_deadline_rule_says_which(arrived_at, is_late):
    case = register(arrived_at=arrived_at).submission.case
    assert case.came_late is is_late


def test_register_goes_by_the_regions_own_closing_and_by_the_minutes_of_grace():
    call = make_call(grace_minutes=10)
    assert not register(call=call.pk, arrived_at=CLOSES + timedelta(minutes=9)).submission.case.came_late
    assert register(call=call.pk, arrived_at=CLOSES + timedelta(minutes=10)).submission.case.came_late

    Call.objects.filter(pk=call.pk).update(region_closings={"20": (LATE + timedelta(days=1)).isoformat()})

    assert not register(call=call.pk).submission.case.came_late
    assert register(call=call.pk, region_code="12").submission.case.came_late


def test_register_receives_also_from_a_region_that_may_not_apply_or_has_applied_enough():
    call = make_call(applications_per_region=1)
    call.eligible_regions.remove("20")
    draft(call=call)
    assert register(call=call.pk).submission.case.registry_number


@pytest.mark.parametrize("role", ["case_officer", "decision_maker", "assessor", "call_administrator"])
def test_register_is_for_the_registrar_alone(role):
    with pytest.raises(PermissionDenied):
        register(by=staff(role))
    assert not Case.objects.exists()
    assert not StoredFile.objects.exists()


def test_register_is_not_for_a_registrar_who_acts_for_the_region():
    registrar = staff("registrar")
    member_of = member("editor").memberships.get()
    member_of.person = registrar
    member_of.save()
    with pytest.raises(PermissionDenied):
        register(by=registrar)
    assert register(by=registrar, region_code="12")


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"arrived_at": REGISTERED + timedelta(seconds=1)}, "arrived_at", "senare än nu"),
        ({"arrived_at": REGISTERED - timedelta(days=400)}, "arrived_at", "kan inte ha kommit in före"),
        ({"came_by": "duva"}, "came_by", "Välj hur"),
        ({"papers": []}, "papers", "Lägg till ansökan som fil"),
        ({"papers": [upload(content=EXECUTABLE, name="ansokan.exe")]}, "papers", "ansokan.exe"),
        ({"paper": {"title": " \t\n"}}, "title", "Skriv vad projektet heter"),
        ({"paper": {"title": "x" * 151}}, "title", "högst 150 tecken"),
        ({"paper": {"sender": ""}}, "sender", "undertecknat"),
        ({"paper": {"contact": ""}}, "contact", "når den"),
        ({"paper": {"end_on": date(2022, 9, 30)}}, "end_on", "slutar innan"),
        ({"paper": {"amounts": {2030: 1}}}, "amount_2030", "2030"),
        ({"paper": {"amounts": {2022: -1}}}, "amount_2022", "2022"),
        ({"paper": {"partners": [("x", "")] * 51}}, "partners", "högst 50"),
    ],
)
def test_register_says_what_is_wrong_by_field_and_makes_nothing(changed, field, words):
    with pytest.raises(ValidationError) as refusal:
        register(**changed)
    assert words in str(refusal.value.message_dict[field])
    assert not Case.objects.exists()


def test_register_the_same_form_twice_is_one_case():
    key, registrar, call = uuid.uuid4(), staff("registrar"), make_call()
    first = register(form_key=key, by=registrar, call=call.pk)
    again = register(form_key=key, by=registrar, call=call.pk)
    assert first == again
    assert (Case.objects.count(), Submission.objects.count(), Document.objects.count()) == (1, 1, 1)


def test_register_the_same_form_with_something_else_in_it_says_that_it_was_used():
    key, call = uuid.uuid4(), make_call()
    register(form_key=key, call=call.pk)
    for changed in ({"region_code": "12"}, {"paper": {"title": "Ett annat projekt"}}):
        with pytest.raises(ValidationError, match="redan registrerat, som 2022-000001"):
            register(form_key=key, call=call.pk, **changed)
    assert Case.objects.count() == 1


def test_registration_is_never_changed():
    registration = register()
    for change in (
        lambda: Registration.objects.filter(pk=registration.pk).update(note="Något annat"),
        lambda: Registration.objects.filter(pk=registration.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_registered_in_time_can_be_opened_and_handed_in_anew_by_the_region_until_the_call_closes():
    case = register(arrived_at=IN_TIME, at=IN_TIME + timedelta(hours=1)).submission.case
    signatory = member("signatory")
    assert why_not_reopen(case, CLOSES - timedelta(minutes=1)) == ""
    assert "Utlysningen har stängt" in why_not_reopen(case, CLOSES)

    last = CLOSES - timedelta(minutes=1)
    applications.submissions.actions.reopen(case_id=case.pk, by=signatory, arrived_at=last, at=last)

    case.draft.refresh_from_db()
    assert case.draft.is_open
    period = case.draft.versions.get(section_key="period", is_current=True)
    assert period.content == {"start_on": "2022-10-01", "end_on": "2024-12-31"}


def test_registered_late_is_completed_like_the_others():
    case = register().submission.case
    officer, signatory = staff("case_officer"), member("signatory")
    Case.objects.filter(pk=case.pk).update(stage="checking", officer=officer)
    case = Case.objects.select_related("draft").get(pk=case.pk)
    no_conflict(case, officer)
    case.created_by, case.signatory = member("editor"), signatory
    ask(case, REGISTERED, sections=["activities"], due_on=date(2022, 9, 26))
    write(
        case,
        REGISTERED,
        "activities",
        **{
            "rows-a1-name": "Kartläggning",
            "rows-a1-description": "Intervjuer",
            "rows-a1-start_on": "2022-10-01",
            "rows-a1-end_on": "2022-12-31",
        },
    )
    send(case, REGISTERED)
    assert case.submissions.count() == 2


def test_register_keeps_hostile_text_as_text():
    hostile = "<script>alert(1)</script> {{ 7*7 }} \u202e=HYPERLINK()"
    registration = register(paper={"title": hostile, "sender": hostile, "contact": hostile}, note=hostile)
    assert json.loads(registration.submission.content)["title"] == registration.submission.title
    assert registration.submission.title.startswith("<script>")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time")
@pytest.mark.parametrize("regions", [("20", "20"), ("20", "12")])
def test_register_the_same_form_at_the_same_instant_is_one_case(regions):
    key, registrar, call = uuid.uuid4(), staff("registrar"), make_call()
    barrier = Barrier(2)

    def run(code):
        try:
            barrier.wait(timeout=10)
            papers = [upload(content=PDF, name="ansokan.pdf")]
            return register(form_key=key, by=registrar, call=call.pk, region_code=code, papers=papers)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, regions))

    assert Case.objects.count() == Submission.objects.count() == Registration.objects.count() == 1
    if regions[0] == regions[1]:
        assert results[0] == results[1]
    else:
        assert sorted(type(result).__name__ for result in results) == ["Registration", "ValidationError"]
