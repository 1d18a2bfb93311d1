"""Supplements: asked for, answered, given more time, and given up."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

import applications.decisions.actions
import applications.drafting.actions
import applications.submissions.actions
from applications.calls.models import Outcome
from applications.cases.models import Case, Document
from applications.cases.states import Stage
from applications.submissions.actions import ApplicationChanged
from applications.submissions.leaving import waiting_for_a_signatory
from applications.submissions.models import MoreTime, Submission, SupplementRequest
from portal.audit.models import AuditEntry
from portal.notices.actions import send_digests
from portal.notices.models import DigestChoice
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.cases import conflict, no_conflict
from tests.factories.regions import member
from tests.factories.supplements import DUE, ask, case_to_complete, seen, send, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(now):
    case = case_to_complete(now)
    Mail.objects.all().delete()
    return case


def events(case):
    return list(AuditEntry.objects.filter(subject=case.audit_subject).values_list("event", flat=True))


# --- Asking ------------------------------------------------------------------------------------------------


def test_asking_opens_just_those_sections_registers_and_tells_the_region(case, now):
    reader, elsewhere = member("reader"), member("editor", code="12")

    asked = ask(case, now, sections=["budget", "project"])

    case.refresh_from_db()
    assert (asked.sections, asked.due_on, asked.is_open) == (["project", "budget"], DUE, True)
    assert (case.stage, case.draft.is_open) == (Stage.CHECKING, True)
    assert [key for key in ("project", "budget", "funding") if case.draft.is_section_open(key)] == ["project", "budget"]
    document = Document.objects.filter(case=case).latest("number")
    assert (document.direction, document.title) == ("out", "Begäran om komplettering")
    assert events(case)[-1] == "supplement_asked"
    told = {mail.to: mail for mail in Mail.objects.all()}
    assert set(told) == {case.created_by.email, case.signatory.email, reader.email}
    assert elsewhere.email not in told
    assert "15 juni 2022" in told[reader.email].subject
    assert "målgruppen" not in told[reader.email].body


def test_version_that_stands_stands_while_the_region_writes(case, now):
    standing = case.submissions.get()
    ask(case, now)
    write(case, now)
    assert case.submissions.get() == standing
    assert case.submissions.get().sha256 == standing.sha256


def test_sections_that_were_not_asked_for_stay_shut(case, now):
    ask(case, now)
    with pytest.raises(ValidationError, match="ingår inte"):
        write(case, now, "period", start_on="2022-10-01")


def test_same_request_sent_twice_is_one(case, now):
    assert ask(case, now) == ask(case, now)
    assert SupplementRequest.objects.count() == 1
    with pytest.raises(ValidationError, match="redan en begäran"):
        ask(case, now, text="Något annat.")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": "  "}, "text"),
        ({"sections": []}, "sections"),
        ({"sections": ["made_up"]}, "sections"),
        ({"due_on": date(2022, 6, 1)}, "due_on"),
        ({"due_on": date(2030, 6, 3)}, "due_on"),
    ],
)
def test_request_says_what_where_and_by_when(fields, field, case, now):
    with pytest.raises(ValidationError) as refused:
        ask(case, now, **fields)
    assert list(refused.value.message_dict) == [field]
    case.draft.refresh_from_db()
    assert not case.draft.is_open


def test_last_day_moves_to_a_working_day(case, now):
    assert ask(case, now, due_on=date(2022, 6, 24)).due_on == date(2022, 6, 27)


def test_only_the_officer_without_jav_asks(case, now):
    other, barred, undeclared = staff("case_officer"), staff("case_officer"), case.officer
    no_conflict(case, other)
    conflict(case, barred)
    with pytest.raises(PermissionDenied):
        ask(case, now, by=other)
    with pytest.raises(Case.DoesNotExist):
        ask(case, now, by=barred)
    with pytest.raises(Case.DoesNotExist):
        ask(case, now, by=case.signatory)
    case.declarations.filter(person=undeclared).delete()
    with pytest.raises(PermissionDenied):
        ask(case, now, by=undeclared)


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.PROPOSED, Stage.DECIDED, Stage.NOTIFIED])
def test_nothing_is_asked_for_before_or_after_the_review(stage, case, now):
    Case.objects.filter(pk=case.pk).update(stage=stage)
    with pytest.raises(ValidationError, match="läget"):
        ask(case, now)


def test_nothing_is_asked_for_in_a_withdrawn_application_or_one_that_the_region_has_reopened(case, now):
    Case.objects.filter(pk=case.pk).update(withdrawn_at=now)
    with pytest.raises(ValidationError, match="återkallad"):
        ask(case, now)
    Case.objects.filter(pk=case.pk).update(withdrawn_at=None)
    case.draft.is_open = True
    case.draft.save()
    with pytest.raises(ValidationError, match="öppnat"):
        ask(case, now)


def test_reopening_that_came_to_nothing_before_closing_stands_in_nobodys_way(case, now):
    applications.submissions.actions.reopen(case_id=case.pk, by=case.signatory, arrived_at=now, at=now)
    write(case, now, summary="Aldrig inlämnat.")
    after = case.call.closes_at + timedelta(days=4)
    ask(case, after, due_on=after.date() + timedelta(days=9))
    assert case.reopenings.get().ended_at == after
    write(case, after, summary="Kompletterat.")
    assert send(case, after).submission.number == 2


# --- Answering ---------------------------------------------------------------------------------------------


def test_sending_makes_a_new_version_shuts_the_draft_and_tells_the_officer(case, now):
    asked = ask(case, now)
    write(case, now)
    Mail.objects.all().delete()
    later = now + timedelta(days=3)

    sent = send(case, later)

    case.refresh_from_db()
    assert sent == asked
    assert (sent.submission.number, sent.answered_at, sent.was_late, sent.is_open) == (2, later, False, False)
    assert "vuxna utan intyg" in sent.submission.content
    assert case.submissions.count() == 2
    assert (case.stage, case.draft.is_open, case.draft.open_sections) == (Stage.CHECKING, False, [])
    assert case.registry_number == Case.objects.get(pk=case.pk).registry_number
    assert events(case)[-2:] == ["application_submitted", "supplement_sent"]
    assert case.officer.email in Mail.objects.values_list("to", flat=True)


def test_supplement_after_its_last_day_counts_and_is_said_to_be_late(case, now):
    ask(case, now)
    write(case, now)
    sent = send(case, now + timedelta(days=30))
    assert sent.was_late
    assert "Sista dagen var" in Mail.objects.get(to=case.officer.email).body


def test_supplement_is_in_time_by_its_arrival_and_not_by_when_it_was_handled(case, now):
    ask(case, now)
    write(case, now)
    last_moment = now.replace(day=15, hour=21, minute=59)
    sent = send(case, last_moment + timedelta(minutes=2), arrived_at=last_moment)
    assert not sent.was_late


def test_same_send_twice_is_one_version(case, now):
    ask(case, now)
    write(case, now)
    shown = seen(case)
    assert send(case, now, seen_hash=shown) == send(case, now, seen_hash=shown)
    assert Submission.objects.filter(case=case).count() == 2


def test_only_a_signatory_sends(case, now):
    ask(case, now)
    write(case, now)
    for person in (case.created_by, member("reader"), member("coordinator")):
        with pytest.raises(PermissionDenied):
            send(case, now, by=person)
    with pytest.raises(Case.DoesNotExist):
        send(case, now, by=member("signatory", code="12"))


def test_what_a_colleague_changed_meanwhile_is_read_before_it_is_sent(case, now):
    ask(case, now)
    write(case, now)
    shown = seen(case)
    write(case, now, summary="Något helt annat.")
    with pytest.raises(ApplicationChanged):
        send(case, now, seen_hash=shown)
    assert Submission.objects.filter(case=case).count() == 1


def test_nothing_changed_is_nothing_to_send(case, now):
    ask(case, now)
    with pytest.raises(ValidationError, match="inte ändrat något"):
        send(case, now)


def test_what_is_lacking_in_an_open_section_stops_it(case, now):
    ask(case, now)
    write(case, now, summary="")
    with pytest.raises(ValidationError):
        send(case, now)


def test_costs_that_no_longer_agree_with_the_shut_funding_stop_it(case, now):
    ask(case, now, sections=["budget"])
    write(case, now, "budget", **{"amounts-staff-2022": "900000"})
    with pytest.raises(ValidationError):
        send(case, now)


def test_what_was_wrong_elsewhere_before_does_not_stop_it(case, now):
    """The call was given a stricter demand after the region had handed in, say."""
    ask(case, now)
    write(case, now)
    case.call.years.update(budget=1)
    assert send(case, now).submission.number == 2


# --- More time ---------------------------------------------------------------------------------------------


def ask_more(case, now, **fields):
    values = {"wanted_on": date(2022, 6, 29), "reason": "Semester.", "by": case.created_by, "arrived_at": now} | fields
    return applications.submissions.actions.ask_more_time(case_id=case.pk, at=now, **values)


def answer(case, now, more, **fields):
    values = {"given_on": date(2022, 6, 29), "by": case.officer} | fields
    return applications.submissions.actions.answer_more_time(case_id=case.pk, more_time_id=more.pk, at=now, **values)


def test_more_time_is_asked_for_and_given(case, now):
    asked = ask(case, now)
    Mail.objects.all().delete()
    more = ask_more(case, now)
    assert ask_more(case, now) == more
    assert Mail.objects.get().to == case.officer.email
    asked.refresh_from_db()
    assert (asked.due_on, asked.open_more_time) == (DUE, more)

    given = answer(case, now, more, given_on=date(2022, 6, 24), answer="Det går bra.")

    asked.refresh_from_db()
    assert given.given_on == asked.due_on == date(2022, 6, 27)
    assert asked.open_more_time is None
    assert events(case)[-2:] == ["more_time_asked", "more_time_given"]
    titles = Document.objects.filter(case=case).order_by("number").values_list("title", flat=True)
    assert list(titles)[-2:] == ["Begäran om mer tid för komplettering", "Svar om mer tid för komplettering"]
    assert "27 juni 2022" in Mail.objects.get(to=case.created_by.email).subject


def test_no_to_more_time_says_why_and_leaves_the_day(case, now):
    asked = ask(case, now)
    more = ask_more(case, now)
    with pytest.raises(ValidationError) as refused:
        answer(case, now, more, given_on=None)
    assert "answer" in refused.value.message_dict
    answer(case, now, more, given_on=None, answer="Vi behöver besluta före sommaren.")
    asked.refresh_from_db()
    assert asked.due_on == DUE
    assert events(case)[-1] == "more_time_refused"


def test_more_time_is_answered_once(case, now):
    ask(case, now)
    more = ask_more(case, now)
    assert answer(case, now, more) == answer(case, now, more)
    with pytest.raises(ValidationError, match="redan besvarad"):
        answer(case, now, more, given_on=None, answer="Nej.")
    assert MoreTime.objects.get().given_on == date(2022, 6, 29)


@pytest.mark.parametrize("fields", [{"wanted_on": DUE}, {"wanted_on": date(2022, 6, 2)}, {"reason": " "}])
def test_more_time_is_later_and_has_a_reason(fields, case, now):
    ask(case, now)
    with pytest.raises(ValidationError):
        ask_more(case, now, **fields)


def test_more_time_can_be_asked_for_when_it_is_late_already(case, now):
    ask(case, now)
    ask_more(case, now + timedelta(days=20))


def test_readers_and_other_officers_have_no_say_in_it(case, now):
    ask(case, now)
    with pytest.raises(PermissionDenied):
        ask_more(case, now, by=member("reader"))
    more = ask_more(case, now)
    other = staff("case_officer")
    no_conflict(case, other)
    with pytest.raises(PermissionDenied):
        answer(case, now, more, by=other)


def test_more_time_for_another_cases_request_is_not_found(case, now):
    ask(case, now)
    elsewhere = case_to_complete(now)
    ask(elsewhere, now)
    more = ask_more(elsewhere, now, by=elsewhere.created_by)
    with pytest.raises(MoreTime.DoesNotExist):
        answer(case, now, more)


# --- Giving up, and what waits -----------------------------------------------------------------------------


def close(case, now, **fields):
    return applications.submissions.actions.close_supplement(case_id=case.pk, at=now, **{"by": case.officer} | fields)


def test_closing_shuts_the_draft_and_tells_the_region(case, now):
    ask(case, now)
    write(case, now)
    Mail.objects.all().delete()

    closed = close(case, now)

    assert closed == close(case, now)
    assert (closed.is_open, closed.closed_by, closed.submission) == (False, case.officer, None)
    case.draft.refresh_from_db()
    assert not case.draft.is_open
    assert case.submissions.count() == 1
    assert set(Mail.objects.values_list("to", flat=True)) == {case.created_by.email, case.signatory.email}
    with pytest.raises(ValidationError, match="slutade vänta"):
        send(case, now, seen_hash="0" * 64)
    with pytest.raises(ValidationError, match="väntas"):
        ask_more(case, now)


def test_what_was_written_and_never_sent_does_not_slip_into_the_next_supplement(case, now):
    ask(case, now)
    write(case, now, summary="Aldrig skickat.")
    close(case, now)
    ask(case, now, text="En annan sak.", sections=["period"])
    write(case, now, "period", end_on="2024-11-30")
    assert "Aldrig skickat" not in send(case, now).submission.content


def test_supplement_waits_for_any_signatory_of_the_region(case, now):
    ask(case, now)
    (waiting,) = waiting_for_a_signatory(case.region)
    assert waiting.url == f"/ansokningar/{case.pk}/komplettering/"
    close(case, now)
    assert waiting_for_a_signatory(case.region) == []


def test_answered_request_is_not_closed_and_only_the_officer_closes(case, now):
    ask(case, now)
    with pytest.raises(Case.DoesNotExist):
        close(case, now, by=case.signatory)
    write(case, now)
    send(case, now)
    with pytest.raises(ValidationError, match="redan kommit in"):
        close(case, now)


def test_nothing_is_proposed_while_a_supplement_is_awaited(case, now):
    ask(case, now)

    def propose():
        return applications.decisions.actions.propose_decision(
            case_id=case.pk, outcome=Outcome.CLOSE, amounts={}, reasons="Återkallad.", by=case.officer, at=now
        )

    with pytest.raises(ValidationError) as refused:
        propose()
    assert "ombedd att komplettera" in str(refused.value)
    close(case, now)
    Case.objects.filter(pk=case.pk).update(withdrawn_at=now)
    assert propose()


# --- Reminders ---------------------------------------------------------------------------------------------


def test_region_is_reminded_once_before_and_once_after_and_the_officer_told_when_it_is_late(case, now):
    ask(case, now)
    Mail.objects.all().delete()
    told = []
    for day in range(1, 30):
        for _time in range(2):
            told.append(applications.submissions.actions.remind_of_supplements(at=now.replace(day=day)))
    assert sum(told) == 2
    to_region = Mail.objects.exclude(person=case.officer)
    assert len(set(to_region.values_list("subject", flat=True))) == 2
    assert to_region.count() == 4  # two people of the region
    to_officer = Mail.objects.get(person=case.officer)
    assert to_officer.subject == f"Kompletteringen är försenad, ärende {case.registry_number}"
    assert f"/arenden/{case.pk}/komplettering/" in to_officer.body


def test_nobody_is_reminded_at_night_nor_of_what_is_answered(case, now):
    asked = ask(case, now)
    due = now.replace(day=DUE.day)
    assert applications.submissions.actions.remind_of_supplements(at=due.replace(hour=3)) == 0
    SupplementRequest.objects.filter(pk=asked.pk).update(closed_at=now)
    assert applications.submissions.actions.remind_of_supplements(at=due) == 0


def test_what_is_late_since_long_is_not_looked_at_again_each_time(case, now, django_assert_num_queries):
    asked = ask(case, now)
    SupplementRequest.objects.filter(pk=asked.pk).update(due_on=now.date() - timedelta(days=15))

    with django_assert_num_queries(1):
        assert applications.submissions.actions.remind_of_supplements(at=now) == 0


def test_day_that_moved_is_reminded_of_anew(case, now):
    asked = ask(case, now)
    assert applications.submissions.actions.remind_of_supplements(at=now.replace(day=14)) == 1
    SupplementRequest.objects.filter(pk=asked.pk).update(due_on=date(2022, 6, 29))
    assert applications.submissions.actions.remind_of_supplements(at=now.replace(day=20)) == 0
    assert applications.submissions.actions.remind_of_supplements(at=now.replace(day=28)) == 1


@pytest.mark.parametrize("what", ["waits", "is answered", "has another day"])
def test_digest_reminds_of_what_is_still_awaited_by_that_day(case, now, what):
    asked = ask(case, now)
    DigestChoice.objects.create(person=case.signatory)
    applications.submissions.actions.remind_of_supplements(at=now.replace(day=14))
    changed = {"is answered": {"closed_at": now}, "has another day": {"due_on": date(2022, 6, 29)}}.get(what)
    if changed:
        SupplementRequest.objects.filter(pk=asked.pk).update(**changed)
    send_digests(at=now.replace(day=15))
    digests = Mail.objects.filter(category="digest").values_list("to", flat=True)
    assert list(digests) == ([case.signatory.email] if what == "waits" else [])
