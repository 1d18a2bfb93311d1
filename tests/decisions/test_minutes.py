"""The minutes of a meeting: frozen, made as PDF, approved, and read by those who may."""

import io
import json

import pikepdf
import pypdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

import applications.decisions.actions
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.decisions.actions.minutes import awaited_approvers, pdf_of
from applications.decisions.minutes import thaw
from applications.decisions.models import Minutes, MinutesApproval, MinutesFile
from portal.notices.models import Notice
from portal.outbox.models import Job
from tests.factories.accounts import staff
from tests.factories.calls import call as make_call
from tests.factories.cases import conflict, no_conflict
from tests.factories.decisions import assessed_case, proposal
from tests.factories.meetings import meeting

pytestmark = pytest.mark.django_db
actions = applications.decisions.actions
CODES = ("20", "12", "14")


@pytest.fixture
def eva():
    return staff("decision_maker", name="Eva Strand")


@pytest.fixture
def maj():
    return staff("decision_maker", name="Maj Holm")


def waiting_in(number=2, **fields):
    one_call = make_call()
    return [
        proposal(assessed_case(stage=Stage.PROPOSED, call=one_call, code=code, title=f"Projekt {code}"), **fields)
        for code in CODES[:number]
    ]


def held(eva, maj, now, number=2, decided=None, **fields):
    """A meeting at which `decided` of its cases (all, unless told) are decided, with a dissent in the first."""
    waiting = waiting_in(number, **fields)
    for each in waiting:
        no_conflict(each.case, eva, maj)
    one = meeting(waiting, eva, people=[maj])
    for item in list(one.items.order_by("position"))[:decided]:
        dissent = "Maj Holm: hela beloppet borde beviljas." if item.position == 1 else ""
        actions.decide_items(meeting_id=one.pk, item_ids=[item.pk], dissent=dissent, is_held=True, by=eva, at=now)
    return one


def close(one, adjuster, by, at):
    return actions.close_meeting(meeting_id=one.pk, adjuster_id=adjuster.pk, by=by, at=at)


def read(file):
    with file.pdf.open("rb") as pdf:
        return pdf.read()


def text_of(pdf):
    # Paragraphs may be broken into lines anywhere.
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


# Closing.


def test_close_freezes_what_happened_and_orders_the_pdf(eva, maj, now):
    one = held(eva, maj, now, decided=1)

    kept = close(one, maj, eva, now)

    data = json.loads(kept.content)
    first, second = data["sections"]
    assert (first["outcome"], first["amounts"]["2023"], first["decided_by"]) == (
        "Delvis bifall",
        1_850_000,
        "Eva Strand",
    )
    assert first["dissent"] == "Maj Holm: hela beloppet borde beviljas."
    assert first["took_part"] == ["Maj Holm"]
    assert first["did_not"] == [{"name": "Sten Ek", "why": "har inte svarat på om det finns jäv"}]
    assert (second["is_decided"], second["left"]) == (False, "Ärendet avgjordes inte. Förslaget väntar på beslut.")
    assert (data["chair"], data["adjuster"]) == ("Eva Strand", "Maj Holm")
    one.refresh_from_db()
    assert one.is_closed
    assert Job.objects.get(task="decisions.make_minutes").arguments == [kept.pk]
    assert close(one, maj, eva, now) == kept


def test_those_who_are_to_approve_are_told_once(eva, maj, now):
    one = held(eva, maj, now)

    close(one, maj, eva, now)
    close(one, maj, eva, now)

    told = Notice.objects.get(kind="minutes")
    assert (told.person, told.link) == (maj, f"/beslut/sammantraden/{one.pk}/protokoll/")
    assert told.subject == "Justera protokollet från Beslutsmöte 3/2022"


def test_what_was_not_decided_can_go_to_another_meeting(eva, maj, now):
    one = held(eva, maj, now, decided=1)
    close(one, maj, eva, now)
    left = one.items.get(position=2)

    other = meeting((), eva)

    assert actions.add_to_agenda(meeting_id=other.pk, proposal_ids=[left.proposal_id], by=eva, at=now)


def test_a_meeting_without_decisions_is_not_closed(eva, maj, now):
    one = held(eva, maj, now, decided=0)

    with pytest.raises(ValidationError, match="Inget är beslutat"):
        close(one, maj, eva, now)


def test_only_chair_and_secretary_close(eva, maj, now):
    one = held(eva, maj, now)

    with pytest.raises(PermissionDenied):
        close(one, maj, maj, now)
    assert close(one, maj, one.secretary, now)


def test_who_was_kept_out_of_a_case_does_not_approve(eva, maj, now):
    one = held(eva, maj, now)
    kept_out = staff("case_officer")
    one.attendees.create(person=kept_out)
    first, second = (item.proposal.case for item in one.items.order_by("position"))
    conflict(first, kept_out)
    no_conflict(second, kept_out)

    undeclared = staff("case_officer")
    one.attendees.create(person=undeclared)
    for nobody in (kept_out, undeclared, eva, one.secretary, staff("decision_maker")):
        with pytest.raises(ValidationError, match="Välj en deltagare"):
            close(one, nobody, eva, now)


def test_minutes_never_change(eva, maj, now):
    close(held(eva, maj, now), maj, eva, now)

    for change in (
        lambda: Minutes.objects.update(content="{}"),
        lambda: Minutes.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_nothing_is_changed_after_closing(eva, maj, now):
    one = held(eva, maj, now, decided=1)
    close(one, maj, eva, now)

    for act in (
        lambda: actions.set_attendance(meeting_id=one.pk, person_ids=[], by=eva, at=now),
        lambda: actions.decide_items(meeting_id=one.pk, item_ids=[one.items.get(position=2).pk], by=eva, at=now),
        lambda: actions.cancel_meeting(meeting_id=one.pk, why="Nej.", by=eva, at=now),
    ):
        with pytest.raises(ValidationError, match="avslutat"):
            act()


# Approving.


def approve(one, by, at):
    return actions.approve_minutes(meeting_id=one.pk, seen_sha256=one.minutes.sha256, by=by, at=at)


def test_chair_and_adjuster_approve_and_the_last_orders_the_approved_pdf(eva, maj, now):
    one = held(eva, maj, now)
    kept = close(one, maj, eva, now)

    approve(one, eva, now)
    assert awaited_approvers(kept) == {maj.pk}
    assert Job.objects.filter(task="decisions.make_minutes").count() == 1
    approved = approve(one, maj, now)

    assert (approved.name, approved.sections) == ("Maj Holm", [1, 2])
    assert awaited_approvers(kept) == set()
    assert Job.objects.filter(task="decisions.make_minutes").count() == 2
    assert approve(one, maj, now) == approved


def test_others_do_not_approve(eva, maj, now):
    one = held(eva, maj, now)
    close(one, maj, eva, now)

    for nobody in (one.secretary, staff("decision_maker"), staff("case_officer")):
        with pytest.raises(PermissionDenied):
            approve(one, nobody, now)


def test_minutes_that_are_not_those_that_were_shown_are_not_approved(eva, maj, now):
    one = held(eva, maj, now)
    close(one, maj, eva, now)

    with pytest.raises(ValidationError, match="inte det som du såg"):
        actions.approve_minutes(meeting_id=one.pk, seen_sha256="0" * 64, by=eva, at=now)


def test_chair_of_an_item_approves_it_and_the_meetings_chair_what_they_may_read(maj, now):
    eva = staff("decision_maker", name="Eva Strand")
    first, second = waiting_in()
    per = staff("decision_maker", name="Per Sjö")
    no_conflict(first.case, eva, maj, per)
    no_conflict(second.case, maj, per)
    conflict(second.case, eva)
    one = meeting([first, second], eva, people=[maj, per])
    own, others = one.items.order_by("position")
    actions.decide_items(meeting_id=one.pk, item_ids=[own.pk], by=eva, at=now)
    actions.arrange_item(item_id=others.pk, presenter_id=second.proposed_by_id, own_chair_id=maj.pk, by=per, at=now)
    actions.decide_items(meeting_id=one.pk, item_ids=[others.pk], by=maj, at=now)

    kept = close(one, per, eva, now)

    assert awaited_approvers(kept) == {eva.pk, maj.pk, per.pk}
    assert approve(one, eva, now).sections == [1]
    assert approve(one, maj, now).sections == [1, 2]
    assert json.loads(kept.content)["sections"][1]["did_not"][0] == {"name": "Eva Strand", "why": "jäv"}
    assert json.loads(kept.content)["sections"][1]["has_own_chair"]


def test_approvals_never_change(eva, maj, now):
    one = held(eva, maj, now)
    close(one, maj, eva, now)
    approve(one, eva, now)

    with pytest.raises(DatabaseError), transaction.atomic():
        MinutesApproval.objects.update(name="Någon annan")


# The PDF.


def test_pdf_says_all_is_tagged_archival_and_holds_its_data(eva, maj, now):
    one = held(eva, maj, now, decided=1)
    kept = close(one, maj, eva, now)

    (file,) = actions.make_minutes(minutes_id=kept.pk, at=now)

    made = read(file)
    text = text_of(made).replace("\u00a0", " ")
    for said in (
        "Protokoll: Beslutsmöte 3/2022",
        "Dag 1 juni 2022",
        "Rum Vättern",
        "§ 1 Region Dalarna: Projekt 20",
        "Föredragande: Sara Nyberg",
        "Beslut: delvis bifall, 3 900 000 kr",
        "Projektet bygger upp en gemensam ingång",
        "Maj Holm: hela beloppet borde beviljas.",
        "Deltog inte: Sten Ek (har inte svarat på om det finns jäv)",
        "Ärendet avgjordes inte.",
        "Protokollet är inte justerat.",
        kept.sha256[:20],
    ):
        assert said in text
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "sv"
        assert "pdfuaid:part" in pdf.Root.Metadata.read_bytes().decode()
        assert pdf.attachments["protokoll.json"].get_file().read_bytes() == kept.content.encode()
        assert "Beslutsmöte 3/2022" in str(pdf.docinfo["/Title"])
        assert {"/H1", "/H2", "/TH"} <= {str(each.S) for each in pdf.objects if "/S" in names(each)}


def names(thing):
    return set(thing.keys()) if isinstance(thing, pikepdf.Dictionary) else set()


def test_make_minutes_any_number_of_times_is_once_and_the_same_bytes(eva, maj, now):
    kept = close(held(eva, maj, now), maj, eva, now)

    (file,) = actions.make_minutes(minutes_id=kept.pk, at=now)

    assert actions.make_minutes(minutes_id=kept.pk, at=now) == []
    assert pdf_of(kept, is_approved=False) == read(file)
    assert MinutesFile.objects.count() == 1


def test_a_file_that_a_dead_worker_left_behind_is_written_over(eva, maj, now):
    kept = close(held(eva, maj, now), maj, eva, now)
    with transaction.atomic():
        actions.make_minutes(minutes_id=kept.pk, at=now)
        transaction.set_rollback(True)

    (file,) = actions.make_minutes(minutes_id=kept.pk, at=now)

    assert file.pdf.name == f"minutes/{kept.pk}-closed.pdf"


def test_approved_pdf_says_who_approved_and_the_first_stays(eva, maj, now):
    one = held(eva, maj, now)
    kept = close(one, maj, eva, now)
    (first,) = actions.make_minutes(minutes_id=kept.pk, at=now)
    approve(one, eva, now)
    approve(one, maj, now)

    (second,) = actions.make_minutes(minutes_id=kept.pk, at=now)

    text = text_of(read(second)).replace("\u00a0", " ")
    assert "Justerat av Eva Strand 1 juni 2022" in text
    assert "§ 1, 2." in text
    assert "Justerat av Maj Holm" in text
    assert "Protokollet är inte justerat" in text_of(read(first))


HOSTILE = "<script>alert(1)</script> <img src='file:///etc/passwd'> {{ 7|add:1 }} \u202egnp.exe \x07 " + "å" * 5000


def test_hostile_text_in_every_field_stays_text(maj, now):
    eva = staff("decision_maker", name=f"Eva <b>{'x' * 100}</b>")
    one_call = make_call(title=f"Utlysning <i> {'y' * 20}")
    case = assessed_case(stage=Stage.PROPOSED, call=one_call)
    Case.objects.filter(pk=case.pk).update(title="<h1>Titel</h1> \u202e{{ x }}")
    case.refresh_from_db()
    waiting = proposal(case, reasons=HOSTILE, conditions=HOSTILE.replace("\n", " "))
    no_conflict(case, eva, maj)
    one = meeting([waiting], eva, people=[maj], name="<h1>Möte</h1>", place="</p><script>x</script>")
    item = one.items.get()
    actions.decide_items(meeting_id=one.pk, item_ids=[item.pk], dissent=HOSTILE, by=eva, at=now)
    kept = close(one, maj, eva, now)

    (file,) = actions.make_minutes(minutes_id=kept.pk, at=now)

    text = text_of(read(file))
    for said in ("<script>alert(1)</script>", "<h1>Möte</h1>", "<h1>Titel</h1> {{ x }}", "{{ 7|add:1 }}"):
        assert said in text
    assert "root:" not in text
    assert "\u202e" not in text


def test_thaw_shows_only_what_may_be_seen(eva, maj, now):
    one = held(eva, maj, now)
    kept = close(one, maj, eva, now)
    first = one.items.get(position=1).proposal.case.registry_number

    shown = thaw(kept.content, seen={first})

    assert [section.registry_number for section in shown.sections] == [first]
    assert shown.hidden == 1
