"""Meetings: planned, with an agenda, decided one by one and together, and called off."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

import applications.decisions.actions
from applications.calls.models import CallYear
from applications.cases.states import Stage
from applications.decisions.models import (
    Board,
    Decision,
    ItemAttendance,
    MeetingItem,
    Proposal,
)
from portal.audit.models import AuditEntry
from tests.factories.accounts import staff
from tests.factories.calls import call as make_call
from tests.factories.cases import conflict, no_conflict
from tests.factories.decisions import assessed_case, proposal
from tests.factories.meetings import meeting
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
actions = applications.decisions.actions
CODES = ("20", "12", "14", "18", "25", "24", "08", "07", "03", "10")
Part = ItemAttendance.Part


def waiting_in(one_call, number, **fields):
    return [
        proposal(assessed_case(stage=Stage.PROPOSED, call=one_call, code=code, title=f"Projekt {code}"), **fields)
        for code in CODES[:number]
    ]


@pytest.fixture
def eva():
    return staff("decision_maker", name="Eva Strand")


@pytest.fixture
def maj():
    return staff("decision_maker", name="Maj Holm")


def free(proposals, *people):
    for each in proposals:
        no_conflict(each.case, *people)


def ids(things):
    return [each.pk for each in things]


def items_of(one):
    return list(one.items.order_by("position"))


def decide(one, items, by, at, **how):
    return actions.decide_items(meeting_id=one.pk, item_ids=ids(items), by=by, at=at, **how)


def planned(by, at, **fields):
    given = {
        "name": "Beslutsmöte 3/2022",
        "meets_on": date(2022, 11, 24),
        "form": "together",
        "place": "Rum Vättern",
        "secretary_id": staff("registrar").pk,
        "chair_id": by.pk,
        **fields,
    }
    return actions.plan_meeting(**given, by=by, at=at)


# Planning.


def test_plan_meeting_keeps_it_with_its_leaders_as_attendees(eva, now):
    one = planned(eva, now)

    assert one.is_planned
    assert {each.person for each in one.attendees.all()} == {eva, one.secretary}
    assert AuditEntry.objects.get(subject=one.audit_subject).event == "meeting_planned"


def test_a_meeting_per_capsulam_has_no_place(eva, now):
    one = planned(eva, now, form="per_capsulam", place="Rum Vättern")

    assert (one.place, one.shown_place) == ("", "Per capsulam")


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [({"name": " "}, "name"), ({"form": "x"}, "form"), ({"place": ""}, "place")],
)
def test_plan_meeting_refuses_what_says_too_little(eva, now, fields, faulty):
    with pytest.raises(ValidationError) as refusal:
        planned(eva, now, **fields)

    assert list(refusal.value.message_dict) == [faulty]


def test_the_chair_decides_and_is_not_the_secretary(eva, now):
    for fields in ({"chair_id": staff("case_officer").pk}, {"secretary_id": eva.pk}, {"secretary_id": member().pk}):
        with pytest.raises(ValidationError):
            planned(eva, now, **fields)


@pytest.mark.parametrize("role", ["registrar", "assessor", "call_administrator"])
def test_others_do_not_plan_meetings(eva, role, now):
    with pytest.raises(PermissionDenied):
        actions.plan_meeting(
            name="X", meets_on=date(2022, 11, 24), form="together", place="Y", chair_id=eva.pk, secretary_id=eva.pk,
            by=staff(role), at=now,
        )  # fmt: skip


def test_a_meeting_is_changed_until_something_is_decided(eva, now):
    waiting = waiting_in(make_call(), 1)
    free(waiting, eva)
    one = meeting(waiting, eva)
    words = {"meets_on": date(2022, 12, 1), "form": "together", "place": "Hjälmaren", "chair_id": eva.pk}
    words["secretary_id"] = one.secretary_id

    actions.change_meeting(meeting_id=one.pk, name="Beslutsmöte 4", **words, by=eva, at=now)
    one.refresh_from_db()
    assert (one.name, one.place) == ("Beslutsmöte 4", "Hjälmaren")

    decide(one, items_of(one), eva, now)
    with pytest.raises(ValidationError, match="redan beslutat"):
        actions.change_meeting(meeting_id=one.pk, name="Annat", **words, by=eva, at=now)


def test_a_meeting_is_called_off_while_nothing_is_decided_and_its_proposals_are_free(eva, now):
    waiting = waiting_in(make_call(), 2)
    one = meeting(waiting, eva)

    with pytest.raises(ValidationError, match="varför"):
        actions.cancel_meeting(meeting_id=one.pk, why=" ", by=eva, at=now)
    actions.cancel_meeting(meeting_id=one.pk, why="Ordföranden är sjuk.", by=eva, at=now)

    other = meeting((), eva)
    assert len(actions.add_to_agenda(meeting_id=other.pk, proposal_ids=ids(waiting), by=eva, at=now)) == 2
    with pytest.raises(ValidationError, match="inställt"):
        actions.cancel_meeting(meeting_id=one.pk, why="Igen.", by=eva, at=now)


def test_a_meeting_at_which_something_is_decided_is_not_called_off(eva, now):
    waiting = waiting_in(make_call(), 1)
    free(waiting, eva)
    one = meeting(waiting, eva)
    decide(one, items_of(one), eva, now)

    with pytest.raises(ValidationError, match="redan beslutat"):
        actions.cancel_meeting(meeting_id=one.pk, why="Ångrar mig.", by=eva, at=now)


# The agenda.


def test_add_to_agenda_in_order_with_the_proposer_as_presenter(eva, now):
    waiting = waiting_in(make_call(), 3)
    one = meeting((), eva)

    actions.add_to_agenda(meeting_id=one.pk, proposal_ids=[waiting[2].pk, waiting[0].pk], by=eva, at=now)
    actions.add_to_agenda(meeting_id=one.pk, proposal_ids=[waiting[1].pk], by=eva, at=now)

    rows = [(item.position, item.proposal, item.presenter) for item in items_of(one)]
    assert rows == [(n, each, each.proposed_by) for n, each in enumerate((waiting[2], waiting[0], waiting[1]), start=1)]


def test_only_what_waits_and_stands_on_no_agenda_is_added_and_each_that_fails_is_named(eva, now):
    one_call = make_call()
    waiting = waiting_in(one_call, 3)
    fine, taken, sent_back = waiting
    free(waiting, eva)
    meeting([taken], eva, name="Ett annat")
    actions.send_back(proposal_id=sent_back.pk, comment="Mer.", by=eva, at=now)
    one = meeting((), eva)

    with pytest.raises(ValidationError) as refusal:
        actions.add_to_agenda(meeting_id=one.pk, proposal_ids=ids(waiting), by=eva, at=now)

    texts = " ".join(refusal.value.messages)
    assert str(taken.case.registry_number) in texts
    assert "Ett annat" in texts
    assert str(sent_back.case.registry_number) in texts
    assert str(fine.case.registry_number) not in texts
    assert not one.items.exists()


def test_a_meeting_of_a_call_takes_its_cases_alone(eva, now):
    (foreign,) = waiting_in(make_call(), 1)
    one = meeting((), eva, call=make_call())

    with pytest.raises(ValidationError, match="annan utlysning"):
        actions.add_to_agenda(meeting_id=one.pk, proposal_ids=[foreign.pk], by=eva, at=now)


def test_a_case_of_conflict_is_as_if_it_were_not_there(eva, now):
    (waiting,) = waiting_in(make_call(), 1)
    conflict(waiting.case, eva)
    one = meeting((), eva)

    with pytest.raises(Proposal.DoesNotExist):
        actions.add_to_agenda(meeting_id=one.pk, proposal_ids=[waiting.pk], by=eva, at=now)
    one = meeting([waiting], eva)
    (item,) = items_of(one)
    for act in (
        lambda: actions.take_off_agenda(item_id=item.pk, by=eva, at=now),
        lambda: actions.move_on_agenda(item_id=item.pk, up=True, by=eva, at=now),
        lambda: decide(one, [item], eva, now),
    ):
        with pytest.raises(MeetingItem.DoesNotExist):
            act()


def test_agenda_is_moved_and_shortened_until_something_is_decided(eva, now):
    waiting = waiting_in(make_call(), 3)
    free(waiting, eva)
    one = meeting(waiting, eva)
    first, second, third = items_of(one)

    actions.move_on_agenda(item_id=third.pk, up=True, by=eva, at=now)
    assert items_of(one) == [first, third, second]
    actions.move_on_agenda(item_id=first.pk, up=True, by=eva, at=now)
    actions.take_off_agenda(item_id=first.pk, by=eva, at=now)
    assert [(item.pk, item.position) for item in items_of(one)] == [(third.pk, 1), (second.pk, 2)]

    decide(one, [third], eva, now)
    for act in (
        lambda: actions.take_off_agenda(item_id=second.pk, by=eva, at=now),
        lambda: actions.move_on_agenda(item_id=second.pk, up=True, by=eva, at=now),
        lambda: actions.add_to_agenda(meeting_id=one.pk, proposal_ids=[waiting[0].pk], by=eva, at=now),
    ):
        with pytest.raises(ValidationError, match="redan beslutat"):
            act()


def test_attendance_keeps_its_leaders_and_refuses_strangers(eva, maj, now):
    one = meeting((), eva, people=[maj])
    sara = staff("case_officer")

    actions.set_attendance(meeting_id=one.pk, person_ids=[sara.pk], by=eva, at=now)

    assert {each.person for each in one.attendees.all()} == {eva, one.secretary, sara}
    with pytest.raises(ValidationError, match="inte längre"):
        actions.set_attendance(meeting_id=one.pk, person_ids=[member().pk], by=eva, at=now)


def test_who_was_there_when_something_was_decided_stays(eva, maj, now):
    waiting = waiting_in(make_call(), 2)
    free(waiting, eva, maj)
    one = meeting(waiting, eva, people=[maj])
    decide(one, items_of(one)[:1], eva, now)

    actions.set_attendance(meeting_id=one.pk, person_ids=[], by=eva, at=now)

    assert one.attendees.filter(person=maj).exists()


# Deciding.


def test_items_are_decided_together_with_who_took_part_and_one_board(eva, maj, now):
    waiting = waiting_in(make_call(), 3)
    sara = staff("case_officer", name="Sara Berg")
    free(waiting, eva, maj)
    free(waiting[:1], sara)
    conflict(waiting[1].case, sara)
    one = meeting(waiting, eva, people=[maj, sara])

    made = decide(one, items_of(one), eva, now, is_held=True)

    assert len(made) == Decision.objects.count() == 3
    assert not any(each.is_released for each in made)
    assert Board.objects.count() == 1
    by_item = [
        {row.person.name: row.part for row in item.attendance.select_related("person")} for item in items_of(one)
    ]
    assert [each["Sara Berg"] for each in by_item] == [Part.TOOK_PART, Part.CONFLICT, Part.UNDECLARED]
    assert [each["Maj Holm"] for each in by_item] == [Part.TOOK_PART] * 3
    assert [each["Eva Strand"] for each in by_item] == [Part.DECIDED] * 3
    assert [item.decision.participants for item in items_of(one)] == ["Maj Holm\nSara Berg", "Maj Holm", "Maj Holm"]


def test_all_or_none_and_each_that_fails_is_named(eva, now):
    waiting = waiting_in(make_call(), 3)
    free(waiting[:1], eva)
    one = meeting(waiting, eva)

    with pytest.raises(ValidationError) as refusal:
        decide(one, items_of(one), eva, now)

    texts = refusal.value.messages
    assert [text.split()[0] for text in texts] == [each.case.registry_number for each in waiting[1:]]
    assert not Decision.objects.exists()
    assert not ItemAttendance.objects.exists()
    assert set(CallYear.objects.values_list("granted", flat=True)) == {0}


def test_yearly_budget_holds_over_what_is_decided_together(eva, now):
    waiting = waiting_in(make_call(year_budget=4_000_000), 3)
    free(waiting, eva)
    one = meeting(waiting, eva)

    with pytest.raises(ValidationError, match="2023 saknas"):
        decide(one, items_of(one), eva, now)

    assert not Decision.objects.exists()


def test_the_same_twice_is_once(eva, now):
    waiting = waiting_in(make_call(), 2)
    free(waiting, eva)
    one = meeting(waiting, eva)

    assert ids(decide(one, items_of(one), eva, now)) == ids(decide(one, items_of(one), eva, now))
    assert Decision.objects.count() == 2


def test_one_item_is_decided_with_a_dissent_and_somebody_aside(eva, maj, now):
    waiting = waiting_in(make_call(), 1)
    other = staff("decision_maker", name="Per Sjö")
    free(waiting, eva, maj, other)
    one = meeting(waiting, eva, people=[maj, other])
    (item,) = items_of(one)

    (made,) = decide(one, [item], eva, now, aside_ids=[other.pk], dissent="Maj Holm: hela beloppet.")

    assert (made.participants, made.dissent) == ("Maj Holm", "Maj Holm: hela beloppet.")
    assert item.attendance.get(person=other).part == Part.ASIDE
    assert made.meeting_item == item


def test_a_dissent_is_of_one_case(eva, maj, now):
    waiting = waiting_in(make_call(), 2)
    free(waiting, eva, maj)
    one = meeting(waiting, eva, people=[maj])

    with pytest.raises(ValidationError, match="ett ärende"):
        decide(one, items_of(one), eva, now, dissent="Nej.")


def test_chair_never_decides_what_they_proposed_but_another_can(maj, now):
    both = staff("case_officer", "decision_maker", name="Eva Strand")
    own = proposal(assessed_case(both, stage=Stage.PROPOSED))
    free([own], maj)
    one = meeting([own], both)
    (item,) = items_of(one)

    with pytest.raises(ValidationError, match="Välj en annan ordförande"):
        decide(one, [item], both, now)
    with pytest.raises(ValidationError, match="Välj en annan ordförande"):
        decide(one, [item], maj, now)
    actions.arrange_item(item_id=item.pk, presenter_id=both.pk, own_chair_id=maj.pk, by=both, at=now)

    (made,) = decide(one, [item], maj, now)

    assert (made.decided_by, made.presented_by) == (maj, both)
    assert one.attendees.filter(person=maj).exists()


def test_another_presenter_is_named_in_the_decision_and_cannot_decide(eva, maj, now):
    (waiting,) = waiting_in(make_call(), 1)
    free([waiting], eva, maj)
    one = meeting([waiting], eva, people=[maj])
    (item,) = items_of(one)

    with pytest.raises(ValidationError, match="kan inte fatta det"):
        actions.arrange_item(item_id=item.pk, presenter_id=maj.pk, own_chair_id=maj.pk, by=eva, at=now)
    actions.arrange_item(item_id=item.pk, presenter_id=eva.pk, own_chair_id=None, by=eva, at=now)
    with pytest.raises(ValidationError, match="föredrar ärendet"):
        decide(one, [item], eva, now)
    actions.arrange_item(item_id=item.pk, presenter_id=maj.pk, own_chair_id=None, by=eva, at=now)

    (made,) = decide(one, [item], eva, now)

    assert (made.presented_by, made.presented_by_name) == (maj, "Maj Holm")


def test_who_has_a_conflict_neither_presents_nor_decides(eva, maj, now):
    (waiting,) = waiting_in(make_call(), 1)
    conflict(waiting.case, maj)
    one = meeting([waiting], eva)
    (item,) = items_of(one)

    for who in ({"presenter_id": maj.pk, "own_chair_id": None}, {"presenter_id": eva.pk, "own_chair_id": maj.pk}):
        with pytest.raises(ValidationError, match="jäv"):
            actions.arrange_item(item_id=item.pk, **who, by=eva, at=now)


def test_a_presenter_who_has_not_declared_stops_the_decision(eva, now):
    (waiting,) = waiting_in(make_call(), 1)
    free([waiting], eva)
    one = meeting([waiting], eva)
    (item,) = items_of(one)
    actions.arrange_item(item_id=item.pk, presenter_id=staff("case_officer").pk, own_chair_id=None, by=eva, at=now)

    with pytest.raises(ValidationError, match="Föredraganden ska vara"):
        decide(one, [item], eva, now)


def test_only_the_chair_of_an_item_decides_it(eva, maj, now):
    (waiting,) = waiting_in(make_call(), 1)
    free([waiting], eva, maj)
    one = meeting([waiting], eva, people=[maj])

    with pytest.raises(ValidationError, match="Eva Strand är ordförande"):
        decide(one, items_of(one), maj, now)
    with pytest.raises(PermissionDenied):
        decide(one, items_of(one), waiting.case.officer, now)


def test_what_was_decided_for_itself_is_not_decided_at_the_meeting(eva, maj, now):
    waiting = waiting_in(make_call(), 2)
    free(waiting, eva, maj)
    one = meeting(waiting, eva)
    actions.decide(proposal_id=waiting[0].pk, by=maj, at=now)

    with pytest.raises(ValidationError, match="redan fattat"):
        decide(one, items_of(one), eva, now)
    assert len(decide(one, items_of(one)[1:], eva, now)) == 1


def test_attendance_of_an_item_never_changes(eva, now):
    waiting = waiting_in(make_call(), 1)
    free(waiting, eva)
    one = meeting(waiting, eva)
    decide(one, items_of(one), eva, now)

    for change in (
        lambda: ItemAttendance.objects.update(part=Part.ASIDE),
        lambda: ItemAttendance.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
