"""How a letter reaches its region, and what happens when nobody opens it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.calls.models import Call, LetterText
from applications.letters import actions, channels
from applications.letters.models import Handover, Letter
from portal.audit.models import AuditEntry
from portal.notices.actions import send_digests
from portal.notices.models import DigestChoice, Notice
from portal.outbox.models import Mail
from tests.factories import letters
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict
from tests.factories.letters import MADE
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def by_post(monkeypatch):
    """Another channel beside the portal, which notes what it was given."""
    monkeypatch.setattr(channels, "_channels", dict(channels._channels))
    handed: list[int] = []
    channels.register(
        channels.Channel(
            "post",
            "Säker digital post",
            lambda _case, letter, _at: handed.append(letter.pk),
            reaches=lambda letter: letter.decision.outcome == "grant",
        )
    )
    return handed


def test_letter_goes_by_every_channel_that_reaches_it_once(by_post):
    grant, other = letters.made_letter("grant"), letters.made_letter("reject")
    actions.make_letter(letter_id=grant.pk, at=MADE + DAY)

    assert by_post == [grant.pk]
    assert [row.channel for row in Handover.objects.filter(letter=grant)] == ["portal", "post"]
    assert [row.channel for row in Handover.objects.filter(letter=other)] == ["portal"]


def test_channel_that_breaks_leaves_nothing_delivered(by_post, monkeypatch):
    def break_down(*_given):
        raise ConnectionError("the post is away")

    channels.register(channels.Channel("post", "Post", break_down))
    letter = letters.ordered_letter()
    with pytest.raises(ConnectionError):
        actions.make_letter(letter_id=letter.pk, at=MADE)

    letter.refresh_from_db()
    assert not letter.is_made
    assert not Handover.objects.exists()
    assert not Mail.objects.exists()


def unread_mails() -> list[str]:
    return list(Mail.objects.filter(key__startswith="letter-unread:").values_list("subject", flat=True))


def test_region_is_reminded_once_of_a_letter_that_nobody_has_opened():
    letter = letters.made_letter()

    assert actions.remind_of_unread(at=MADE + 5 * DAY - timedelta(minutes=1)) == 0
    assert actions.remind_of_unread(at=MADE + 5 * DAY) == 1
    assert actions.remind_of_unread(at=MADE + 6 * DAY) == 0
    assert unread_mails() == ["Påminnelse: ert beslut är inte öppnat: Validering i hela Dalarna (2022-000001)"]
    assert (
        AuditEntry.objects.filter(subject=letter.decision.case.audit_subject, event="letter_reminded_of").count() == 1
    )


def test_nobody_is_reminded_at_night_of_what_was_opened_or_where_the_call_does_not():
    opened, quiet = letters.made_letter(), letters.made_letter()
    actions.note_opened(letter_id=opened.pk, by=member(), at=MADE)
    Call.objects.filter(pk=quiet.decision.case.call_id).update(unread_letter_days=None)
    assert actions.remind_of_unread(at=MADE + 30 * DAY) == 0

    letters.made_letter()
    assert actions.remind_of_unread(at=(MADE + 30 * DAY).replace(hour=2)) == 0
    assert unread_mails() == []


@pytest.mark.parametrize("is_opened", [False, True])
def test_digest_reminds_of_a_letter_only_while_nobody_has_opened_it(is_opened):
    reader = member()
    DigestChoice.objects.create(person=reader)
    letter = letters.made_letter()
    Notice.objects.update(in_digest=False)
    assert actions.remind_of_unread(at=MADE + 5 * DAY) == 1
    if is_opened:
        actions.note_opened(letter_id=letter.pk, by=member(), at=MADE + 5 * DAY)
    send_digests(at=MADE + 6 * DAY)
    digests = Mail.objects.filter(category="digest").values_list("to", flat=True)
    assert list(digests) == ([] if is_opened else [reader.email])


def test_letter_that_is_held_is_reminded_of_by_nobody():
    letters.made_letter(is_held=True)

    assert actions.remind_of_unread(at=MADE + 30 * DAY) == 0


def test_officer_is_told_when_the_reminder_did_not_help(client):
    officer = staff("case_officer")
    letter = letters.made_letter()
    case = letter.decision.case
    type(case).objects.filter(pk=case.pk).update(officer=officer)
    no_conflict(case, officer)
    told = "Regionen har inte öppnat sitt beslut, trots påminnelse"
    client.force_login(officer)
    actions.remind_of_unread(at=MADE + 5 * DAY)
    assert told in client.get("/").content.decode(), "the reminder was long ago, by the real clock"

    Letter.objects.filter(pk=letter.pk).update(first_opened_at=MADE)
    assert told not in client.get("/").content.decode()


def test_ledger_tells_who_and_when_and_until_when_it_can_be_appealed(client):
    letter = letters.made_letter()
    LetterText.objects.update(may_be_appealed=True)
    reader = staff("registrar")
    no_conflict(letter.decision.case, reader)
    actions.remind_of_unread(at=MADE + 5 * DAY)
    actions.note_opened(letter_id=letter.pk, by=member(name="Karin Ek"), at=MADE + 6 * DAY)
    client.force_login(reader)
    said = " ".join(client.get(reverse("letters:letter", args=[letter.decision.case_id])).content.decode().split())

    for words in (
        "Filen undertecknad <small>2022-11-25 09.00 · Tillväxtverket (eget certifikat)",
        "2022-11-25 09.00 · Portalen, med avisering",
        "Regionen påmind <small>2022-11-30",
        "2022-12-01 09.00 · Karin Ek",
        "Sista dagen att överklaga är den <strong>22\u00a0december 2022</strong>",
    ):
        assert words.replace("\u00a0", " ") in said.replace("\u00a0", " ")
