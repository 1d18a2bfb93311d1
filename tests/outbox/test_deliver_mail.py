"""Delivering a mail to a real mail server, in every way that it can go."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from portal.outbox.actions import deliver_mail, relay
from portal.outbox.models import Mail
from tests.factories.outbox import QUEUED, mail
from tests.outbox.conftest import MailServer
from tests.services import free_port

pytestmark = pytest.mark.django_db


def delivered(row: Mail, *, later: timedelta = timedelta()) -> Mail:
    """The row after an attempt to deliver it."""
    deliver_mail(mail_id=row.pk, at=QUEUED + later)
    row.refresh_from_db()
    return row


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)  # type: ignore[return-value]


def test_deliver_mail_that_is_accepted_is_done(mail_server):
    row = delivered(mail())

    assert (row.state, row.attempts, row.done_at, row.last_error) == ("done", 1, QUEUED, "")
    sent = read(mail_server.received[0])
    assert sent["To"] == "karin@example.test"
    assert sent["From"] == "Tillväxtverket <validering@example.test>"
    assert sent["Subject"] == "3 dagar kvar: ansökan är inte inlämnad"
    assert sent["Message-ID"] == f"<{row.uuid}@portal.example.test>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Date"] == "Wed, 01 Jun 2022 12:00:00 +0200"
    assert sent.get_content().replace("\r\n", "\n") == row.body


def test_deliver_mail_twice_sends_one(mail_server):
    row = delivered(mail())

    delivered(row, later=timedelta(hours=1))

    assert len(mail_server.received) == 1


def test_deliver_mail_before_its_time_sends_nothing(mail_server):
    row = delivered(mail(next_attempt_at=QUEUED + timedelta(seconds=1)))

    assert (row.state, mail_server.received) == ("pending", [])


def test_deliver_mail_of_a_row_that_is_not_there_does_nothing(mail_server):
    deliver_mail(mail_id=404, at=QUEUED)

    assert mail_server.received == []


@pytest.mark.parametrize("step", ["at_sender", "at_recipient", "at_content"])
def test_deliver_mail_refused_for_now_is_tried_later(mail_server, step):
    setattr(mail_server, step, "451 Try again later")

    row = delivered(mail())

    assert (row.state, row.next_attempt_at, row.sent_in_doubt) == ("pending", QUEUED + timedelta(seconds=30), 0)
    assert "451" in row.last_error
    setattr(mail_server, step, "")
    assert delivered(row, later=timedelta(seconds=30)).state == "done"
    assert len(mail_server.received) == 1


@pytest.mark.parametrize("step", ["at_sender", "at_recipient", "at_content"])
def test_deliver_mail_refused_for_good_fails(mail_server, step):
    setattr(mail_server, step, "550 No such mailbox")

    row = delivered(mail())

    assert (row.state, row.sent_in_doubt) == ("failed", 0)
    assert "550" in row.last_error
    assert delivered(row, later=timedelta(days=1)).attempts == 1


@pytest.mark.parametrize("step", ["at_sender", "at_recipient"])
def test_deliver_mail_broken_off_before_the_content_is_not_in_doubt(mail_server, step):
    setattr(mail_server, step, MailServer.HANG_UP)

    row = delivered(mail())

    assert (row.state, row.sent_in_doubt) == ("pending", 0)


def test_deliver_mail_broken_off_after_the_content_is_sent_again_and_noted(mail_server):
    mail_server.at_content = MailServer.HANG_UP
    row = delivered(mail())
    assert (row.state, row.sent_in_doubt) == ("pending", 1)

    mail_server.at_content = ""
    row = delivered(row, later=timedelta(seconds=30))

    assert (row.state, row.sent_in_doubt, row.attempts) == ("done", 1, 2)
    first, second = mail_server.received
    assert first == second
    assert read(first)["Message-ID"] == row.message_id


def test_deliver_mail_with_nobody_listening_is_tried_later(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()

    row = delivered(mail())

    assert (row.state, row.sent_in_doubt) == ("pending", 0)
    assert "ConnectionRefusedError" in row.last_error


def test_deliver_mail_to_files_that_cannot_be_written_is_tried_later(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mails")
    row = mail()
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails").rmdir()
    (tmp_path / "mails").write_text("in the way")

    row = delivered(row)

    assert (row.state, row.sent_in_doubt) == ("pending", 0)


@pytest.mark.parametrize("address", ["", "not an address", "a@b", "karin@example.test\r\nBcc: all@example.test"])
def test_deliver_mail_to_no_address_fails_for_good(mail_server, address):
    row = delivered(mail(to=address))

    assert (row.state, mail_server.received) == ("failed", [])


def test_deliver_mail_with_a_broken_subject_fails_for_good(mail_server):
    row = delivered(mail(subject="Hej\nBcc: all@example.test"))

    assert (row.state, mail_server.received) == ("failed", [])


def test_deliver_mail_waits_longer_each_time_and_gives_up_after_days(mail_server):
    mail_server.at_recipient = "451 Greylisted"
    row, moment, pauses = mail(), QUEUED, []

    while row.state == "pending":
        row.refresh_from_db()
        deliver_mail(mail_id=row.pk, at=moment)
        row.refresh_from_db()
        pauses.append((row.next_attempt_at - moment).total_seconds())
        moment = row.next_attempt_at

    assert pauses[:8] == [30, 60, 120, 240, 480, 960, 1920, 3600]
    assert max(pauses) == 3600
    assert row.state == "failed"
    assert timedelta(days=3) < moment - QUEUED < timedelta(days=4)


def test_deliver_mail_that_has_lost_its_meaning_is_not_sent(mail_server):
    row = mail(expires_at=QUEUED + timedelta(hours=1))

    row = delivered(row, later=timedelta(hours=1))

    assert (row.state, row.done_at, mail_server.received) == ("expired", None, [])


def test_deliver_mail_just_before_it_loses_its_meaning_is_sent(mail_server):
    row = mail(expires_at=QUEUED + timedelta(hours=1))

    assert delivered(row, later=timedelta(minutes=59)).state == "done"


class TestInterrupted:
    """A worker began and was not heard of again."""

    LEASE = timedelta(seconds=120)

    def test_relay_sends_an_interrupted_mail_again_and_notes_the_doubt(self, mail_server):
        row = mail(state="started", claimed_at=QUEUED, attempts=1)

        relay(at=QUEUED + self.LEASE)
        row = delivered(row, later=self.LEASE)

        assert (row.state, row.sent_in_doubt, row.attempts) == ("done", 1, 2)

    def test_relay_leaves_a_mail_alone_while_its_worker_may_live(self):
        row = mail(state="started", claimed_at=QUEUED, attempts=1)

        relay(at=QUEUED + self.LEASE - timedelta(seconds=1))

        row.refresh_from_db()
        assert (row.state, row.sent_in_doubt) == ("started", 0)

    def test_relay_leaves_what_interrupts_every_worker_to_a_person(self):
        row = mail(state="started", claimed_at=QUEUED, attempts=Mail.MAX_ATTEMPTS)

        relay(at=QUEUED + self.LEASE)

        row.refresh_from_db()
        assert (row.state, row.sent_in_doubt) == ("failed", 0)

    def test_a_slow_worker_that_is_done_after_all_stops_the_second_sending(self, mail_server, monkeypatch):
        """It was taken for dead, but nobody has begun again yet."""
        row = mail()
        hand_over = self._while_sending(monkeypatch, lambda: relay(at=QUEUED + self.LEASE))

        row = delivered(row)
        delivered(row, later=self.LEASE * 2)

        assert (row.state, row.sent_in_doubt) == ("done", 1)
        assert len(mail_server.received) == hand_over["calls"] == 1

    def test_a_slow_worker_that_fails_does_not_disturb_the_one_that_has_begun(self, mail_server, monkeypatch):
        row = mail()

        def another_begins() -> None:
            relay(at=QUEUED + self.LEASE)
            deliver_mail(mail_id=row.pk, at=QUEUED + self.LEASE)
            mail_server.at_content = "550 Not any more"

        self._while_sending(monkeypatch, another_begins)

        row = delivered(row)

        assert (row.state, row.done_at) == ("done", QUEUED + self.LEASE)

    def _while_sending(self, monkeypatch, happens):
        """Let something happen while the first worker holds the mail, as a slow mail server would."""
        from portal.outbox import mailer

        real, seen = mailer.hand_over, {"calls": 0}

        def slow(row: Mail) -> None:
            seen["calls"] += 1
            if seen["calls"] == 1:
                happens()
            real(row)

        monkeypatch.setattr(mailer, "hand_over", slow)
        return seen
