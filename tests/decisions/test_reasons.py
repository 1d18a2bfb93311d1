"""The reasons of a proposal: picked from the call's phrases, edited, and tied to criteria and their scores."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

import applications.decisions.actions
from applications.calls.models import Outcome, Phrase
from applications.cases.states import Stage
from applications.decisions import queries, readiness
from applications.decisions.models import Proposal, ProposalReason
from applications.decisions.reasons import Reason, joined, left_to_fill_in, written
from applications.reviews.models import Consensus, ConsensusScore, Score
from applications.reviews.standing import standing_points, standing_scores
from tests.factories.accounts import staff
from tests.factories.calls import call as make_call
from tests.factories.decisions import IN_PART, assessed_case, decider, decision, proposal, reason
from tests.factories.reviews import HANDED_IN, assessment

pytestmark = pytest.mark.django_db
actions = applications.decisions.actions
AMOUNTS = {"amount_2022": "450 000", "amount_2023": "1 850 000", "amount_2024": "1 600 000"}


def propose(case, reasons, at, **fields):
    given = {"outcome": Outcome.GRANT_IN_PART, "amounts": IN_PART, **fields}
    return actions.propose_decision(case_id=case.pk, reasons=reasons, by=case.officer, at=at, **given)


def phrase(call, text, criterion="", **fields):
    tied = call.criteria.get(key=criterion) if criterion else None
    return Phrase.objects.create(call=call, text=text, criterion=tied, **fields)


def text_of(page):
    return page.content.decode().replace("\u00a0", " ")


def agree(case, points):
    number = case.consensuses.count() + 1
    made = Consensus.objects.create(
        case=case, number=number, summary="Vi är ense.", agreed_by=case.officer, agreed_at=HANDED_IN
    )
    for criterion in case.call.criteria.all():
        ConsensusScore.objects.create(consensus=made, criterion=criterion, points=points, comment="Ense.")
    return made


# What reasons are.


def test_written_drops_what_says_nothing_and_takes_a_text_as_one():
    assert written(" Ett. \r\n\r\nTvå. ") == [Reason("Ett. \n\nTvå.")]
    assert written([Reason(" "), Reason("A ", 3, 4), Reason("")]) == [Reason("A", 3, 4)]
    assert written("  ") == []


def test_joined_is_a_paragraph_for_each():
    assert joined([Reason("Ett."), Reason("Två.")]) == "Ett.\n\nTvå."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Vi sänker med [fyll i belopp] kronor.", ["[fyll i belopp]"]),
        ("[Fyll i vad] och [fyll i dag]", ["[Fyll i vad]", "[fyll i dag]"]),
        ("Det saknas [fyll i", ["[fyll i"]),
        ("Se [1] och [fylligt svar].", []),
    ],
)
def test_left_to_fill_in_finds_what_a_phrase_leaves(text, left):
    assert left_to_fill_in([Reason(text)]) == left


# Proposing.


def test_propose_keeps_each_reason_with_the_score_that_it_rests_on(now):
    case = assessed_case()
    structure, costs = case.call.criteria.all()
    picked = phrase(case.call, "Kostnaderna är rimliga.", "costs")

    made = propose(case, [Reason("Allmänt."), Reason("Dyrt.", costs.pk, picked.pk), Reason("Eget.", structure.pk)], now)

    rows = list(made.reason_rows.values_list("text", "criterion", "phrase", "points", "highest", "is_agreed"))
    assert rows == [
        ("Allmänt.", None, None, None, None, False),
        ("Dyrt.", costs.pk, picked.pk, Decimal(4), 5, False),
        ("Eget.", structure.pk, None, Decimal(4), 5, False),
    ]
    assert made.reasons == "Allmänt.\n\nDyrt.\n\nEget."


def test_propose_keeps_the_agreed_score_rather_than_the_mean(now):
    case = assessed_case()
    agree(case, 2)

    made = propose(case, [Reason("Dyrt.", case.call.criteria.get(key="costs").pk)], now)

    row = made.reason_rows.get()
    assert (row.points, row.is_agreed) == (Decimal(2), True)


def test_propose_with_a_text_alone_keeps_it_as_one_general_reason(now):
    made = propose(assessed_case(), "Projektet uppfyller kriterierna.", now)

    row = made.reason_rows.get()
    assert (row.text, row.criterion, row.points) == (made.reasons, None, None)


def test_propose_refuses_what_is_left_to_fill_in(now):
    with pytest.raises(ValidationError) as refusal:
        propose(assessed_case(), [Reason("Vi sänker med [fyll i belopp] kronor.")], now)

    (text,) = refusal.value.message_dict["reasons"]
    assert "[fyll i belopp]" in text
    assert not Proposal.objects.exists()


def test_propose_refuses_criteria_and_phrases_of_other_calls(now):
    case, other = assessed_case(), make_call()
    foreign = phrase(other, "Fel utlysning.")

    for wrong in (Reason("Dyrt.", other.criteria.first().pk), Reason("Dyrt.", None, foreign.pk)):
        with pytest.raises(ValidationError, match="hör inte till utlysningen"):
            propose(case, [wrong], now)


def test_reasons_of_a_proposal_are_never_changed(now):
    row = reason(proposal(), "Kostnaderna är rimliga.")

    for change in (
        lambda: ProposalReason.objects.filter(pk=row.pk).update(text="Annat."),
        lambda: ProposalReason.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_replacement_keeps_its_reasons_with_their_scores_too(now):
    made = decision(proposal(assessed_case(stage=Stage.NOTIFIED)))
    costs = made.case.call.criteria.get(key="costs")

    again = actions.propose_replacement(
        decision_id=made.pk,
        ground="slip",
        outcome=made.outcome,
        amounts=IN_PART,
        reasons=[Reason("Rätt summa.", costs.pk)],
        by=made.case.officer,
        at=now,
    )

    assert again.reason_rows.get().points == Decimal(4)


# When a score changes.


def points_of(waiting, person, now):
    fresh = Proposal.objects.with_all().get(pk=waiting.pk)
    return [point.text for point in readiness.points(queries.facts_of(fresh, person, queries.rows_of(fresh), now))]


def test_a_score_that_has_changed_since_stops_the_decision_and_is_named(now):
    waiting = proposal()
    costs = waiting.case.call.criteria.get(key="costs")
    reason(waiting, "Kostnaderna är rimliga.", criterion=costs)
    eva = decider(waiting.case)
    assert "Poängen som skälen vilar på är de som gäller" in points_of(waiting, eva, now)
    Score.objects.filter(criterion=costs).update(points=2)

    with pytest.raises(ValidationError, match="Kostnader var 4 av 5 och är nu 2 av 5"):
        actions.decide(proposal_id=waiting.pk, by=eva, at=now)


def test_a_new_consensus_changes_the_scores_too(now):
    waiting = proposal()
    reason(waiting, "Kostnaderna är rimliga.", criterion=waiting.case.call.criteria.get(key="costs"))
    agree(waiting.case, 3)

    with pytest.raises(ValidationError, match="är nu 3 av 5"):
        actions.decide(proposal_id=waiting.pk, by=decider(waiting.case), at=now)


def test_a_reason_on_a_criterion_without_score_tells_when_it_gets_one(now):
    waiting = proposal()
    costs = waiting.case.call.criteria.get(key="costs")
    ProposalReason.objects.create(proposal=waiting, position=1, text="Dyrt.", criterion=costs)

    with pytest.raises(ValidationError, match="Kostnader var utan poäng och är nu 4 av 5"):
        actions.decide(proposal_id=waiting.pk, by=decider(waiting.case), at=now)


def test_general_reasons_say_nothing_of_scores(now):
    waiting = proposal()
    reason(waiting, "Allmänt.")

    assert not [text for text in points_of(waiting, decider(waiting.case), now) if "Poäng" in text]


def test_standing_points_of_many_cases_are_those_of_each():
    call = make_call()
    cases = [assessed_case(call=call, code=code) for code in ("20", "12", "14")]
    agree(cases[1], 2)
    assessment(cases[2], staff("assessor"), points=1)

    found = standing_points([case.pk for case in cases])

    for case in cases:
        assert found[case.pk] == {score.criterion.pk: score.points for score in standing_scores(case)}


# Pages.


def test_form_offers_the_phrases_that_fit_what_can_be_proposed(client):
    case = assessed_case()
    phrase(case.call, "Kostnaderna är rimliga.", "costs", outcomes=["grant"])
    phrase(case.call, "Används inte.", is_active=False)
    client.force_login(case.officer)

    text = text_of(client.get(reverse("decisions:propose", args=[case.pk])))

    assert "Kostnaderna är rimliga." in text
    assert "fits-grant" in text
    assert "Kostnader: 4 av 5" in text
    assert "Används inte." not in text


def test_form_leaves_out_phrases_for_outcomes_that_cannot_be_proposed(client):
    case = assessed_case(stage=Stage.CHECKING)
    phrase(case.call, "Bara bifall.", outcomes=["grant"])
    phrase(case.call, "Kom för sent.", outcomes=["dismiss"])
    client.force_login(case.officer)

    text = text_of(client.get(reverse("decisions:propose", args=[case.pk])))

    assert "Kom för sent." in text
    assert "Bara bifall." not in text


def test_picked_and_own_reasons_become_rows_in_their_places(client):
    case = assessed_case()
    first = phrase(case.call, "Första frasen.", position=1)
    second = phrase(case.call, "Andra frasen.", "costs", position=2)
    phrase(case.call, "Inte vald.", position=3)
    structure = case.call.criteria.get(key="structure")
    client.force_login(case.officer)

    client.post(
        reverse("decisions:propose", args=[case.pk]),
        {
            "outcome": "grant_in_part",
            **AMOUNTS,
            "reasons": "Sammanfattning.",
            f"pick_{first.pk}": "on",
            f"text_{first.pk}": "Första frasen, ändrad.",
            f"pick_{second.pk}": "on",
            f"text_{second.pk}": second.text,
            f"place_{second.pk}": "2",
            "own_text_0": "Helt eget.",
            "own_criterion_0": str(structure.pk),
            "own_place_0": "1",
        },
    )

    rows = Proposal.objects.get().reason_rows.values_list("text", "criterion", "phrase")
    assert list(rows) == [
        ("Sammanfattning.", None, None),
        ("Helt eget.", structure.pk, None),
        ("Andra frasen.", second.criterion_id, second.pk),
        ("Första frasen, ändrad.", None, first.pk),
    ]


def test_what_is_to_fill_in_comes_back_with_all_that_was_typed(client):
    case = assessed_case()
    picked = phrase(case.call, "Vi sänker med [fyll i belopp] kronor.", "costs")
    client.force_login(case.officer)

    page = client.post(
        reverse("decisions:propose", args=[case.pk]),
        {"outcome": "grant_in_part", **AMOUNTS, f"pick_{picked.pk}": "on", f"text_{picked.pk}": picked.text},
    )

    assert page.status_code == 422
    assert page.context["form"][f"pick_{picked.pk}"].value()
    assert "Fyll i, eller ta bort" in text_of(page)


def test_a_proposal_that_was_sent_back_begins_with_its_reasons(client, now):
    case = assessed_case()
    costs = case.call.criteria.get(key="costs")
    picked = phrase(case.call, "Kostnaderna är rimliga.", "costs")
    made = propose(
        case, [Reason("Allmänt."), Reason("Ändrad fras.", costs.pk, picked.pk), Reason("Eget.", costs.pk)], now
    )
    actions.send_back(proposal_id=made.pk, comment="Skriv mer.", by=decider(case), at=now)
    Phrase.objects.update(is_active=False)
    client.force_login(case.officer)

    form = client.get(reverse("decisions:propose", args=[case.pk])).context["form"]

    assert form["reasons"].value() == "Allmänt."
    assert (form[f"pick_{picked.pk}"].value(), form[f"text_{picked.pk}"].value()) == (True, "Ändrad fras.")
    assert (form["own_text_0"].value(), form["own_criterion_0"].value()) == ("Eget.", costs.pk)


def test_form_of_a_replacement_begins_with_the_reasons_of_the_decision(client):
    made = decision(proposal(assessed_case(stage=Stage.NOTIFIED)))
    picked = phrase(made.case.call, "Kostnaderna är rimliga.", "costs")
    ProposalReason.objects.create(
        proposal=made.proposal,
        position=1,
        text="Ändrad.",
        phrase=picked,
        criterion=picked.criterion,
        points=4,
        highest=5,
    )
    client.force_login(made.case.officer)

    form = client.get(reverse("decisions:replace", args=[made.case_id])).context["form"]

    assert form[f"text_{picked.pk}"].value() == "Ändrad."


def test_deciding_page_shows_each_reason_with_its_criterion_and_score(client):
    waiting = proposal()
    reason(waiting, "<b>Kostnaderna</b> är rimliga.", criterion=waiting.case.call.criteria.get(key="costs"))
    reason(waiting, "Allmänt sett bra.")
    client.force_login(decider(waiting.case))

    text = text_of(client.get(reverse("decisions:decide", args=[waiting.case_id])))

    assert "&lt;b&gt;Kostnaderna" in text
    assert "Kostnader: 4 av 5</a>" in text
    assert "Allmänt skäl" in text


def test_deciding_page_says_which_score_has_changed(client):
    waiting = proposal()
    reason(waiting, "Rimliga.", criterion=waiting.case.call.criteria.get(key="costs"), points=5)
    client.force_login(decider(waiting.case))

    text = text_of(client.get(reverse("decisions:decide", args=[waiting.case_id])))

    assert "Kostnader var 5 av 5 och är nu 4 av 5" in text
    assert "Se bedömningen" in text


def test_waiting_list_knows_of_changed_scores_too(client):
    waiting = proposal()
    reason(waiting, "Rimliga.", criterion=waiting.case.call.criteria.get(key="costs"), points=5)
    client.force_login(decider(waiting.case))

    assert "Kostnader var 5 av 5 och är nu 4 av 5" in text_of(client.get(reverse("deciding:waiting")))


def test_decided_page_shows_where_the_reasons_came_from(client):
    made = decision()
    reason(made.proposal, "Rimliga.", criterion=made.case.call.criteria.get(key="costs"))
    officer = made.case.officer
    client.force_login(officer)

    assert "Kostnader: 4 av 5" in text_of(client.get(reverse("decisions:case", args=[made.case_id])))


@pytest.mark.parametrize("number", [0, 20])
def test_form_asks_as_often_whatever_there_is_to_pick(client, number, django_assert_max_num_queries):
    case = assessed_case()
    for each in range(number):
        phrase(case.call, f"Fras {each}.", "costs")
    client.force_login(case.officer)

    with django_assert_max_num_queries(33):
        client.get(reverse("decisions:propose", args=[case.pk]))
