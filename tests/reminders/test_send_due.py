"""Sending what is due: to whom, once, and what it says."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.calls.actions import extend_deadline
from applications.calls.models import Call
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.reminders import queries
from applications.reminders.actions import send_due
from applications.reminders.models import Reminder, Round
from applications.reminders.tasks import send_due as send_due_task
from applications.submissions.models import Reopening
from portal.notices.actions import choose_mails
from portal.notices.models import MutedKind, Notice
from portal.outbox.actions import deliver_mail
from portal.outbox.models import Mail
from regions.models import Membership
from tests.factories.accounts import staff
from tests.factories.cases import submitted_case
from tests.factories.drafting import draft, full_draft
from tests.factories.regions import MembershipFactory, member, region
from tests.factories.reminders import CLOSES, THREE_DAYS, reminding_call, stockholm
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db

AFTER = CLOSES + timedelta(minutes=10)


def sent_to() -> list[str]:
    return list(Mail.objects.order_by("to").values_list("to", flat=True))


def karin(**fields):
    return member(email="karin@example.test", **fields)


def extend(call, code="", *, until=CLOSES + timedelta(days=7), at=AFTER - timedelta(days=1)):
    """All regions, or the one with this code, are given longer."""
    return extend_deadline(
        call_id=call.pk,
        region=region(code) if code else None,
        closes_at=until,
        reason="Portalen låg nere.",
        by=staff("call_administrator", email="anna@example.test"),
        at=at,
    )


class TestWho:
    def test_send_due_reminds_everyone_in_regions_that_have_not_submitted(self):
        call = reminding_call()
        first, second = karin(), member("signatory", code="21", email="ola@example.test")

        assert send_due(at=THREE_DAYS) == 2

        assert sent_to() == [first.email, second.email]
        assert set(Reminder.objects.values_list("call", "person", "kind", "planned_at", "queued_at")) == {
            (call.pk, first.pk, "before_closing", THREE_DAYS, THREE_DAYS),
            (call.pk, second.pk, "before_closing", THREE_DAYS, THREE_DAYS),
        }
        assert list(Round.objects.values_list("call", "planned_at", "done_at")) == [(call.pk, THREE_DAYS, THREE_DAYS)]

    def test_send_due_reminds_a_person_with_several_roles_and_regions_once(self):
        reminding_call()
        person = karin()
        MembershipFactory(person=person, region=region("20"), role="signatory")
        MembershipFactory(person=person, region=region("21"), role="editor")

        assert send_due(at=THREE_DAYS) == 1

        assert Reminder.objects.get().region_names == "Region Dalarna och Region Gävleborg"

    @pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.DRAFT])
    def test_send_due_leaves_a_region_that_submitted_alone(self, stage):
        submitted_case(stage, call=reminding_call(), by=karin())

        assert send_due(at=THREE_DAYS) == 0
        assert send_due(at=AFTER) == 0

    def test_send_due_reminds_of_a_draft(self):
        draft(call=reminding_call(), by=karin())

        assert send_due(at=THREE_DAYS) == 1

    def test_send_due_of_a_submission_in_another_call_reminds(self):
        submitted_case(call=reminding_call(closes_at=CLOSES + timedelta(days=90)), by=karin())
        reminding_call()

        assert send_due(at=THREE_DAYS) == 1

    def test_send_due_mails_nothing_to_those_who_turned_reminders_off(self):
        reminding_call()
        choose_mails(person=karin(), wanted=[], daily=False, at=THREE_DAYS)
        wants = member(email="ola@example.test")

        assert send_due(at=THREE_DAYS) == 2
        assert sent_to() == [wants.email]

    def test_send_due_leaves_those_alone_who_may_not_sign_in_or_have_left(self):
        reminding_call()
        karin(is_active=False)
        left = member(email="ola@example.test")
        Membership.objects.filter(person=left).update(ended_at=THREE_DAYS - timedelta(days=1))

        assert send_due(at=THREE_DAYS) == 0

    def test_send_due_leaves_regions_alone_that_may_not_apply(self):
        reminding_call().eligible_regions.set([region("21")])
        karin()

        assert send_due(at=THREE_DAYS) == 0

    def test_send_due_of_a_call_that_is_not_published_sends_nothing(self):
        reminding_call(published_at=None)
        karin()

        assert send_due(at=THREE_DAYS) == 0


class TestOnce:
    def test_send_due_twice_sends_one(self):
        reminding_call()
        karin()

        assert [send_due(at=THREE_DAYS + timedelta(minutes=minute)) for minute in range(3)] == [1, 0, 0]

    def test_send_due_again_when_its_round_was_not_noted_sends_no_second(self):
        """As when the worker died after the last mail, before it could note that all were there."""
        reminding_call()
        karin()
        send_due(at=THREE_DAYS)
        Round.objects.all().delete()

        assert send_due(at=THREE_DAYS + timedelta(minutes=1)) == 0
        assert Mail.objects.count() == Round.objects.count() == 1

    def test_send_due_leaves_who_comes_later_to_the_next_planned_moment(self):
        reminding_call()
        karin()
        send_due(at=THREE_DAYS)
        new = member(email="ola@example.test")

        assert send_due(at=THREE_DAYS + timedelta(hours=1)) == 0
        assert send_due(at=stockholm(2023, 9, 8, 9)) == 2
        assert sent_to().count(new.email) == 1

    def test_send_due_after_everything_was_down_sends_one_catch_up(self):
        reminding_call()
        karin()

        assert send_due(at=stockholm(2023, 9, 8, 8)) == 1

        assert Reminder.objects.get().planned_at == THREE_DAYS
        assert Mail.objects.get().subject.startswith("1 dag kvar: ")

    def test_send_due_after_closing_makes_up_for_nothing(self):
        reminding_call()
        karin()

        assert send_due(at=CLOSES) == 0
        assert send_due(at=AFTER) == 0

    def test_send_due_over_the_whole_time_sends_each_planned_moment_once(self):
        draft(call=reminding_call(), by=karin())
        at = stockholm(2023, 8, 1)
        while at < CLOSES + timedelta(days=20):
            send_due(at=at)
            at += timedelta(hours=5)

        assert Reminder.objects.filter(kind="before_closing").count() == 6
        assert Reminder.objects.filter(kind="after_closing").count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_send_due_by_two_beats_at_once_sends_one(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite's writers wait for one another by themselves")
        reminding_call()
        people = [member(email=f"p{number}@example.test") for number in range(6)]
        barrier, made = threading.Barrier(3), []

        def beat() -> None:
            barrier.wait()
            made.append(send_due(at=THREE_DAYS))
            connection.close()

        threads = [threading.Thread(target=beat) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert (len(made), sum(made)) == (3, len(people))
        assert sent_to() == sorted(person.email for person in people)
        assert Round.objects.count() == 1

    def test_a_mail_that_cannot_be_written_does_not_stop_the_others_and_is_tried_again(self):
        call = reminding_call()
        broken = draft({"budget": {"amounts": "not a budget"}}, call=call, by=karin())
        other = member(code="21", email="ola@example.test")

        assert send_due(at=THREE_DAYS) == 1
        assert (sent_to(), Round.objects.count()) == ([other.email], 0)

        broken.draft.versions.update(content={"amounts": {}})
        assert send_due(at=THREE_DAYS + timedelta(minutes=1)) == 1
        assert Round.objects.count() == 1


class TestMail:
    def the_mail(self, at=THREE_DAYS) -> Mail:
        assert send_due(at=at) == 1
        return Mail.objects.get()

    def test_mail_of_a_draft_says_what_is_missing_and_where_to_go_on(self):
        case = draft({"project": {"summary": "Hemlig text"}}, call=reminding_call(), by=karin())

        mail = self.the_mail()

        assert mail.subject == "3 dagar kvar: ansökan Validering i hela Dalarna är inte inlämnad"
        assert "Utlysningen Strukturer för validering stänger 9 september 2023 kl. 23.59." in mail.body
        assert "- Projektet: ”E-post till projektledaren” är inte besvarad." in mail.body
        assert "- Aktiviteter: 1 sak att fylla i eller ändra" in mail.body
        assert f"http://127.0.0.1:8000/ansokningar/{case.pk}/" in mail.body
        assert "http://127.0.0.1:8000/aviseringar/" in mail.body
        assert "Hemlig text" not in mail.body

    def test_mail_of_a_full_draft_says_that_it_only_has_to_be_submitted(self):
        full_draft(call=reminding_call(), by=karin())

        assert "Allt är ifyllt." in self.the_mail().body

    def test_mail_of_a_region_without_a_draft_says_where_to_begin(self):
        call = reminding_call()
        karin()

        mail = self.the_mail()

        assert mail.subject == "3 dagar kvar: Region Dalarna har inte lämnat in någon ansökan"
        assert f"http://127.0.0.1:8000/ansokningar/ny/{call.slug}/" in mail.body

    def test_mail_of_several_regions_names_each(self):
        call = reminding_call()
        person = karin()
        draft(call=call, by=person)
        MembershipFactory(person=person, region=region("21"))

        mail = self.the_mail()

        assert mail.subject == "3 dagar kvar: Region Dalarna och Region Gävleborg har inte lämnat in någon ansökan"
        assert mail.body.index("Region Dalarna") < mail.body.index("Region Gävleborg")

    def test_mail_of_two_drafts_names_both(self):
        call = reminding_call()
        draft(call=call, by=karin(), title="Ett")
        draft(call=call, by=member(email="x@example.test", is_active=False), title="Två")

        mail = self.the_mail()

        assert mail.subject == "3 dagar kvar: Region Dalarna har 2 ansökningar som inte är inlämnade"
        assert "Ett" in mail.body
        assert "Två" in mail.body

    @pytest.mark.parametrize(
        ("at", "begins"),
        [
            (stockholm(2023, 8, 10, 9), "30 dagar kvar: "),
            (stockholm(2023, 9, 8, 9), "1 dag kvar: "),
            (stockholm(2023, 9, 9, 9), "Sista dagen: "),
            # Made up for just before midnight, and just after.
            (stockholm(2023, 9, 6, 23, 59), "3 dagar kvar: "),
            (stockholm(2023, 9, 7, 0, 0), "2 dagar kvar: "),
        ],
    )
    def test_mail_counts_days_by_the_calendar_at_the_moment_of_sending(self, at, begins):
        reminding_call()
        karin()

        assert self.the_mail(at).subject.startswith(begins)

    def test_mail_is_plain_text_whatever_a_region_wrote(self):
        draft(call=reminding_call(), by=karin(), title="<b>Skåne & Blekinge's</b>\r\nBcc: all@example.test")

        mail = self.the_mail()

        assert mail.subject.startswith("3 dagar kvar: ansökan <b>Skåne & Blekinge's</b>")
        assert "\n" not in mail.subject
        assert "&amp;" not in mail.body

    def test_mail_is_not_sent_any_more_when_the_next_has_come(self):
        reminding_call()
        karin()
        mail = self.the_mail()

        deliver_mail(mail_id=mail.pk, at=stockholm(2023, 9, 8, 9))

        mail.refresh_from_db()
        assert (mail.expires_at, mail.state) == (stockholm(2023, 9, 8, 9), "expired")

    def test_last_reminder_is_not_sent_any_more_when_the_call_has_closed(self):
        reminding_call()
        karin()

        assert self.the_mail(stockholm(2023, 9, 9, 9)).expires_at == CLOSES

    def test_mail_after_closing_says_what_happened_and_how_to_hand_in_late(self):
        case = draft(call=reminding_call(), by=karin())

        mail = self.the_mail(AFTER)

        assert mail.subject == "Utlysningen har stängt: ansökan Validering i hela Dalarna är inte inlämnad"
        assert "stängde 9 september 2023 kl. 23.59" in mail.body
        assert "Skicka ansökan till registrator." in mail.body
        assert f"/ansokningar/{case.pk}/" in mail.body
        assert "Stäng av dem" not in mail.body
        assert mail.category == "draft_not_submitted"

    def test_mail_after_closing_reaches_a_region_where_all_turned_reminders_off(self):
        person = karin()
        draft(call=reminding_call(), by=person)
        choose_mails(person=person, wanted=[], daily=False, at=THREE_DAYS)

        assert send_due(at=THREE_DAYS) == 1
        assert self.the_mail(AFTER).to == person.email

    def test_mail_is_in_the_language_of_its_reader(self):
        reminding_call(title_en="Structures for validation")
        karin(language="en")

        assert "Structures for validation" in self.the_mail().body


class TestExtension:
    """Longer time: those it concerns are told, reminders follow, and nobody is told what no longer holds."""

    def test_all_are_told_by_mail_with_the_reason_and_where_they_stand(self):
        call = reminding_call()
        draft(call=call, by=karin())
        submitted_case(call=call, code="21", by=member(code="21", email="ola@example.test"))
        member(code="03", email="moa@example.test", language="en")
        extend(call)

        mails = {mail.to: mail for mail in Mail.objects.all()}
        assert sorted(mails) == ["karin@example.test", "moa@example.test", "ola@example.test"]
        mine = mails["karin@example.test"]
        assert mine.subject == "Längre tid att söka: Strukturer för validering stänger 16 september 2023 kl. 23.59"
        assert "i stället för 9 september 2023 kl. 23.59" in mine.body
        assert "Skäl: Portalen låg nere." in mine.body
        assert "Ansökan Validering i hela Dalarna är inte inlämnad" in mine.body
        assert "Det ni har lämnat in gäller." in mails["ola@example.test"].body

    def test_one_regions_extension_is_told_to_that_region_alone(self):
        call = reminding_call()
        karin()
        member(code="21", email="ola@example.test")
        extend(call, "20")

        assert sent_to() == ["karin@example.test"]
        assert "Vi har förlängt ansökningstiden för Region Dalarna" in Mail.objects.get().body

    def test_those_who_turned_reminders_off_are_told_of_an_extension(self):
        call = reminding_call()
        MutedKind.objects.create(person=karin(), kind="deadline_reminder")
        extend(call)

        assert sent_to() == ["karin@example.test"]

    def test_reminders_follow_the_new_closing(self):
        call = reminding_call()
        karin()
        send_due(at=stockholm(2023, 9, 9, 9))
        extend(call, at=stockholm(2023, 9, 9, 12))
        Mail.objects.all().update(category="before")

        for day in range(9, 20):
            for hour in (8, 10, 23):
                send_due(at=stockholm(2023, 9, day, hour))
        later = Reminder.objects.filter(queued_at__gt=stockholm(2023, 9, 9, 12)).order_by("planned_at")
        # 3, 1 and 0 days before 16 September. Nothing of 14 and 7 days before, which had gone.
        assert [one.planned_at for one in later] == [stockholm(2023, 9, day, 9) for day in (13, 15, 16)]

    def test_a_reminder_that_is_not_sent_yet_is_never_sent_when_its_closing_has_moved(self):
        call = reminding_call()
        draft(call=call, by=karin())
        ola = member(code="21", email="ola@example.test")
        draft(call=call, code="21", by=ola)
        both = member(email="both@example.test")
        MembershipFactory(person=both, region=region("21"), role="editor")
        assert send_due(at=AFTER) == 3
        extend(call, "20", at=AFTER + timedelta(minutes=5))

        for mail in Mail.objects.all():
            deliver_mail(mail_id=mail.pk, at=AFTER + timedelta(minutes=6))
        told = set(Mail.objects.filter(category="draft_not_submitted").values_list("to", "state"))
        assert told == {("karin@example.test", "expired"), (ola.email, "done"), (both.email, "done")}

    def test_after_an_extension_a_region_is_told_at_its_own_closing_alone(self):
        call = reminding_call()
        draft(call=call, by=karin())
        extend(call, "20", at=CLOSES + timedelta(minutes=1))

        assert send_due(at=AFTER) == 0
        assert send_due(at=AFTER + timedelta(days=7)) == 1
        mail = Mail.objects.get(category="draft_not_submitted")
        assert "stängde 16 september 2023 kl. 23.59" in mail.body

    def test_a_beat_that_read_the_call_before_it_was_extended_tells_nobody(self, monkeypatch):
        call = reminding_call()
        draft(call=call, by=karin())
        draft(call=call, code="21", by=member(code="21", email="ola@example.test"))
        gather = queries.gather

        def gather_then_extend(calls):
            monkeypatch.setattr(queries, "gather", gather)
            world = gather(calls)
            extend(call, "20", at=AFTER)
            return world

        monkeypatch.setattr(queries, "gather", gather_then_extend)
        assert send_due(at=AFTER) == 0
        assert not Mail.objects.filter(category="draft_not_submitted").exists()
        # The next beat tells the other region, and this one at its own closing.
        assert [send_due(at=AFTER + wait) for wait in (timedelta(minutes=1), timedelta(days=7))] == [1, 1]
        assert list(
            Mail.objects.filter(category="draft_not_submitted").order_by("pk").values_list("to", flat=True)
        ) == [
            "ola@example.test",
            "karin@example.test",
        ]

    def test_what_was_reopened_and_not_submitted_again_is_told_of_at_closing(self):
        case = submitted_case(call=reminding_call(), by=karin())
        submission(case)
        Reopening.objects.create(case=case, opened_by=case.created_by, opened_at=THREE_DAYS)

        assert send_due(at=AFTER) == 1
        body = Mail.objects.get().body
        assert "Det ni har lämnat in gäller, och det är det vi handlägger." in body
        assert "inte fått någon ansökan" not in body
        assert send_due(at=AFTER + timedelta(minutes=1)) == 0


class TestCost:
    def test_send_due_with_nothing_due_asks_three_questions(self, django_assert_max_num_queries):
        reminding_call()
        karin()
        send_due(at=THREE_DAYS)

        with django_assert_max_num_queries(3):
            send_due(at=THREE_DAYS + timedelta(minutes=1))

    def test_send_due_asks_as_little_for_many_people_as_for_few(self):
        """Many of many regions, and some with a closing of their own: all get theirs in the same few questions."""
        call = reminding_call()
        extend(call, "21", until=CLOSES + timedelta(days=11))
        questions = []
        for numbers in (range(1), range(1, 6)):
            for code in ("20", "21", "03", "12"):
                for number in numbers:
                    member(code=code, email=f"p{code}{number}@example.test")
            Reminder.objects.all().delete()
            Mail.objects.all().delete()
            Notice.objects.all().delete()
            Round.objects.all().delete()
            with CaptureQueriesContext(connection) as asked:
                assert send_due(at=THREE_DAYS) == 4 * numbers.stop
            questions.append(len(asked))

        assert questions[0] == questions[1] <= 32

    def test_send_due_asks_as_little_for_many_when_all_have_theirs(self):
        call = reminding_call()
        questions = []
        for code in ("20", "21", "03", "12"):
            for number in range(2):
                draft(call=call, code=code, by=member(code=code, email=f"p{code}{number}@example.test"))
            send_due(at=THREE_DAYS)
            Round.objects.all().delete()
            with CaptureQueriesContext(connection) as asked:
                send_due(at=THREE_DAYS)
            Round.objects.all().delete()
            questions.append(len(asked))

        assert len(set(questions)) == 1
        assert Case.objects.count() == 8
        assert questions[0] <= 18


def test_task_takes_no_ids_and_sends_what_is_due_now(time_machine_at):
    time_machine_at(THREE_DAYS)
    reminding_call()
    karin()

    send_due_task()
    send_due_task()

    assert Reminder.objects.count() == 1


@pytest.fixture
def time_machine_at():
    import time_machine

    travels = []

    def go(moment):
        travels.append(time_machine.travel(moment, tick=False))
        travels[-1].start()

    yield go
    for travel in travels:
        travel.stop()


def test_calls_of_the_past_that_migrations_load_tell_nobody():
    karin()
    assert Call.objects.published().exists()

    assert send_due(at=THREE_DAYS) == 0
