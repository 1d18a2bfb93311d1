"""The pages of mailings: choosing, following, stopping, and what waits for a person."""

import pytest
from django.urls import reverse

from applications.letters import actions
from applications.letters.models import Letter, Mailing
from portal.outbox.models import Job
from tests.factories import letters
from tests.factories.accounts import staff
from tests.factories.cases import conflict, no_conflict
from tests.factories.letters import MADE

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(client):
    person = staff("decision_maker", name="Eva Strand")
    client.force_login(person)
    return person


def held(maker, number: int = 2) -> list[Letter]:
    found = [letters.ordered_letter(is_held=True) for _number in range(number)]
    for letter in found:
        no_conflict(letter.decision.case, maker)
    return found


def read(client, name: str, *args, **asked) -> str:
    response = client.get(reverse(f"letters:{name}", args=args), asked)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_decisions_that_wait_are_chosen_and_their_mailing_starts(client, maker):
    first, second, third = held(maker, 3)
    letters.made_letter()
    content = read(client, "new_mailing", beslut=[first.decision_id, second.decision_id], namn="Mötet")
    assert content.count('name="decisions"') == 2
    assert content.count(" checked") == 2
    assert 'value="Mötet"' in content

    posted = {"title": "Mötet", "decisions": [first.decision_id, third.decision_id]}
    response = client.post(reverse("letters:new_mailing"), posted, follow=True)
    assert "Gjorda brev: 0 av 2. Överlämnade: 0. Öppnade: 0." in " ".join(response.content.decode().split())
    assert set(Mailing.objects.get().letters.all()) == {first, third}
    assert 'hx-trigger="every 2s"' in response.content.decode()


def test_call_may_be_named_and_what_is_taken_or_sent_is_not_offered(client, maker):
    first, second, _third = held(maker, 3)
    letters.mailing([second], by=maker)
    slug = first.decision.case.call.slug

    assert read(client, "new_mailing", utlysning=slug).count('name="decisions"') == 1
    assert read(client, "new_mailing").count('name="decisions"') == 2
    assert "Inga beslut väntar" in read(client, "new_mailing", utlysning="finns-inte")


@pytest.mark.parametrize("posted", [{"title": "Mötet"}, {"title": "", "decisions": ["1"]}, {"decisions": ["x"]}])
def test_what_is_missing_is_told_and_nothing_starts(client, maker, posted):
    held(maker)

    assert client.post(reverse("letters:new_mailing"), posted).status_code == 422
    assert not Mailing.objects.exists()


def test_odd_addresses_choose_nothing_and_break_nothing(client, maker):
    held(maker)

    read(client, "new_mailing", beslut=["x", "9" * 30, "-1"], utlysning="x" * 300, namn="y" * 900)


def test_each_letter_is_shown_as_far_as_it_has_come(client, maker):
    queued, made, failed, again = held(maker, 4)
    actions.make_letter(letter_id=made.pk, at=MADE)
    jobs = {"created_at": MADE, "next_attempt_at": MADE, "attempts": 10, "task": "letters.make_letter"}
    Job.objects.create(key=failed.job_key, state="failed", last_error="OSError: no font", **jobs)
    Job.objects.create(key=again.job_key, state="pending", last_error="timeout", **jobs)
    mailing = letters.mailing([queued, made, failed, again], by=maker)
    content = read(client, "mailing", mailing.pk)

    for words in (
        "I kö",
        "Undertecknat, väntar på att skickas",
        "Gick inte att göra",
        "Den som administrerar portalen ser orsaken.",
        "Försöker igen",
        "Försök igen",
    ):
        assert words in content
    assert "no font" not in content, "what a program says is for those who look after it"
    assert "Gjorda brev: 1 av 4." in content
    assert "Skicka 1 brev som är klart" in content


def test_failed_letters_stand_in_a_list_with_a_button(client, maker):
    [letter] = held(maker, 1)
    Job.objects.create(
        key=letter.job_key,
        task="letters.make_letter",
        arguments=[letter.pk],
        state="failed",
        attempts=10,
        last_error="OSError: no font",
        created_at=MADE,
        next_attempt_at=MADE,
    )
    assert "Brev som inte gick att göra" in read(client, "mailings")
    assert "Beslutsbrev gick inte att göra, och regionen vet inget" in client.get("/").content.decode()

    response = client.post(reverse("letters:try_letter_again", args=[letter.pk]), follow=True)
    assert "Brevet görs på nytt nu." in response.content.decode()
    assert Job.objects.get(key=letter.job_key).state == "pending"
    assert "Brev som inte gick att göra" not in read(client, "mailings")
    assert "Beslutsbrev gick inte att göra" not in client.get("/").content.decode()


def test_mailing_whose_made_letters_are_sent_says_what_is_left(client, maker):
    sent, failed = held(maker, 2)
    actions.make_letter(letter_id=sent.pk, at=MADE)
    jobs = {"created_at": MADE, "next_attempt_at": MADE, "attempts": 10, "task": "letters.make_letter"}
    Job.objects.create(key=failed.job_key, state="failed", last_error="timeout", **jobs)
    mailing = letters.mailing([sent, failed], by=maker)
    assert "så de andra väntar" in read(client, "mailing", mailing.pk)

    client.post(reverse("letters:send_made", args=[mailing.pk]))

    content = read(client, "mailing", mailing.pk)
    assert "De andra som är klara är skickade." in content
    assert "så de andra väntar" not in content


def test_mailing_is_stopped_and_continued_by_buttons(client, maker):
    mailing = letters.mailing(held(maker), by=maker)

    response = client.post(reverse("letters:stop_mailing", args=[mailing.pk]), follow=True)
    assert "Eva Strand stoppade utskicket" in response.content.decode()
    assert "Ett brev som just görs blir klart, men inget mer görs eller skickas." in response.content.decode()
    assert "hx-trigger" not in response.content.decode()
    response = client.post(reverse("letters:continue_mailing", args=[mailing.pk]), follow=True)
    assert "Utskicket fortsätter där det stannade." in response.content.decode()
    assert "Stoppat" in read(client, "mailings") or "Pågår" in read(client, "mailings")


def test_continuing_a_mailing_that_was_sent_meanwhile_says_so(client, maker):
    mailing = letters.mailing(held(maker), by=maker, sent_at=MADE)

    response = client.post(reverse("letters:continue_mailing", args=[mailing.pk]), follow=True)

    assert "Utskicket är redan skickat." in response.content.decode()
    assert "fortsätter" not in response.content.decode()


def test_who_sees_no_mailing_is_told_whose_are_shown(client, maker):
    letters.mailing(held(maker), by=maker)
    client.force_login(staff("registrar"))

    told = "Ett utskick visas när du har svarat att du inte har jäv i minst ett av dess ärenden."
    assert told in read(client, "mailings")


def test_readers_follow_a_mailing_but_only_the_cases_they_may_see(client, maker):
    seen, barred = held(maker)
    mailing = letters.mailing([seen, barred], by=maker)
    officer = staff("case_officer")
    no_conflict(seen.decision.case, officer)
    conflict(barred.decision.case, officer)
    client.force_login(officer)
    content = read(client, "mailing", mailing.pk)

    assert seen.decision.case.registry_number in content
    assert barred.decision.case.registry_number not in content
    assert "Stoppa utskicket" not in content
    conflict_in_all = staff("case_officer")
    for letter in (seen, barred):
        conflict(letter.decision.case, conflict_in_all)
    client.force_login(conflict_in_all)
    assert client.get(reverse("letters:mailing", args=[mailing.pk])).status_code == 404
    assert mailing.title not in read(client, "mailings")


def test_pages_cost_the_same_however_many_letters(client, maker, django_assert_max_num_queries):
    letters.mailing(held(maker, 2), by=maker)
    big = letters.mailing(held(maker, 9), by=maker)
    held(maker, 9)
    for name, args in (("mailing", [big.pk]), ("mailings", []), ("new_mailing", [])):
        with django_assert_max_num_queries(10):
            read(client, name, *args)
