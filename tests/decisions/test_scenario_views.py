"""The pages of a call's money."""

import pytest
from django.urls import reverse

from applications.decisions import actions
from applications.decisions.models import Proposal, Scenario
from tests.factories.accounts import staff
from tests.factories.calls import call as make_call
from tests.factories.cases import conflict, no_conflict, submitted_case
from tests.factories.scenarios import scenario, scored_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = staff("case_officer", name="Sara Nyberg")
    client.force_login(person)
    return person


@pytest.fixture
def call():
    return make_call(year_budget=1_000_000)


@pytest.fixture
def cases(call, officer):
    return [
        scored_case(call, points, {2023: 400_000}, officer, code=code, title=f"Projekt {code}")
        for points, code in ((5, "25"), (4, "20"), (3, "12"))
    ]


def page_of(client, name, *args, **query):
    response = client.get(reverse(f"budget:{name}", args=args), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_calls_are_listed_with_what_is_left(client, officer, call):
    call.years.filter(year=2023).update(granted=400_000)

    assert "2 600 000 kr" in page_of(client, "calls").replace("\xa0", " ")


def test_the_ranking_shows_the_line_and_those_apart(client, call, cases, officer):
    submitted_case(call=call, code="01", title="Ännu inte bedömd")

    page = page_of(client, "ranking", call.slug)

    assert page.index("Projekt 20") < page.index("Här är pengarna slut för 2023") < page.index("Projekt 12")
    assert page.index("Projekt 12") < page.index("Utan poäng") < page.index("Ännu inte bedömd")
    assert "räcker till de 2 första ärendena" in page


def test_a_barred_officer_is_told_how_many_are_not_shown(client, call, cases, officer):
    # Which is declared later than the assessment: the officer's own case.
    conflict(cases[1], barred := staff("case_officer"))
    client.force_login(barred)
    one = scenario(call, {cases[1]: {2023: 400_000}})

    for page in (page_of(client, "ranking", call.slug), page_of(client, "scenario", one.pk)):
        assert "1 ärende visas inte för dig" in page
        assert "Projekt 20" not in page
        assert cases[1].registry_number not in page


@pytest.mark.parametrize("name", ["ranking", "committed", "scenarios"])
def test_pages_of_a_call_without_cases_say_what_will_stand_there(name, client, call, officer):
    page_of(client, name, call.slug)


@pytest.mark.parametrize("name", ["scenario", "amounts", "solver", "describe", "compare", "propose"])
def test_pages_of_a_scenario_without_cases_say_what_will_stand_there(name, client, call, officer):
    page_of(client, name, scenario(call).pk)


@pytest.mark.parametrize(("name", "most"), [("ranking", 20), ("committed", 20)])
def test_pages_of_a_call_take_the_same_queries_for_few_and_for_many(
    name, most, client, call, cases, officer, django_assert_max_num_queries
):
    for _turn in range(2):
        with django_assert_max_num_queries(most) as counted:
            page_of(client, name, call.slug)
        for points in range(1, 6):
            scored_case(call, points, {2023: 1}, officer, code="01")
    assert len(counted) <= most


def test_the_page_of_a_scenario_takes_the_same_queries_for_few_and_for_many(
    client, call, cases, officer, django_assert_max_num_queries
):
    one = scenario(call, {case: {2023: 300_000} for case in cases})
    counts = []
    for _turn in range(2):
        with django_assert_max_num_queries(25) as counted:
            page_of(client, "scenario", one.pk)
        counts.append(len(counted))
        for points in range(1, 6):
            scored_case(call, points, {2023: 1}, officer, code="01")
    assert counts[0] == counts[1]


def test_a_scenario_is_made_changed_and_solved(client, call, cases, officer, now):
    response = client.post(reverse("budget:new", args=[call.slug]), {"name": "Prov", "start": "nothing"})
    one = Scenario.objects.get()
    assert response["Location"] == reverse("budget:scenario", args=[one.pk])

    amounts = {f"amount_{case.pk}_2023": "300 000 kr" for case in cases} | {"revision": "0"}
    client.post(reverse("budget:amounts", args=[one.pk]), amounts)
    page = page_of(client, "scenario", one.pk)
    assert "Belopp satta för hand" in page
    assert "delvis" in page

    client.post(reverse("budget:solver", args=[one.pk]), {"min_score": "3,5", "lowest_share": "100"})
    assert "Lösaren väntar på sin tur" in page_of(client, "scenario", one.pk)
    actions.solve(solving_id=one.solvings.get().pk, at=now)
    page = page_of(client, "scenario", one.pk)
    assert "Förslag från lösaren</strong>, bevisat bäst" in page
    assert "minst 3,5 poäng" in page


def test_amounts_above_what_is_applied_for_are_said_beside_the_field(client, call, cases, officer):
    one = scenario(call)
    typed = {f"amount_{cases[0].pk}_2023": "400 001", "revision": "0"}

    response = client.post(reverse("budget:amounts", args=[one.pk]), typed)

    assert response.status_code == 422
    assert "Skriv högst det." in response.content.decode()
    assert "400 001" in response.content.decode()


def test_amounts_on_top_of_anothers_are_kept_in_the_form_and_can_be_saved_again(client, call, cases, officer):
    one = scenario(call, revision=4)
    typed = {f"amount_{cases[0].pk}_2023": "5", "revision": "3"}

    response = client.post(reverse("budget:amounts", args=[one.pk]), typed)

    assert response.status_code == 422
    assert 'name="revision" value="4"' in response.content.decode()
    assert "har ändrat scenariot" in response.content.decode()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("min_score", "6"),
        ("min_score", "9" * 30),
        ("min_score", "3,25"),
        ("min_score", "tre"),
        ("region_share", "101"),
        ("lowest_share", ""),
    ],
)
def test_rules_that_cannot_be_are_refused_beside_the_field(field, typed, client, call, officer):
    one = scenario(call)

    response = client.post(reverse("budget:solver", args=[one.pk]), {"lowest_share": "60", field: typed})

    assert response.status_code == 422
    assert len(response.context["form"].errors[field]) == 1, "one fault is said once"
    assert not one.solvings.exists()


def test_two_scenarios_are_compared(client, call, cases, officer):
    before, after = scenario(call, {cases[0]: {2023: 1_000}}), scenario(call, {cases[0]: {2023: 3_000}}, name="Andra")

    page = page_of(client, "compare", before.pk, other=after.pk)

    assert "Projekt 25" in page
    assert "+2" in page
    assert "Projekt 12" not in page


def test_an_archived_scenario_says_so_with_a_way_back(client, call, officer):
    one = scenario(call)

    client.post(reverse("budget:archive", args=[one.pk]))
    assert reverse("budget:restore", args=[one.pk]) in page_of(client, "scenario", one.pk)
    assert "Arkiverade" in page_of(client, "scenarios", call.slug)
    client.post(reverse("budget:restore", args=[one.pk]))

    assert "Ta tillbaka" not in page_of(client, "scenario", one.pk)


def test_the_chosen_scenario_fills_the_form_of_a_proposal(client, call, cases, officer, now):
    scenario(call, {cases[1]: {2023: 300_000}}, chosen_at=now, chosen_by=officer)

    page = client.get(reverse("decisions:propose", args=[cases[1].pk])).content.decode()

    assert "det valda scenariot" in page
    assert 'value="300\xa0000"' in page
    assert 'value="grant_in_part" checked' in " ".join(page.split()) or 'value="grant_in_part"' in page


def test_ones_own_cases_are_proposed_at_once(client, call, cases, officer, now):
    one = scenario(call, {cases[0]: {2023: 400_000}}, chosen_at=now, chosen_by=officer)
    path = reverse("budget:propose", args=[one.pk])
    posted = {"cases": [case.pk for case in cases], "revision": "0", "granted": "Bra.", "rejected": ""}

    assert client.post(path, posted).status_code == 422
    assert client.post(path, {**posted, "rejected": "Andra är bättre."}).status_code == 302
    assert Proposal.objects.count() == 3


def test_proposing_names_the_case_that_fails(client, call, cases, officer, now):
    one = scenario(call, {case: {2023: 400_000} for case in cases}, chosen_at=now, chosen_by=officer)
    posted = {"cases": [case.pk for case in cases], "revision": "0", "granted": "Bra.", "rejected": "-"}
    call.years.filter(year=2023).update(granted=900_000)

    response = client.post(reverse("budget:propose", args=[one.pk]), posted)

    assert response.status_code == 422
    assert f"{cases[2].registry_number} Region Skåne" in response.content.decode()
    assert not Proposal.objects.exists()


def test_the_board_of_a_decision_shows_where_it_stood(client, call, cases, officer, now):
    decider = staff("decision_maker")
    no_conflict(cases[0], decider)
    waiting = actions.propose_decision(
        case_id=cases[0].pk, outcome="grant", amounts={2023: 400_000}, reasons="Skäl.", by=officer, at=now
    )
    made = actions.decide(proposal_id=waiting.pk, by=decider, at=now)

    page = client.get(reverse("decisions:case", args=[cases[0].pk])).content.decode()
    assert made.board.sha256 in page
    board = client.get(reverse("decisions:board", args=[cases[0].pk])).content.decode()
    assert "Oförändrat" in board
    assert "Det här ärendet" in board
    content = client.get(reverse("decisions:board_content", args=[cases[0].pk]))
    assert content.content.decode() == made.board.board.content

    conflict(cases[2], barred := staff("case_officer"))
    no_conflict(cases[0], barred)
    client.force_login(barred)
    board = client.get(reverse("decisions:board", args=[cases[0].pk])).content.decode()
    assert "Projekt 12" not in board
    assert client.get(reverse("decisions:board_content", args=[cases[0].pk])).status_code == 403
