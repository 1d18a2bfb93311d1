"""The pages of meetings, as the people there and those kept out of a case see them."""

import pytest
from django.urls import reverse

import applications.decisions.actions
from applications.calls.models import LetterText
from applications.cases.states import Stage
from applications.decisions.models import Decision, Meeting, MeetingItem, Minutes
from tests.factories.accounts import staff
from tests.factories.calls import call as make_call
from tests.factories.cases import conflict, no_conflict
from tests.factories.decisions import assessed_case, proposal, reason
from tests.factories.meetings import meeting
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
actions = applications.decisions.actions
CODES = ("20", "12", "14", "18", "25", "24", "08", "07", "03", "10")


@pytest.fixture
def eva():
    return staff("decision_maker", name="Eva Strand")


@pytest.fixture
def maj():
    return staff("decision_maker", name="Maj Holm")


def waiting_in(number):
    one_call = make_call()
    return [
        proposal(assessed_case(stage=Stage.PROPOSED, call=one_call, code=code, title=f"Projekt {code}"))
        for code in CODES[:number]
    ]


def free(proposals, *people):
    for each in proposals:
        no_conflict(each.case, *people)


def at(name, *args):
    return reverse(f"meetings:{name}", args=args)


def text_of(page):
    return page.content.decode().replace("\u00a0", " ")


def closed(eva, maj, now, number=2):
    waiting = waiting_in(number)
    free(waiting, eva, maj)
    one = meeting(waiting, eva, people=[maj])
    actions.decide_items(meeting_id=one.pk, item_ids=[i.pk for i in one.items.all()], is_held=True, by=eva, at=now)
    kept = actions.close_meeting(meeting_id=one.pk, adjuster_id=maj.pk, by=eva, at=now)
    actions.make_minutes(minutes_id=kept.pk, at=now)
    return Meeting.objects.get(pk=one.pk)


def test_list_is_empty_with_a_word_of_what_will_stand_there(client, eva):
    client.force_login(eva)

    assert "Det finns inget sammanträde än" in text_of(client.get(at("list")))


def test_a_meeting_is_planned_filled_and_decided_together(client, eva, maj):
    waiting = waiting_in(2)
    free(waiting, eva)
    sten = staff("registrar", name="Sten Ek")
    client.force_login(eva)

    page = client.post(
        at("new"),
        {
            "name": "Beslutsmöte 3",
            "meets_on": "2022-11-24",
            "form": "together",
            "place": "Rum Vättern",
            "chair": eva.pk,
            "secretary": sten.pk,
        },
        follow=True,
    )
    one = Meeting.objects.get()
    assert "Inget ärende står på dagordningen än" in text_of(page)
    page = client.post(at("agenda", one.pk), {"proposals": [each.pk for each in waiting]}, follow=True)
    assert "2 ärenden är lagda på dagordningen." in text_of(page)
    page = client.post(at("attendance", one.pk), {"people": [maj.pk]}, follow=True)
    assert "har inte svarat på om det finns jäv" in text_of(page)
    chosen = {"items": [item.pk for item in one.items.all()], "is_held": "on"}
    page = client.post(at("meeting", one.pk), chosen, follow=True)

    assert "2 beslut är fattade." in text_of(page)
    assert "Avsluta sammanträdet" in text_of(page)
    assert Decision.objects.count() == 2


@pytest.mark.parametrize(
    "posted",
    [{}, {"name": "X", "meets_on": "igår", "form": "nej"}, {"chair": "99999999999999999999", "secretary": "x"}],
)
def test_new_keeps_what_was_typed_and_says_what_is_wrong(client, eva, posted):
    client.force_login(eva)

    page = client.post(at("new"), posted)

    assert page.status_code == 422
    assert not Meeting.objects.exists()
    assert posted.get("name", "") in text_of(page)


def test_what_fails_together_names_its_cases_and_keeps_the_choice(client, eva):
    waiting = waiting_in(2)
    free(waiting, eva)
    one = meeting(waiting, eva)
    LetterText.objects.update(appeal="")
    client.force_login(eva)

    page = client.post(at("meeting", one.pk), {"items": [item.pk for item in one.items.all()]})

    assert page.status_code == 422
    assert text_of(page).count("överklagande saknas") >= 4
    assert not Decision.objects.exists()


def test_item_page_shows_the_check_and_decides_with_a_dissent(client, eva, maj):
    (waiting,) = waiting_in(1)
    free([waiting], eva, maj)
    one = meeting([waiting], eva, people=[maj])
    item = one.items.get()
    client.force_login(eva)

    text = text_of(client.get(at("item", item.pk)))
    assert "Beloppen ryms i budgeten" in text
    assert "Maj Holm" in text
    page = client.post(at("item", item.pk), {"participants": [maj.pk], "dissent": "Maj Holm: nej."}, follow=True)

    assert "§ 1 är beslutad: delvis bifall." in text_of(page)
    assert Decision.objects.get().dissent == "Maj Holm: nej."
    text = text_of(client.get(reverse("decisions:case", args=[waiting.case_id])))
    assert "Beslutsmöte 3/2022, § 1" in text


def test_item_page_notes_the_presenters_dissent_when_the_chair_decides_alone(client, eva):
    (waiting,) = waiting_in(1)
    free([waiting], eva)
    item = meeting([waiting], eva).items.get()
    client.force_login(eva)
    assert "Avvikande mening" in text_of(client.get(at("item", item.pk)))

    client.post(at("item", item.pk), {"dissent": "Sara Nyberg: avslag."})

    made = Decision.objects.get()
    assert (made.participants, made.dissent) == ("", "Sara Nyberg: avslag.")


def test_item_page_shows_the_letter_and_says_who_cannot_take_part_and_why(client, eva, maj):
    (waiting,) = waiting_in(1)
    free([waiting], eva)
    conflict(waiting.case, maj)
    item = meeting([waiting], eva, people=[maj]).items.get()
    client.force_login(eva)

    text = text_of(client.get(at("item", item.pk)))

    assert f'src="{reverse("letters:preview", args=[waiting.pk])}"' in text
    assert "Deltar inte: Maj Holm (jäv), Sten Ek (har inte svarat på om det finns jäv)" in text


def test_who_does_not_decide_sees_who_does_and_nothing_of_that_persons_word(client, eva, maj):
    (waiting,) = waiting_in(1)
    free([waiting], maj)
    item = meeting([waiting], eva, people=[maj]).items.get()
    client.force_login(maj)

    text = text_of(client.get(at("item", item.pk)))

    assert "Eva Strand är ordförande för paragrafen och fattar beslutet." in text
    assert "Lämna din jävsdeklaration" not in text
    assert "Besluta enligt förslaget" not in text
    assert client.post(at("item", item.pk), {}).status_code == 422
    assert not Decision.objects.exists()


def test_own_proposal_is_said_clearly_and_another_chair_chosen_on_the_page(client, maj):
    both = staff("case_officer", "decision_maker", name="Eva Strand")
    own = proposal(assessed_case(both, stage=Stage.PROPOSED))
    free([own], maj)
    item = meeting([own], both).items.get()
    client.force_login(both)

    assert "Välj en annan ordförande för paragrafen." in text_of(client.get(at("item", item.pk)))
    assert "Välj en annan ordförande för paragrafen." in text_of(client.get(at("meeting", item.meeting_id)))
    wrong = client.post(at("arrange", item.pk), {"presenter": both.pk, "own_chair": both.pk})
    assert wrong.status_code == 422
    page = client.post(at("arrange", item.pk), {"presenter": both.pk, "own_chair": maj.pk}, follow=True)

    assert "Maj Holm är ordförande för paragrafen" in text_of(page)


def test_agenda_is_moved_and_shortened_by_buttons(client, eva):
    waiting = waiting_in(2)
    free(waiting, eva)
    one = meeting(waiting, eva)
    first, second = one.items.order_by("position")
    client.force_login(eva)

    client.post(at("move", second.pk), {"to": "up"})
    assert list(one.items.order_by("position")) == [second, first]
    client.post(at("remove", second.pk))
    assert [(item.pk, item.position) for item in one.items.all()] == [(first.pk, 1)]


def test_a_case_of_conflict_is_not_named_and_one_to_declare_in_is_without_content(client, eva):
    barred, undeclared, fine = waiting_in(3)
    conflict(barred.case, eva)
    free([fine], eva)
    one = meeting([barred, undeclared, fine], eva)
    client.force_login(eva)

    text = text_of(client.get(at("meeting", one.pk)))

    assert "1 ärende visas inte för dig" in text
    assert barred.case.registry_number not in text
    assert "Projekt 20" not in text
    assert undeclared.case.registry_number in text
    assert "Du har inte svarat på om du har jäv i ärendet" in text
    assert text.count("Delvis bifall") == 1
    first, second, _third = one.items.order_by("position")
    assert client.get(at("item", first.pk)).status_code == 404
    assert reverse("cases:declare", args=[undeclared.case_id]) in client.get(at("item", second.pk))["Location"]


def test_closing_page_says_who_can_approve(client, eva, maj, now):
    waiting = waiting_in(1)
    free(waiting, eva, maj)
    one = meeting(waiting, eva)
    client.force_login(eva)
    assert "Inget är beslutat" in text_of(client.get(at("close", one.pk)))
    actions.decide_items(meeting_id=one.pk, item_ids=[one.items.get().pk], by=eva, at=now)
    assert "Ingen kan justera protokollet" in text_of(client.get(at("close", one.pk)))
    actions.set_attendance(meeting_id=one.pk, person_ids=[maj.pk], by=eva, at=now)
    assert "den dag då ni beslutade det första ärendet" in text_of(client.get(at("close", one.pk)))
    # Who comes after a case was decided took no part in it, and was kept from none.
    assert client.post(at("close", one.pk), {}).status_code == 422

    page = client.post(at("close", one.pk), {"adjuster": maj.pk}, follow=True)

    assert "Protokoll: Beslutsmöte 3/2022" in text_of(page)
    assert "Protokollet görs som PDF" in text_of(page)


def test_minutes_are_read_approved_and_fetched(client, eva, maj, now):
    one = closed(eva, maj, now)
    client.force_login(maj)

    text = text_of(client.get(at("minutes", one.pk)))
    assert "§ 1 Region Dalarna: Projekt 20" in text
    assert f'Uppgifternas kontrollsumma (SHA-256): <span class="hash">{one.minutes.sha256}</span>' in text
    page = client.post(at("approve", one.pk), {"sha256": one.minutes.sha256}, follow=True)

    assert "Du har justerat protokollet." in text_of(page)
    assert "Justera protokollet</button>" not in text_of(page)
    file = client.get(at("minutes_pdf", one.pk))
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"].startswith("attachment")
    assert b"".join(file.streaming_content).startswith(b"%PDF")


def test_after_closing_the_letters_are_one_link_away(client, eva, maj, now):
    one = closed(eva, maj, now)
    client.force_login(eva)

    text = text_of(client.get(at("meeting", one.pk)))

    first, second = Decision.objects.order_by("pk")
    assert f"namn=Beslutsm%C3%B6te%203/2022&amp;beslut={first.pk}&amp;beslut={second.pk}" in text

    actions.release_decisions(decision_ids=[first.pk, second.pk], by=eva, at=now)
    text = text_of(client.get(at("meeting", one.pk)))
    assert "Gör och skicka breven" not in text
    assert "Se utskicken av beslutsbrev" in text


def test_item_that_is_decided_shows_the_decision_and_counts_no_money_twice(client, eva, maj, now):
    one = closed(eva, maj, now, number=1)
    client.force_login(eva)

    text = text_of(client.get(at("item", one.items.get().pk)))

    assert "Andra som deltog" in text
    assert "Maj Holm" in text
    assert "Kvar i utlysningen efter beslutet" not in text


def test_minutes_say_the_day_when_the_meeting_was_held(eva, maj, now):
    one = closed(eva, maj, now, number=1)

    assert one.meets_on == now.date() != meeting().meets_on


def test_minutes_hide_what_one_is_barred_from_and_then_the_file_too(client, eva, maj, now):
    one = closed(eva, maj, now)
    reader = staff("case_officer")
    first, second = (item.proposal.case for item in one.items.order_by("position"))
    conflict(first, reader)
    client.force_login(reader)

    text = text_of(client.get(at("minutes", one.pk)))
    assert "1 paragraf visas inte för dig" in text
    assert "Projekt 20" not in text
    assert f"{reverse('cases:declare', args=[second.pk])}?then=" in text
    assert "Projekt 12</h" not in text
    no_conflict(second, reader)
    text = text_of(client.get(at("minutes", one.pk)))

    assert "§ 2 Region Skåne: Projekt 12" in text
    assert "Hämta protokollet" not in text
    assert client.get(at("minutes_pdf", one.pk)).status_code == 404


def test_minutes_of_a_meeting_that_is_not_closed_are_not_there(client, eva):
    one = meeting((), eva)
    client.force_login(eva)

    for name in ("minutes", "minutes_pdf"):
        assert client.get(at(name, one.pk)).status_code == 404


def test_regions_see_no_meeting(client, eva, maj, now):
    one = closed(eva, maj, now)
    client.force_login(member("coordinator"))

    for name in ("meeting", "minutes", "minutes_pdf"):
        assert client.get(at(name, one.pk)).status_code == 403
    assert client.get(at("list")).status_code == 403


@pytest.mark.parametrize("number", [2, 10])
def test_pages_ask_as_often_however_long_the_agenda(client, eva, maj, now, number, django_assert_max_num_queries):
    waiting = waiting_in(number)
    free(waiting, eva, maj)
    for each in waiting:
        reason(each, "Rimligt.", criterion=each.case.call.criteria.first())
    one = meeting(waiting, eva, people=[maj, *(staff("assessor") for _each in range(number))])
    client.force_login(eva)

    with django_assert_max_num_queries(29):
        client.get(at("meeting", one.pk))
    with django_assert_max_num_queries(34):
        client.get(at("item", one.items.first().pk))
    with django_assert_max_num_queries(10):
        client.get(at("agenda", one.pk))
    with django_assert_max_num_queries(8):
        client.get(at("list"))
    items = [item.pk for item in MeetingItem.objects.all()]
    actions.decide_items(meeting_id=one.pk, item_ids=items, is_held=True, by=eva, at=now)
    actions.close_meeting(meeting_id=one.pk, adjuster_id=maj.pk, by=eva, at=now)
    assert Minutes.objects.exists()
    with django_assert_max_num_queries(15):
        client.get(at("minutes", one.pk))
    with django_assert_max_num_queries(29):
        client.get(at("meeting", one.pk))
