"""The completeness check: half done, done, done anew; and what is asked of the region because of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, connections, transaction

import applications.reviews.actions
import applications.submissions.actions
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.reviews.checklist import Found
from applications.reviews.models import AskedPoints, BegunCheck, CompletenessCheck
from applications.submissions.models import SupplementRequest
from portal.audit.models import AuditEntry
from portal.audit.queries import history
from tests.factories.accounts import staff
from tests.factories.cases import submitted_case
from tests.factories.checklists import all_met, call_with_facts
from tests.factories.submissions import submission
from tests.factories.supplements import DUE, case_to_complete, send, write

pytestmark = pytest.mark.django_db
actions = applications.reviews.actions
MET = {"signed": Found("met"), "eligible": Found("met")}
UNMET = {"signed": Found("not_met", "Fullmakt saknas."), "eligible": Found("met")}


@pytest.fixture
def officer():
    return staff("case_officer", name="Sara Nyberg")


@pytest.fixture
def case(officer):
    made = submitted_case(stage=Stage.CHECKING, officer=officer)
    submission(made)
    return made


def check(case, now, found=MET, **fields):
    given = {"found": found, "seen_version": case.submissions.count(), "by": case.officer, "at": now, **fields}
    return actions.check_completeness(case_id=case.pk, **given)


def events(case):
    return list(AuditEntry.objects.filter(subject=case.audit_subject).values_list("event", flat=True))


def test_check_with_every_point_met_sends_the_case_to_assessment(case, now):
    done = check(case, now)
    case.refresh_from_db()
    assert (done.number, done.is_complete, case.stage) == (1, True, Stage.ASSESSING)
    assert done.submission == case.submissions.get()
    assert events(case) == ["found_complete"]


def test_check_keeps_the_points_as_they_read_then(case, now):
    done = check(case, now, UNMET)
    case.call.checklist.update(text="Något annat")
    done.refresh_from_db()
    assert [(item["key"], item["text"], item["answer"], item["note"]) for item in done.items] == [
        ("signed", "Behörig företrädare har lämnat in", "not_met", "Fullmakt saknas."),
        ("eligible", "Sökanden får söka", "met", ""),
    ]


def test_check_with_a_point_unmet_stays_says_so_in_the_log_and_can_be_done_anew(case, now):
    check(case, now, UNMET)
    case.refresh_from_db()
    assert case.stage == Stage.CHECKING
    (line,) = history(case)
    assert "ansökan är inte komplett. Behörig företrädare har lämnat in: Fullmakt saknas." in line.sentence

    check(case, now)

    case.refresh_from_db()
    assert case.stage == Stage.ASSESSING
    assert list(case.completeness_checks.values_list("number", "is_complete")) == [(2, True), (1, False)]


def test_check_with_a_point_that_does_not_apply_is_complete_and_says_why(case, now):
    done = check(case, now, {**MET, "signed": Found("not_applicable", "Kommunalförbund utan firmatecknare.")})
    assert done.is_complete
    other = submitted_case(stage=Stage.CHECKING, officer=case.officer, call=case.call)
    with pytest.raises(ValidationError) as refusal:
        check(other, now, {**MET, "signed": Found("not_applicable", " ")}, seen_version=0)
    assert list(refusal.value.message_dict) == ["note_signed"]


@pytest.mark.parametrize(
    ("found", "fields"),
    [
        ({}, ["answer_eligible", "answer_signed"]),
        ({"signed": Found("met")}, ["answer_eligible"]),
        ({**MET, "signed": Found("not_met", "  ")}, ["note_signed"]),
        ({**MET, "signed": Found("kanske")}, ["answer_signed"]),
        ({**MET, "signed": Found("not_met", "x" * 2001)}, ["note_signed"]),
    ],
)
def test_check_is_done_when_every_point_has_its_answer_and_its_note(case, now, found, fields):
    with pytest.raises(ValidationError) as refusal:
        check(case, now, found)
    assert sorted(refusal.value.message_dict) == fields
    assert not CompletenessCheck.objects.exists()


def test_check_ignores_answers_to_points_that_the_checklist_does_not_have(case, now):
    done = check(case, now, {**MET, "<script>": Found("not_met", "x")})
    assert [item["key"] for item in done.items] == ["signed", "eligible"]


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.ASSESSING, Stage.PROPOSED, Stage.DECIDED, Stage.NOTIFIED])
def test_check_is_refused_in_other_stages(officer, stage, now):
    case = submitted_case(stage=stage, officer=officer)
    submission(case)
    for act in (lambda: check(case, now), lambda: save(case, now)):
        with pytest.raises(ValidationError, match="Ärendet har läget"):
            act()


def test_check_is_for_the_officer_who_declared_no_conflict(case, officer, now):
    case.declarations.all().delete()
    for person in (officer, staff("case_officer"), staff("decision_maker")):
        for act in (check, save):
            with pytest.raises(PermissionDenied):
                act(case, now, by=person)


def test_check_sent_twice_is_one(case, now):
    assert check(case, now) == check(case, now)
    assert events(case) == ["found_complete"]


def test_check_done_is_never_changed(case, now):
    done = check(case, now, UNMET)
    for change in (
        lambda: CompletenessCheck.objects.filter(pk=done.pk).update(is_complete=True),
        lambda: CompletenessCheck.objects.filter(pk=done.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


# --- Half done ------------------------------------------------------------------------------------------------


def save(case, now, found=UNMET, **fields):
    return actions.save_check(
        case_id=case.pk, **{"found": found, "comment": "Halvvägs.", "by": case.officer, "at": now, **fields}
    )


def test_check_half_done_is_kept_and_is_no_check(case, now):
    save(case, now, {"signed": Found("met")})
    begun = save(case, now, {"signed": Found("not_met", "Fullmakt?")})
    assert begun.answers == {"signed": {"answer": "not_met", "note": "Fullmakt?"}}
    assert BegunCheck.objects.count() == 1
    assert not CompletenessCheck.objects.exists()
    case.refresh_from_db()
    assert (case.stage, events(case)) == (Stage.CHECKING, [])


def test_check_half_done_goes_when_the_check_is_done(case, now):
    save(case, now)
    check(case, now)
    assert not BegunCheck.objects.exists()


# --- What the portal knows ----------------------------------------------------------------------------------------


def test_check_keeps_what_the_portal_told_with_its_source(officer, now):
    case = submitted_case(stage=Stage.CHECKING, officer=officer, call=call_with_facts())
    submission(case)
    done = check(case, now, all_met(case.call))
    told = {item["key"]: item.get("told") for item in done.items}
    assert told["eligible"] == "Region Dalarna får söka."
    assert told["co_funding"] is None
    assert {item["key"]: item.get("source") for item in done.items}["eligible"] == "utlysningens lista över regioner"


def test_check_against_what_the_portal_knows_says_why(officer, now):
    call = call_with_facts()
    call.eligible_regions.remove("20")
    case = submitted_case(stage=Stage.CHECKING, officer=officer, call=call)
    submission(case)
    found = all_met(call, eligible=Found("met"))
    with pytest.raises(ValidationError, match="Portalens uppgift säger något annat"):
        check(case, now, found)
    assert check(case, now, {**found, "eligible": Found("met", "Regionen lades till efter beslut.")}).is_complete


# --- Anew, when another version has come ----------------------------------------------------------------------


def test_check_of_a_version_that_another_has_replaced_is_refused(case, now):
    submission(case)
    with pytest.raises(ValidationError, match="Version 2 av ansökan har kommit in") as refusal:
        check(case, now, seen_version=1)
    assert refusal.value.code == "changed"
    assert check(case, now, seen_version=2).submission.number == 2


def test_check_anew_after_a_supplement_keeps_the_old_one(now):
    case = case_to_complete(now)
    check(case, now, UNMET)
    asked = ask(case, now)
    write(case, now)
    send(case, now)

    again = check(case, now)

    assert (again.number, again.submission.number, again.is_complete) == (2, 2, True)
    first = case.completeness_checks.get(number=1)
    assert (first.is_complete, first.submission.number) == (False, 1)
    assert asked.asked_points.keys == ["signed"]
    case.refresh_from_db()
    assert case.stage == Stage.ASSESSING


def test_check_anew_while_the_case_is_assessed_leaves_the_stage(case, now):
    check(case, now)
    with pytest.raises(ValidationError, match="Ärendet har läget"):
        check(case, now, UNMET)
    submission(case)
    assert check(case, now, UNMET).number == 2
    case.refresh_from_db()
    assert case.stage == Stage.ASSESSING


# --- Asking the region ---------------------------------------------------------------------------------------------


def ask(case, now, **fields):
    given = {"points": ["signed"], "text": "Skicka fullmakten.", "sections": ["project"], "due_on": DUE}
    return actions.ask_about_points(case_id=case.pk, **{**given, "by": case.officer, "at": now, **fields})


def test_ask_about_points_is_a_request_that_knows_its_points(now):
    case = case_to_complete(now)
    done = check(case, now, UNMET)
    asked = ask(case, now, points=["signed", "eligible", "<script>"])
    assert (asked.text, asked.sections, asked.due_on) == ("Skicka fullmakten.", ["project"], DUE)
    assert (asked.asked_points.keys, asked.asked_points.check_done) == (["signed"], done)
    assert events(case)[-1] == "supplement_asked"


def test_ask_about_points_twice_is_one_request(now):
    case = case_to_complete(now)
    check(case, now, UNMET)
    assert ask(case, now) == ask(case, now)
    assert (SupplementRequest.objects.count(), AskedPoints.objects.count()) == (1, 1)


def test_ask_about_no_point_sends_nothing(now):
    case = case_to_complete(now)
    check(case, now, UNMET)
    with pytest.raises(ValidationError, match="Välj minst en punkt"):
        ask(case, now, points=["eligible"])
    assert not SupplementRequest.objects.exists()
    case.draft.refresh_from_db()
    assert not case.draft.is_open


def test_ask_about_points_is_for_the_officer(now):
    case = case_to_complete(now)
    check(case, now, UNMET)
    with pytest.raises(Case.DoesNotExist):
        ask(case, now, by=staff("assessor"))
    with pytest.raises(PermissionDenied):
        ask(case, now, by=staff("decision_maker"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time")
@pytest.mark.parametrize("found", [MET, UNMET])
def test_check_done_twice_at_the_same_instant_is_one(found, now):
    case = case_to_complete(now)
    barrier = Barrier(2)

    def run(_which):
        try:
            barrier.wait(timeout=10)
            return check(case, now + timedelta(seconds=1), found)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(run, range(2))

    assert first == second
    assert case.completeness_checks.count() == 1
