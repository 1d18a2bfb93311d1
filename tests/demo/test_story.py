from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import get_current_timezone, localtime

from applications.calls.models import Call
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.correspondence.models import Hearing, Message
from applications.decisions.models import Decision, MeetingItem, Scenario
from applications.demo import cast, story
from applications.drafting.models import SectionVersion
from applications.letters.models import Letter
from applications.records.models import Appeal
from applications.submissions.models import Reopening, SignOff, Submission, SupplementRequest
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.audit.queries import faults
from portal.audit.verification import Tally
from portal.notices.models import Notice
from portal.outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_pdfs(monkeypatch):
    """What PDFs look like is tested in their rooms, and at the demonstration as it is served."""
    monkeypatch.setattr("applications.submissions.actions.pdfs.render_pdf", lambda **_document: b"%PDF-1.7")
    monkeypatch.setattr("applications.letters.actions.making.unsigned_pdf_of", lambda _letter: b"%PDF-1.7")
    monkeypatch.setattr("applications.letters.actions.making.sign_pdf", lambda pdf, **_signature: pdf)


@pytest.fixture
def told(now):
    return story.tell(at=now)


def test_story_has_cases_in_every_lasting_stage_in_several_regions(told):
    assert set(Case.objects.values_list("stage", flat=True)) == set(Stage)
    outcomes = set(Case.objects.exclude(released_outcome="").values_list("released_outcome", flat=True))
    assert outcomes == {"grant", "grant_in_part", "reject", "dismiss"}
    assert Case.objects.values("region").distinct().count() >= 8


def test_story_shows_what_happens_before_and_after_handing_in(told, now):
    assert set(SignOff.objects.values_list("state", flat=True)) == {"waiting", "sent_back"}
    several = SectionVersion.objects.filter(draft__case__title="Branschråd för validering", number__gt=1)
    assert several.values("saved_by").distinct().count() == 2
    assert Reopening.objects.filter(ended_at=None).count() == 1
    assert Submission.objects.filter(number=2).count() == 2
    assert set(Case.objects.values_list("answer_awaited_from", flat=True)) == {"", "region", "authority"}
    assert Message.objects.filter(hearing__isnull=True).count() == 5
    withdrawn = Case.objects.get(withdrawn_at__isnull=False)
    assert withdrawn.stage == Stage.CHECKING


def test_story_has_supplements_that_wait_are_late_and_have_come(told, now):
    requests = SupplementRequest.objects.order_by("due_on")
    late, answered, more_time, waiting = requests
    today = localtime(now).date()
    assert late.due_on < today < more_time.due_on < waiting.due_on
    assert [request.is_open for request in requests] == [True, False, True, True]
    assert answered.submission.number == 2
    assert more_time.open_more_time is not None


def test_story_shows_how_the_authority_comes_to_its_decisions(told, now):
    agreed = Case.objects.get(consensuses__isnull=False)
    assert agreed.assessments.counted().count() == 2
    hearing = Hearing.objects.waiting().get()
    assert hearing.due_on > localtime(now).date()
    held = Decision.objects.get(release__isnull=True)
    assert held.case.stage == Stage.DECIDED
    assert held.case.released_outcome == ""
    assert Appeal.objects.get().case.released_outcome == "dismiss"
    scenario = Scenario.objects.get(call=told)
    assert scenario.amounts.exists()
    planned = MeetingItem.objects.get()
    assert planned.meeting.is_planned
    assert planned.proposal.case.title == "Synliggjord kompetens"


def test_story_leaves_people_told_of_what_waits_for_them(told, now):
    """Receipts and mails are of the day when they were due, and no job but theirs makes more at the start."""
    assert not Notice.objects.filter(created_at__gt=now).exists()
    unread = Notice.objects.unread()
    assert {"marked_ready", "sent_back", "supplement", "message"} <= set(unread.values_list("kind", flat=True))
    receipts = Mail.objects.filter(category="receipt")
    assert receipts.count() == Submission.objects.count()
    assert all(mail.attachment for mail in receipts)


def test_story_is_marked_as_made_up_and_leaves_the_real_call_alone(told):
    assert told.is_demo
    real = Call.objects.get(slug=story.ORIGINAL)
    assert not real.is_demo
    assert not real.cases.exists()


def test_story_happens_before_it_is_told_and_the_call_is_open(told, now):
    assert told.phase_at(now) == "open"
    assert not Case.objects.filter(arrived_at__gt=now).exists()
    assert not Letter.objects.filter(made_at__gt=now).exists()


@pytest.mark.parametrize("hour", [0, 31, 155])
def test_story_happens_in_office_hours_and_in_order_whenever_it_is_told(hour):
    monday = datetime(2026, 11, 23, tzinfo=get_current_timezone())
    at = monday + timedelta(hours=hour)

    shipped = list(AuditEntry.objects.values_list("pk", flat=True))
    story.tell(at=at)

    moments = list(AuditEntry.objects.exclude(pk__in=shipped).values_list("at", flat=True))
    assert moments
    assert max(moments) <= at
    for local in map(localtime, moments):
        assert local.weekday() < 5, local
        assert 8 <= local.hour < 17, local
    numbers = Case.objects.submitted().order_by("arrived_at").values_list("registry_number", flat=True)
    assert list(numbers) == sorted(numbers)


def test_everyone_in_the_cast_can_sign_in(told, client):
    for account in cast.accounts():
        assert client.login(email=account["email"], password=account["password"]), account["email"]


def test_log_is_whole_after_the_story(told):
    tally = Tally()
    assert list(faults(tally)) == []
    assert tally.entries > 100


def test_demo_is_loaded_only_where_it_is_one(settings):
    settings.PORTAL_DEMO = False
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert not User.objects.exists()


def test_demo_that_is_there_is_kept(settings, told):
    settings.PORTAL_DEMO = True
    before = Case.objects.count()
    call_command("load_demo")
    assert Case.objects.count() == before
