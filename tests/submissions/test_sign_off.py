"""A draft marked as ready, and what the one who may hand in answers."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import applications.drafting.actions
import applications.submissions.actions
from applications.cases.models import Case
from applications.submissions.models import SignOff
from applications.submissions.queries import check_page, sign_off_of
from portal.accounts.unsent import NOT_SAVED
from portal.notices.actions import send_digests
from portal.notices.models import DigestChoice, Notice
from portal.outbox.models import Mail
from tests.factories.drafting import draft, full_draft
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
actions = applications.submissions.actions


def told(kind):
    return set(Mail.objects.filter(category=kind).values_list("to", flat=True))


def test_marking_tells_the_signatories_with_the_note_and_a_link(now):
    case, editor = full_draft(), member("editor", name="Anders Lind")
    signatories = {member("signatory").email, member("signatory", "coordinator").email}
    member("signatory", code="12")
    sign_off = actions.mark_ready(case_id=case.pk, note="Läs gärna budgeten en gång till.", by=editor, at=now)
    assert (sign_off.state, sign_off.marked_by) == ("waiting", editor)
    assert told("marked_ready") == signatories
    body = Mail.objects.filter(category="marked_ready").first().body
    assert "Anders Lind skriver:\nLäs gärna budgeten en gång till." in body
    assert f"/ansokningar/{case.pk}/lamna-in/" in body
    assert set(Notice.objects.values_list("link", flat=True)) == {f"/ansokningar/{case.pk}/lamna-in/"}


@pytest.mark.parametrize("role", ["editor", "signatory"])
def test_overview_of_a_draft_that_is_marked_says_who_it_waits_for(role, now, client):
    case, person = full_draft(), member(role)
    client.force_login(person)
    with time_machine.travel(now, tick=False):
        before = client.get(f"/ansokningar/{case.pk}/").content.decode()
        actions.mark_ready(case_id=case.pk, note="", by=member("editor"), at=now)
        after = client.get(f"/ansokningar/{case.pk}/").content.decode()
    assert ("markera den som klar" in before) == (role == "editor")
    assert "markera den som klar" not in after
    assert ("Nu väntar ansökan på den som lämnar in." in after) == (role == "editor")


def test_one_who_marks_and_may_sign_is_not_told_of_their_own_mark(now):
    actions.mark_ready(case_id=full_draft().pk, note="", by=member("signatory"), at=now)
    assert Mail.objects.count() == 0


def test_marking_anew_replaces_the_mark(now):
    case, editor = full_draft(), member("editor")
    for _twice in range(2):
        actions.mark_ready(case_id=case.pk, note="", by=editor, at=now)
    assert list(case.sign_offs.order_by("pk").values_list("state", flat=True)) == ["taken_back", "waiting"]


def test_readers_and_other_regions_do_not_mark(now):
    case = full_draft()
    with pytest.raises(PermissionDenied):
        actions.mark_ready(case_id=case.pk, note="", by=member("reader"), at=now)
    with pytest.raises(Case.DoesNotExist):
        actions.mark_ready(case_id=case.pk, note="", by=member("editor", code="12"), at=now)


def test_draft_that_lacks_something_or_came_too_late_is_not_ready(now):
    editor = member("editor")
    with pytest.raises(ValidationError) as refused:
        actions.mark_ready(case_id=draft().pk, note="", by=editor, at=now)
    assert "Fyll i vad projektet kostar." in refused.value.messages
    case = full_draft()
    with pytest.raises(ValidationError, match="inte öppen"):
        actions.mark_ready(case_id=case.pk, note="", by=editor, at=case.call.closes_at)
    with pytest.raises(ValidationError, match="1 tecken för lång"):
        actions.mark_ready(case_id=case.pk, note="x" * 1001, by=editor, at=now)
    assert SignOff.objects.count() == 0


def test_signatory_sends_it_back_and_the_one_who_marked_is_told(now):
    case, editor, signatory = full_draft(), member("editor"), member("signatory", name="Karin Ek")
    actions.mark_ready(case_id=case.pk, note="", by=editor, at=now)
    with pytest.raises(PermissionDenied):
        actions.send_back(case_id=case.pk, comment="Ändra.", by=editor, at=now)
    with pytest.raises(ValidationError, match="Skriv vad som behöver ändras"):
        actions.send_back(case_id=case.pk, comment=" ", by=signatory, at=now)
    sign_off = actions.send_back(case_id=case.pk, comment="Skriv ut vilka kommuner.", by=signatory, at=now)
    assert (sign_off.state, sign_off.answered_by) == ("sent_back", signatory)
    assert told("sent_back") == {editor.email}
    assert "Skriv ut vilka kommuner." in Mail.objects.get(category="sent_back").body
    assert Case.objects.get(pk=case.pk).draft.is_open
    with pytest.raises(ValidationError, match="inte längre markerad"):
        actions.send_back(case_id=case.pk, comment="En gång till.", by=signatory, at=now)


def test_mark_is_taken_back_by_anyone_who_writes(now):
    case = full_draft()
    actions.mark_ready(case_id=case.pk, note="", by=member("editor"), at=now)
    assert actions.take_back(case_id=case.pk, by=member("coordinator"), at=now).state == "taken_back"


def test_handing_in_answers_the_mark(now):
    case, signatory = full_draft(), member("signatory")
    actions.mark_ready(case_id=case.pk, note="", by=member("editor"), at=now)
    actions.submit_application(case_id=case.pk, by=signatory, arrived_at=now, at=now, seen_hash=check_page(case).sha256)
    assert SignOff.objects.get(case=case).state == "submitted"


@pytest.mark.parametrize("ends", ["handed in again", "left as it was"])
def test_what_was_sent_back_is_over_when_the_draft_shuts(now, ends):
    case, editor, signatory = full_draft(), member("editor"), member("signatory")

    def sent_back_and_handed_in():
        actions.mark_ready(case_id=case.pk, note="", by=editor, at=now)
        actions.send_back(case_id=case.pk, comment="Skriv ut vilka kommuner.", by=signatory, at=now)
        seen = check_page(Case.objects.select_related("call", "region", "draft__form_version").get(pk=case.pk)).sha256
        actions.submit_application(case_id=case.pk, by=signatory, arrived_at=now, at=now, seen_hash=seen)

    sent_back_and_handed_in()
    actions.reopen(case_id=case.pk, by=signatory, arrived_at=now, at=now)
    assert sign_off_of(case) is None
    if ends == "handed in again":
        sent_back_and_handed_in()
    else:
        actions.mark_ready(case_id=case.pk, note="", by=editor, at=now)
        actions.send_back(case_id=case.pk, comment="Gör klart.", by=signatory, at=now)
        actions.end_reopening(case_id=case.pk, by=signatory, at=now)
    actions.reopen(case_id=case.pk, by=signatory, arrived_at=now, at=now)
    assert sign_off_of(case) is None
    assert {mark.answered_by for mark in case.sign_offs.all()} == {signatory}


def test_page_says_that_a_marked_draft_was_changed_since(now, client):
    case, editor, signatory = full_draft(), member("editor", name="Anders Lind"), member("signatory")
    actions.mark_ready(case_id=case.pk, note="Klart!", by=editor, at=now)
    client.force_login(signatory)
    address, arrived = f"/ansokningar/{case.pk}/lamna-in/", {"portal.arrived_at": now}
    page = client.get(address, **arrived).content.decode()
    assert "Anders Lind markerade ansökan som klar" in page
    assert "Klart!" in page
    assert "Den har ändrats sedan dess" not in page
    applications.drafting.actions.save_section(
        case_id=case.pk, section_key="project", changes={"summary": "Något annat."}, base_version=1, by=editor, at=now
    )
    page = client.get(address, **arrived).content.decode()
    assert "Den har ändrats sedan dess" in page
    assert "Något annat." in page
    refused = client.post(f"/ansokningar/{case.pk}/skicka-tillbaka/", {"comment": ""}, **arrived)
    assert refused.status_code == 422
    assert "Skriv vad som behöver ändras." in refused.content.decode()


@pytest.mark.parametrize(("doing", "field"), [("mark_ready", "note"), ("send_back", "comment")])
def test_text_is_kept_through_a_sign_in_on_the_way(doing, field, client, now):
    case, writer = full_draft(), member("editor" if doing == "mark_ready" else "signatory")
    if doing == "send_back":
        actions.mark_ready(case_id=case.pk, note="", by=member("editor"), at=now)
    address = reverse(f"submissions:{doing}", args=[case.pk])
    with time_machine.travel(now):
        client.force_login(writer)
        Session.objects.update(expire_date=now - timedelta(seconds=1))
        client.post(address, {field: "Se över budgeten för 2023."})
        client.force_login(writer)
        page = client.get(address).content.decode()
        assert client.get(address).url == reverse("submissions:check", args=[case.pk])

    assert "Se över budgeten för 2023.</textarea>" in page
    assert str(NOT_SAVED) in page
    assert SignOff.objects.filter(state="waiting").count() == (doing == "send_back")


@pytest.mark.parametrize(("role", "step"), [("signatory", "lämna in den"), ("editor", "markera den som klar")])
def test_overview_of_a_full_draft_says_what_this_person_can_do_next(role, step, client, now):
    case = full_draft()
    client.force_login(member(role))
    with time_machine.travel(now):
        page = client.get(reverse("drafting:overview", args=[case.pk])).content.decode()
    assert f"Allt är ifyllt. Kontrollera ansökan och {step}." in page


class TestDigest:
    """What waits for the day's digest is not told when it does not hold any more."""

    DAY = timedelta(days=1)

    @pytest.fixture
    def case(self, now):
        """A draft that is marked as ready, which its signatory is to read of in the digest."""
        made, signatory = full_draft(), member("signatory")
        editor = member("editor")
        for person in (signatory, editor):
            DigestChoice.objects.create(person=person)
        actions.mark_ready(case_id=made.pk, note="", by=editor, at=now)
        return made

    def digests(self, now):
        send_digests(at=now + self.DAY)
        return {mail.to: mail.body for mail in Mail.objects.filter(category="digest")}

    def test_mark_that_waits_is_told(self, case, now):
        (body,) = self.digests(now).values()
        assert f"/ansokningar/{case.pk}/lamna-in/" in body

    @pytest.mark.parametrize("what", ["handed in", "taken back", "draft taken away"])
    def test_mark_that_waits_no_more_is_not(self, case, now, what):
        mark = case.sign_offs.get()
        if what == "draft taken away":
            Case.objects.filter(pk=case.pk).update(discarded_at=now)
        elif what == "taken back":
            actions.take_back(case_id=case.pk, by=mark.marked_by, at=now)
        else:
            SignOff.objects.filter(pk=mark.pk).update(
                state=SignOff.State.SUBMITTED, answered_by=mark.marked_by, answered_at=now
            )
        assert self.digests(now) == {}

    def test_what_was_sent_back_is_told_until_it_is_marked_again(self, case, now):
        mark = case.sign_offs.get()
        signatory = Notice.objects.get().person
        actions.send_back(case_id=case.pk, comment="Se över målen.", by=signatory, at=now)
        assert set(self.digests(now)) == {mark.marked_by.email}
        Mail.objects.all().delete()
        Notice.objects.filter(kind="sent_back").update(in_digest=True)
        actions.mark_ready(case_id=case.pk, note="", by=mark.marked_by, at=now)
        assert set(self.digests(now)) == {signatory.email}
