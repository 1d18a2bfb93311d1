"""Several proposals decided at once: all of them, or none."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import applications.decisions.actions
from applications.calls.models import CallYear, LetterText, Outcome
from applications.cases.states import Stage
from applications.correspondence.models import HearingAnswer
from applications.decisions import readiness, rules
from applications.decisions.models import Decision, Proposal, Release
from applications.decisions.queries import facts_of, rows_of
from applications.decisions.waiting import facts_of_loaded, points_of_reasons, with_readiness
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import ARRIVED, conflict, no_conflict
from tests.factories.correspondence import hearing, message
from tests.factories.decisions import IN_PART, assessed_case, decision, proposal
from tests.factories.drafting import draft_of
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
actions = applications.decisions.actions
CODES = ("20", "12", "14", "18", "25", "24", "08", "07", "03", "10")


def waiting_in(one_call, number, **fields):
    return [
        proposal(assessed_case(stage=Stage.PROPOSED, call=one_call, code=code, title=f"Projekt {code}"), **fields)
        for code in CODES[:number]
    ]


@pytest.fixture
def eva():
    return staff("decision_maker", name="Eva Strand")


def may_decide_on(person, proposals):
    for each in proposals:
        no_conflict(each.case, person)


def ids(things):
    return [each.pk for each in things]


def test_decide_together_makes_all_decisions_and_takes_their_money(eva, now):
    waiting = waiting_in(call(), 3)
    may_decide_on(eva, waiting)

    made = actions.decide_together(proposal_ids=ids(waiting), by=eva, at=now)

    assert len(made) == Decision.objects.count() == 3
    assert all(each.is_released for each in made)
    assert CallYear.objects.get(call=waiting[0].case.call, year=2023).granted == 3 * IN_PART[2023]


def test_decide_together_twice_is_once(eva, now):
    waiting = waiting_in(call(), 2)
    may_decide_on(eva, waiting)

    first = actions.decide_together(proposal_ids=ids(waiting), is_held=True, by=eva, at=now)
    second = actions.decide_together(proposal_ids=ids(waiting), is_held=True, by=eva, at=now)

    assert first == second
    assert not any(each.is_released for each in first)


def test_decide_together_names_each_case_that_fails_and_decides_none(eva, now):
    waiting = waiting_in(call(), 4)
    fine, own, undeclared, sent_back = waiting
    may_decide_on(eva, [fine, sent_back])
    actions.send_back(proposal_id=sent_back.pk, comment="Skriv mer.", by=eva, at=now)

    with pytest.raises(ValidationError) as refusal:
        actions.decide_together(proposal_ids=ids(waiting), by=eva, at=now)

    texts = refusal.value.messages
    assert len(texts) == 3
    for each, text in zip((own, undeclared, sent_back), texts, strict=True):
        assert text.startswith(f"{each.case.registry_number} {each.case.region.name}: ")
    assert "har skickat tillbaka" in texts[2]
    assert not Decision.objects.exists()
    assert set(CallYear.objects.values_list("granted", flat=True)) == {0}


def test_decide_together_that_takes_more_than_is_left_names_the_case_that_it_ends_at(eva, now):
    waiting = waiting_in(call(year_budget=4_000_000), 3)
    may_decide_on(eva, waiting)

    with pytest.raises(ValidationError, match="2023 saknas") as refusal:
        actions.decide_together(proposal_ids=ids(waiting), by=eva, at=now)

    (text,) = refusal.value.messages
    assert text.startswith(str(waiting[2].case.registry_number))
    assert not Decision.objects.exists()


def test_decide_together_holds_the_two_person_rule(now):
    both = staff("case_officer", "decision_maker")
    own = proposal(assessed_case(both, stage=Stage.PROPOSED))

    with pytest.raises(ValidationError, match="aldrig den som har föreslagit"):
        actions.decide_together(proposal_ids=[own.pk], by=both, at=now)


def test_decide_together_on_a_case_of_conflict_is_as_if_it_were_not_there(eva, now):
    waiting = waiting_in(call(), 2)
    no_conflict(waiting[0].case, eva)
    conflict(waiting[1].case, eva)

    with pytest.raises(Proposal.DoesNotExist):
        actions.decide_together(proposal_ids=ids(waiting), by=eva, at=now)


# The check before deciding, read for many cases at once, is the same check.


def barred_presenter(one):
    one.case.declarations.filter(person=one.case.officer).update(has_conflict=True)


def party_presenter(one):
    one.proposed_by.memberships.create(region=one.case.region, role="editor", started_at=ARRIVED)


def newer_version(one):
    from tests.factories.submissions import submission

    submission(one.case)


def unheard(one):
    """As if nothing had been noted: the table refuses to forget."""
    fresh = proposal(assessed_case(stage=Stage.PROPOSED, call=one.case.call, code="12"), is_heard=False)
    one.pk, one.case = fresh.pk, fresh.case
    return one


def answered(asked):
    sent = message(asked.case, text="Vi håller inte med.")
    return HearingAnswer.objects.create(hearing=asked, message=sent)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda one: None, ""),
        (lambda one: LetterText.objects.update(legal_basis=" "), "Bestämmelser saknas"),
        (lambda one: LetterText.objects.filter(outcome=one.outcome).delete(), "Bestämmelser saknas"),
        (lambda one: LetterText.objects.update(appeal=""), "överklagande saknas"),
        (barred_presenter, "Föredraganden har anmält jäv"),
        (party_presenter, "Föredraganden har anmält jäv"),
        (newer_version, "Ansökan har ändrats"),
        (lambda one: one.case.call.years.filter(year=2024).update(granted=19_000_000), "2024 saknas"),
        (unheard, "Regionen har inte fått yttra sig"),
        (lambda one: hearing(unheard(one).case), "kan yttra sig till och med 2 januari 2040"),
        (lambda one: hearing(unheard(one).case, due_on=date(2022, 5, 1)), ""),
        (lambda one: hearing(one.case), "kan yttra sig"),
        (lambda one: answered(hearing(unheard(one).case)), ""),
        (lambda one: type(one.case.call).objects.update(hears_before_refusal=bool(not unheard(one))), ""),
        (lambda one: one.case.declarations.exclude(person=one.case.officer).delete(), "jävsdeklaration"),
    ],
)
def test_waiting_finds_the_same_lacking_as_the_check_of_one(spoil, says, eva, now):
    one = proposal()
    no_conflict(one.case, eva)
    spoil(one)
    if not one.case.declarations.filter(person=eva).exists() and "jäv" not in says:
        no_conflict(one.case, eva)

    loaded = with_readiness(Proposal.objects.filter(pk=one.pk)).get()
    many = readiness.unmet(facts_of_loaded(loaded, eva, points_of_reasons([loaded]), now))
    alone = Proposal.objects.with_all().get(pk=one.pk)

    assert many == readiness.unmet(facts_of(alone, eva, rows_of(alone), now))
    assert says in " ".join(many)
    assert bool(many) == bool(says)


def test_a_proposal_without_reasons_is_never_ready(eva, now):
    bare = proposal(assessed_case(stage=Stage.PROPOSED), reasons=" ")
    no_conflict(bare.case, eva)

    with pytest.raises(ValidationError, match="Skäl saknas"):
        actions.decide(proposal_id=bare.pk, by=eva, at=now)


# Pages.


def text_of(page):
    return page.content.decode().replace("\u00a0", " ")


def test_waiting_page_lists_what_can_be_decided_with_what_is_lacking(client, eva):
    waiting = waiting_in(call(), 3)
    may_decide_on(eva, waiting[:1])
    conflict(waiting[2].case, eva)
    client.force_login(eva)

    text = text_of(client.get(reverse("deciding:waiting")))

    assert waiting[0].case.registry_number in text
    assert text.count("Lämna din jävsdeklaration.") == 1
    assert waiting[2].case.registry_number not in text
    assert "7 800 000 kr" not in text
    assert f"{20_000_000 - 1_850_000:,}".replace(",", " ") in text
    assert f"{20_000_000 - 2 * 1_850_000:,}".replace(",", " ") not in text


def test_waiting_page_lets_nobody_choose_what_cannot_be_decided_and_says_why(client, eva):
    fine, undeclared = waiting_in(call(), 2)
    may_decide_on(eva, [fine])
    client.force_login(eva)

    for page in (
        client.get(reverse("deciding:waiting")),
        client.post(reverse("deciding:waiting"), {"proposals": ids([fine, undeclared])}),
    ):
        text = text_of(page)
        boxes = {each: text.split(f'id="proposal-{each.pk}"')[1].split(">")[0] for each in (fine, undeclared)}
        assert "disabled" not in boxes[fine]
        assert "disabled" in boxes[undeclared]
        assert "checked" not in boxes[undeclared]
        assert f'aria-describedby="lacking-{undeclared.pk}"' in boxes[undeclared]
        assert "Lämna din jävsdeklaration." in text.split(f'id="lacking-{undeclared.pk}"')[1].split("</ul>")[0]


def test_waiting_page_without_proposals_says_what_will_stand_there(client, eva):
    client.force_login(eva)

    assert "När en handläggare har lämnat ett förslag" in text_of(client.get(reverse("deciding:waiting")))


def test_waiting_page_decides_what_is_chosen(client, eva):
    waiting = waiting_in(call(), 3)
    may_decide_on(eva, waiting)
    client.force_login(eva)

    page = client.post(reverse("deciding:waiting"), {"proposals": ids(waiting[:2])}, follow=True)

    assert "2 beslut är fattade." in text_of(page)
    assert Decision.objects.count() == 2


def test_waiting_page_keeps_the_choice_when_a_case_fails(client, eva):
    waiting = waiting_in(call(), 2)
    may_decide_on(eva, waiting[:1])
    client.force_login(eva)

    page = client.post(reverse("deciding:waiting"), {"proposals": ids(waiting), "is_held": "on"})

    assert page.status_code == 422
    assert waiting[1].case.registry_number in text_of(page)
    # The one that can be decided, and that the region is told later.
    assert text_of(page).count(" checked") == 2
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"proposals": ["x"]}, {"proposals": ["99999999999999999999"]}, {"proposals": ["7"]}]
)
def test_waiting_page_without_a_choice_says_so(client, eva, sent):
    client.force_login(eva)

    assert client.post(reverse("deciding:waiting"), sent).status_code == 422


@pytest.mark.parametrize("number", [2, 10])
def test_waiting_page_asks_the_same_number_of_questions_whatever_waits(
    client, eva, number, django_assert_max_num_queries
):
    may_decide_on(eva, waiting_in(call(), number))
    client.force_login(eva)

    with django_assert_max_num_queries(20):
        client.get(reverse("deciding:waiting"))


def test_held_page_releases_those_that_are_chosen(client, eva, now):
    waiting = waiting_in(call(), 3)
    may_decide_on(eva, waiting)
    made = actions.decide_together(proposal_ids=ids(waiting), is_held=True, by=eva, at=now)
    client.force_login(eva)
    assert "3 900 000 kr" in text_of(client.get(reverse("deciding:held")))

    page = client.post(reverse("deciding:held"), {"decisions": ids(made[:2])}, follow=True)

    assert "2 beslut är släppta" in text_of(page)
    assert [each.is_released for each in Decision.objects.order_by("pk")] == [True, True, False]


def test_held_page_refuses_a_decision_maker_who_has_not_declared_and_keeps_all_held(client, eva):
    made = decision(is_held=True)
    client.force_login(eva)

    page = client.post(reverse("deciding:held"), {"decisions": [made.pk]})

    assert page.status_code == 422
    assert made.case.registry_number not in text_of(page)
    assert not rules.may_release(eva, made)


@pytest.mark.parametrize("number", [1, 6])
def test_held_page_asks_the_same_number_of_questions_whatever_is_held(
    client, eva, number, now, django_assert_max_num_queries
):
    waiting = waiting_in(call(), number)
    may_decide_on(eva, waiting)
    actions.decide_together(proposal_ids=ids(waiting), is_held=True, by=eva, at=now)
    client.force_login(eva)

    with django_assert_max_num_queries(12):
        client.get(reverse("deciding:held"))


def test_decide_page_can_hold_the_decision(client, eva):
    one = proposal()
    no_conflict(one.case, eva)
    client.force_login(eva)
    assert "Vänta med beskedet" in text_of(client.get(reverse("decisions:decide", args=[one.case_id])))

    page = client.post(
        reverse("decisions:decide", args=[one.case_id]), {"proposal": one.pk, "is_held": "on"}, follow=True
    )

    assert "förrän beslutet släpps" in text_of(page)
    assert "Regionen vet inget om det." in text_of(page)
    assert not Decision.objects.get().is_released


def test_outcomes_of_several_kinds_are_decided_together(eva, now):
    one_call = call()
    granted, rejected = waiting_in(one_call, 2)[0], None
    rejected = proposal(assessed_case(stage=Stage.PROPOSED, call=one_call, code="25"), outcome=Outcome.REJECT)
    may_decide_on(eva, [granted, rejected])

    made = actions.decide_together(proposal_ids=[rejected.pk, granted.pk], by=eva, at=now)

    assert {each.outcome for each in made} == {Outcome.REJECT, Outcome.GRANT_IN_PART}


# A region that takes its application back while the decision is held.


def withdrawn_while(case, now):
    import applications.submissions.actions

    return applications.submissions.actions.withdraw_application(
        case_id=case.pk, reason="", by=member("signatory", code=case.region_id), arrived_at=now, at=now
    )


def test_a_region_can_withdraw_while_its_decision_is_held_and_the_decision_is_then_not_released(eva, now):
    waiting = waiting_in(call(), 2)
    may_decide_on(eva, waiting)
    made = actions.decide_together(proposal_ids=ids(waiting), is_held=True, by=eva, at=now)
    draft_of(made[0].case)

    withdrawn_while(made[0].case, now)

    with pytest.raises(ValidationError, match="har återkallat ansökan") as refusal:
        actions.release_decisions(decision_ids=ids(made), by=eva, at=now)
    assert len(refusal.value.messages) == 1
    assert refusal.value.messages[0].startswith(str(made[0].case.registry_number))
    assert not Release.objects.exists()


def test_a_region_cannot_withdraw_when_its_decision_is_on_its_way(eva, now):
    (one,) = waiting_in(call(), 1)
    may_decide_on(eva, [one])
    actions.decide(proposal_id=one.pk, by=eva, at=now)
    draft_of(one.case)

    with pytest.raises(ValidationError, match="inte att göra det här nu"):
        withdrawn_while(one.case, now)


def test_waiting_page_says_that_its_budget_leaves_out_what_is_not_open(client, eva):
    open_to_eva, other = waiting_in(call(), 2)
    may_decide_on(eva, [open_to_eva])
    client.force_login(eva)
    says = "är inte med i budgeten här under"
    assert says in client.get(reverse("deciding:waiting")).text

    no_conflict(other.case, eva)
    assert says not in client.get(reverse("deciding:waiting")).text
