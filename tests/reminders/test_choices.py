"""What becomes of a reminder by each person's choice of mails, and of its notice when time is given."""

from datetime import timedelta

import pytest

from applications.calls.actions import extend_deadline
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.reminders.actions import send_due
from applications.reminders.models import Reminder, Round
from portal.notices.actions import mark_read, send_digests
from portal.notices.models import DigestChoice, MutedKind, Notice
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.drafting import draft
from tests.factories.regions import MembershipFactory, member, region
from tests.factories.reminders import CLOSES, THREE_DAYS, reminding_call

pytestmark = pytest.mark.django_db

AFTER = CLOSES + timedelta(minutes=10)


def muted(**fields):
    person = member(email="muted@example.test", **fields)
    MutedKind.objects.create(person=person, kind="deadline_reminder")
    return person


def daily(**fields):
    person = member(email="daily@example.test", **fields)
    DigestChoice.objects.create(person=person)
    return person


def extend(call, *, at):
    """Dalarna is given longer."""
    extend_deadline(
        call_id=call.pk,
        region=region("20"),
        closes_at=CLOSES + timedelta(days=7),
        reason="Portalen låg nere.",
        by=staff("call_administrator", email="anna@example.test"),
        at=at,
    )


class TestOnce:
    def test_who_turned_reminders_off_has_them_on_the_start_page(self):
        draft(call=reminding_call(), by=muted())

        assert send_due(at=THREE_DAYS) == 1

        assert not Mail.objects.exists()
        assert Notice.objects.unread().get().subject.startswith("3 dagar kvar: ")
        assert list(Reminder.objects.values_list("way", "mail")) == [("start_page", None)]

    def test_who_wants_one_mail_a_day_has_it_in_the_digest(self):
        draft(call=reminding_call(), by=daily())

        assert send_due(at=THREE_DAYS) == 1

        assert not Mail.objects.exists()
        assert list(Reminder.objects.values_list("way", "mail")) == [("digest", None)]
        assert send_digests(at=THREE_DAYS + timedelta(days=1)) == 1
        assert "2 dagar kvar: " in Mail.objects.get().body

    def test_digest_says_what_is_left_to_do_by_then(self):
        """A reminder waits until seven, and the region may hand in, or take its draft away, before that."""
        call, person = reminding_call(), daily()
        first, second = draft(call=call, by=person, title="Första"), draft(call=call, by=person, title="Andra")
        draft(call=reminding_call(slug="en-annan"), by=person, title="I en annan")
        send_due(at=THREE_DAYS)
        assert Notice.objects.waiting().filter(subject__contains="2 ansökningar").count() == 1
        Case.objects.filter(pk=second.pk).update(discarded_at=THREE_DAYS)

        send_digests(at=THREE_DAYS + timedelta(days=1))

        body = Mail.objects.get().body
        assert "2 dagar kvar: ansökan Första är inte inlämnad" in body
        assert f"/ansokningar/{first.pk}/" in body
        assert "2 ansökningar" not in body

    @pytest.mark.parametrize("becomes", ["handed in", "closed"])
    def test_digest_does_not_remind_of_what_is_done_or_too_late(self, becomes):
        case = draft(call=reminding_call(), by=daily())
        send_due(at=THREE_DAYS)
        if becomes == "handed in":
            Case.objects.filter(pk=case.pk).update(
                stage=Stage.SUBMITTED, arrived_at=THREE_DAYS, registry_number="2022-000077"
            )

        assert send_digests(at=CLOSES if becomes == "closed" else THREE_DAYS + timedelta(days=1)) == 0

        assert not Mail.objects.exists()
        assert not Notice.objects.waiting().exists()
        assert Notice.objects.unread().count() == 1

    def test_whatever_they_chose_and_choose_anew_each_is_reminded_once(self):
        reminding_call()
        people = [muted(), daily(), member(email="karin@example.test")]
        assert send_due(at=THREE_DAYS) == len(people)

        MutedKind.objects.all().delete()
        DigestChoice.objects.all().delete()
        Round.objects.all().delete()

        assert send_due(at=THREE_DAYS + timedelta(minutes=1)) == 0
        assert (Mail.objects.count(), Notice.objects.count(), Reminder.objects.count()) == (1, 3, 3)


class TestWithdrawn:
    """A reminder that an extension made untrue is taken back wherever it waits."""

    def test_its_notice_is_gone_from_the_start_page_and_from_the_digest(self):
        call = reminding_call()
        first, second = daily(), muted()
        send_due(at=THREE_DAYS)

        extend(call, at=THREE_DAYS + timedelta(hours=1))

        assert set(Notice.objects.values_list("person", "kind")) == {
            (first.pk, "deadline_extended"),
            (second.pk, "deadline_extended"),
        }
        Mail.objects.all().delete()
        assert send_digests(at=THREE_DAYS + timedelta(days=1)) == 0
        assert Reminder.objects.count() == 2

    def test_what_was_read_is_kept_and_so_is_what_holds_for_another(self):
        call, other = reminding_call(), reminding_call()
        karin, ola = member(email="karin@example.test"), member(email="ola@example.test", code="21")
        both = member(email="both@example.test")
        MembershipFactory(person=both, region=region("21"), role="editor")
        send_due(at=THREE_DAYS)
        read = Notice.objects.of(karin).get(key__startswith=f"reminder:{call.pk}:")
        mark_read(notices=Notice.objects.filter(pk=read.pk), by=karin, at=THREE_DAYS)
        (kept,) = Notice.objects.of(karin).unread()
        assert kept.key.startswith(f"reminder:{other.pk}:")

        extend(call, at=THREE_DAYS + timedelta(hours=1))

        reminders = Notice.objects.filter(kind="deadline_reminder")
        assert set(reminders.of(karin)) == {read, kept}
        assert reminders.of(ola).count() == reminders.of(both).count() == 2

    def test_that_a_draft_was_not_handed_in_is_taken_back_too(self):
        call = reminding_call()
        draft(call=call, by=member(email="karin@example.test"))
        send_due(at=AFTER)

        extend(call, at=AFTER + timedelta(minutes=5))

        assert [notice.kind for notice in Notice.objects.all()] == ["deadline_extended"]


def test_mails_about_applying_are_offered_to_those_who_act_for_a_region_alone(client):
    for person, is_offered in ((staff("case_officer"), False), (member(), True)):
        client.force_login(person)
        said = client.get("/aviseringar/mejl/").content.decode()
        for kind in ("Påminnelser innan en utlysning stänger", "Besked om längre tid att söka"):
            assert (kind in said) == is_offered
