"""Plans for a call's money: made, changed, solved, chosen, turned into proposals."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from applications.calls.models import Outcome
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.decisions import actions
from applications.decisions.contenders import standing, whole_standing
from applications.decisions.models import Proposal, Scenario, Solving
from applications.decisions.scenarios import comparison, plan_of, planned_for, scenario_page
from applications.reviews.models import Consensus
from portal.audit.models import AuditEntry
from portal.outbox.models import Job
from tests.factories.accounts import staff
from tests.factories.calls import call as make_call
from tests.factories.cases import conflict, submitted_case
from tests.factories.decisions import decision, proposal
from tests.factories.scenarios import scenario, scored_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return staff("case_officer", name="Sara Nyberg")


@pytest.fixture
def call():
    return make_call(year_budget=1_000_000)


@pytest.fixture
def cases(call, officer):
    """Of the money for 2023 there is enough for two, and for half of a third."""
    return [
        scored_case(call, points, {2023: 400_000}, officer, code=code, title=f"Projekt {code}")
        for points, code in ((5, "25"), (4, "20"), (3, "12"))
    ]


def order(one, by, at, **rules):
    given = {"min_score": None, "region_share": None, "lowest_share": 100, **rules}
    return actions.order_solving(scenario_id=one.pk, by=by, at=at, **given)


def solve(one, by, at, **rules):
    return actions.solve(solving_id=order(one, by, at, **rules).pk, at=at)


def given(one):
    return {case_id: sum(years.values()) for case_id, years in plan_of(one).items()}


def test_the_ranking_is_by_score_with_a_line_where_the_money_of_a_year_ends(call, cases, officer):
    unscored = submitted_case(call=call, code="01")
    withdrawn = scored_case(call, 5, {2023: 1}, officer, code="03", withdrawn_at=unscored.arrived_at)

    ranking = standing(call, officer).ranking()

    assert [(row.place, row.contender.case_id) for row in ranking.rows] == [
        (1, cases[0].pk),
        (2, cases[1].pk),
        (3, cases[2].pk),
    ]
    assert [row.ends_before for row in ranking.rows] == [(), (), (2023,)]
    assert [row.cells[1].cumulated for row in ranking.rows] == [400_000, 800_000, 1_200_000]
    assert [each.case_id for each in ranking.unscored] == [unscored.pk]
    assert [each.case_id for each in ranking.set_aside] == [withdrawn.pk]


def test_what_is_decided_is_taken_from_the_money_before_the_rest_is_ranked(call, cases, officer):
    decided = cases[2]
    decision(proposal(decided, {2023: 400_000}, outcome=Outcome.GRANT))
    call.years.filter(year=2023).update(granted=400_000)

    ranking = standing(call, officer).ranking()

    assert [row.cells[1].cumulated for row in ranking.rows] == [800_000, 1_200_000, 1_200_000]
    assert [row.ends_before for row in ranking.rows] == [(), (2023,), ()]


def test_equal_scores_share_a_place(call, officer):
    for code in ("01", "03", "04"):
        scored_case(call, 4, {2023: 1}, officer, code=code)
    scored_case(call, 3, {2023: 1}, officer, code="05")

    assert [row.place for row in standing(call, officer).ranking().rows] == [1, 1, 1, 4]


def test_a_case_of_which_one_has_a_conflict_of_interest_is_in_sums_alone(call, cases, officer):
    conflict(cases[1], barred := staff("case_officer"))
    one = scenario(call, {case: {2023: 300_000} for case in cases})

    ranking, page = standing(call, barred).ranking(), scenario_page(barred, one)

    assert [(row.place, row.contender.case_id) for row in ranking.rows] == [(1, cases[0].pk), (2, cases[2].pk)]
    assert [row.cells[1].cumulated for row in ranking.rows] == [400_000, 800_000]
    assert (ranking.hidden_count, ranking.hidden_applied) == (1, 400_000)
    assert cases[1].pk not in {row.contender.case_id for row in page.rows}
    assert page.spending.years[1].planned == 900_000
    assert {row.code for row in page.spending.regions if row.total} == {"25", "12"}
    assert page.spending.hidden.total == 300_000


def test_make_scenario_may_follow_the_ranking_until_the_money_ends(call, cases, officer, now):
    one = actions.make_scenario(call_id=call.pk, name=" I ordning ", follows_ranking=True, by=officer, at=now)

    assert (one.name, given(one)) == ("I ordning", {cases[0].pk: 400_000, cases[1].pk: 400_000})
    assert AuditEntry.objects.get(subject=one.audit_subject).event == "scenario_made"


@pytest.mark.parametrize("role", ["registrar", "assessor"])
def test_only_officers_and_decision_makers_plan(role, call, now):
    with pytest.raises(PermissionDenied):
        actions.make_scenario(call_id=call.pk, name="Nytt", by=staff(role), at=now)


def test_set_amounts_keeps_whole_kronor_for_the_cases_named_and_no_other(call, cases, officer, now):
    one = scenario(call, {cases[0]: {2023: 400_000}, cases[1]: {2023: 400_000}})

    actions.set_amounts(
        scenario_id=one.pk,
        amounts={cases[1].pk: {2023: 0}, cases[2].pk: {2023: 250_000}},
        locks={cases[2].pk: "in"},
        revision=0,
        by=officer,
        at=now,
    )

    one.refresh_from_db()
    assert given(one) == {cases[0].pk: 400_000, cases[2].pk: 250_000}
    assert (one.revision, one.locks.get().case_id) == (1, cases[2].pk)


@pytest.mark.parametrize("amount", [400_001, -1])
def test_set_amounts_never_above_what_is_applied_for_and_never_below_nothing(amount, call, cases, officer, now):
    with pytest.raises(ValidationError) as refused:
        actions.set_amounts(
            scenario_id=scenario(call).pk,
            amounts={cases[0].pk: {2023: amount}},
            locks={},
            revision=0,
            by=officer,
            at=now,
        )

    assert list(refused.value.message_dict) == [f"amount_{cases[0].pk}_2023"]


def test_set_amounts_in_a_scenario_that_has_changed_says_so_and_keeps_nothing(call, cases, officer, now):
    one = scenario(call, {cases[0]: {2023: 1}}, revision=3)

    with pytest.raises(ValidationError, match="har ändrat scenariot"):
        actions.set_amounts(
            scenario_id=one.pk, amounts={cases[0].pk: {2023: 2}}, locks={}, revision=2, by=officer, at=now
        )

    assert given(one) == {cases[0].pk: 1}


def test_set_amounts_refuses_a_case_that_one_must_not_see(call, cases, now):
    conflict(cases[0], barred := staff("case_officer"))

    with pytest.raises(ValidationError, match="inte längre kan få pengar"):
        actions.set_amounts(
            scenario_id=scenario(call).pk, amounts={cases[0].pk: {2023: 1}}, locks={}, revision=0, by=barred, at=now
        )


def test_solve_gives_the_scenario_the_best_set_and_says_that_it_is_proven(call, cases, officer, now):
    solving = solve(one := scenario(call), officer, now)

    assert (solving.result, solving.gap) == (Solving.Result.BEST, 0)
    assert given(one) == {cases[0].pk: 400_000, cases[1].pk: 400_000}
    one.refresh_from_db()
    assert solving.gave_revision == one.revision
    assert Job.objects.get(key=solving.job_key).task == "decisions.solve"


def test_solve_in_part_spends_the_rest_on_the_next(call, cases, officer, now):
    one = scenario(call)

    solve(one, officer, now, lowest_share=50)

    assert given(one) == {cases[0].pk: 400_000, cases[1].pk: 400_000, cases[2].pk: 200_000}


def test_solve_keeps_to_scores_shares_and_locks(call, cases, officer, now):
    one = scenario(call)
    one.locks.create(case=cases[0], kind="out")

    solve(one, officer, now, min_score=Decimal("3.5"))
    assert given(one) == {cases[1].pk: 400_000}

    # 10 per cent of three million for a region, which no whole grant keeps to.
    solve(one, officer, now, region_share=10)
    assert given(one) == {}


def test_a_regions_share_counts_what_it_has_been_granted(call, cases, officer, now):
    more = scored_case(call, 5, {2023: 100_000}, officer, code="12")
    decision(proposal(cases[2], {2023: 250_000}, outcome=Outcome.GRANT_IN_PART))
    call.years.filter(year=2023).update(granted=250_000)

    solve(one := scenario(call), officer, now, region_share=11, lowest_share=50)

    assert given(one)[more.pk] == 80_000


def test_solve_says_when_the_locked_cases_do_not_fit(call, cases, officer, now):
    one = scenario(call, {cases[0]: {2023: 1}})
    for case in cases:
        one.locks.create(case=case, kind="in")

    assert solve(one, officer, now).result == Solving.Result.IMPOSSIBLE
    assert given(one) == {cases[0].pk: 1}


def test_solve_leaves_a_scenario_alone_that_was_changed_meanwhile(call, cases, officer, now):
    one = scenario(call)
    solving = order(one, officer, now)
    actions.set_amounts(scenario_id=one.pk, amounts={cases[0].pk: {2023: 7}}, locks={}, revision=1, by=officer, at=now)

    actions.solve(solving_id=solving.pk, at=now)

    solving.refresh_from_db()
    assert (solving.result, given(one)) == (Solving.Result.OVERTAKEN, {cases[0].pk: 7})


def test_page_that_was_read_while_the_solver_gave_its_answer_looks_once_more(call, cases, officer, now):
    one = scenario(call, by=officer)
    ordered = order(one, officer, now)
    read_before = Scenario.objects.get(pk=one.pk)
    actions.solve(solving_id=ordered.pk, at=now)
    assert scenario_page(officer, read_before).state.waits
    shown = scenario_page(officer, Scenario.objects.get(pk=one.pk))
    assert not shown.state.waits
    assert shown.is_the_solvers


def test_solve_twice_is_once_and_ordered_twice_is_one(call, cases, officer, now):
    one = scenario(call)
    first = order(one, officer, now)

    assert order(one, officer, now) == first
    actions.solve(solving_id=first.pk, at=now)
    actions.solve(solving_id=first.pk, at=now)
    one.refresh_from_db()
    assert one.revision == 2


def test_ordering_with_other_rules_while_the_solver_is_at_work_is_refused(call, cases, officer, now):
    one = scenario(call)
    order(one, officer, now)

    with pytest.raises(ValidationError, match="räknar redan"):
        order(one, officer, now, lowest_share=60)


def test_copy_scenario_is_like_it_but_not_chosen(call, cases, officer, now):
    one = scenario(call, {cases[0]: {2023: 5}}, chosen_at=now, chosen_by=officer, lowest_share=60)
    one.locks.create(case=cases[1], kind="out")

    copy = actions.copy_scenario(scenario_id=one.pk, by=officer, at=now)

    assert (given(copy), copy.lowest_share, copy.is_chosen, copy.copied_from) == ({cases[0].pk: 5}, 60, False, one)
    assert copy.locks.get().kind == "out"


def test_archive_scenario_can_be_undone(call, officer, now):
    one = scenario(call)

    actions.archive_scenario(scenario_id=one.pk, by=officer, at=now)
    with pytest.raises(ValidationError, match="arkiverat"):
        actions.choose_scenario(scenario_id=one.pk, by=officer, at=now)
    actions.restore_scenario(scenario_id=one.pk, by=officer, at=now)

    one.refresh_from_db()
    assert not one.is_archived


def test_choose_scenario_is_one_in_a_call_and_it_is_not_archived(call, officer, now):
    first, second = scenario(call), scenario(call)

    for one in (first, second):
        actions.choose_scenario(scenario_id=one.pk, by=officer, at=now)

    assert Scenario.objects.get(chosen_at__isnull=False) == second
    with pytest.raises(ValidationError, match="förslagen följer"):
        actions.archive_scenario(scenario_id=second.pk, by=officer, at=now)
    actions.let_go_of_scenario(scenario_id=second.pk, by=officer, at=now)
    assert not Scenario.objects.filter(chosen_at__isnull=False).exists()


def test_nobody_chooses_between_cases_of_which_they_have_a_conflict_in_one(call, cases, now):
    conflict(cases[0], barred := staff("case_officer"))

    with pytest.raises(PermissionDenied, match="jäv"):
        actions.choose_scenario(scenario_id=scenario(call).pk, by=barred, at=now)


def test_comparison_names_the_cases_that_differ(call, cases, officer):
    before = scenario(call, {cases[0]: {2023: 400_000}, cases[1]: {2023: 100_000}})
    after = scenario(call, {cases[0]: {2023: 400_000}, cases[2]: {2023: 50_000}})

    found = comparison(officer, before, after)

    assert [(each.contender.case_id, each.change) for each in found.differences] == [
        (cases[1].pk, -100_000),
        (cases[2].pk, 50_000),
    ]


def chosen(call, cases, officer, now):
    """The first gets all, the second a part, the third nothing."""
    return scenario(call, {cases[0]: {2023: 400_000}, cases[1]: {2023: 300_000}}, chosen_at=now, chosen_by=officer)


REASONS = {"granted": "Projektet bygger upp strukturer.", "rejected": "Andra projekt uppfyller kriterierna bättre."}


def test_planned_for_is_what_the_chosen_scenario_gives(call, cases, officer, now):
    assert planned_for(cases[0]) is None
    chosen(call, cases, officer, now)

    outcomes = [planned_for(case).outcome for case in cases]

    assert outcomes == [Outcome.GRANT, Outcome.GRANT_IN_PART, Outcome.REJECT]


def test_propose_scenario_proposes_all_with_reasons_and_scores(call, cases, officer, now):
    one = chosen(call, cases, officer, now)

    actions.propose_scenario(
        scenario_id=one.pk, case_ids=[case.pk for case in cases], revision=0, reasons=REASONS, by=officer, at=now
    )

    made = Proposal.objects.order_by("case_id")
    assert [each.outcome for each in made] == [Outcome.GRANT, Outcome.GRANT_IN_PART, Outcome.REJECT]
    assert [sum(row.amount for row in each.amounts.all()) for each in made] == [400_000, 300_000, 0]
    assert made[0].reasons.startswith("Projektet bygger upp strukturer.\n\nAnsökan har")
    assert made[0].reasons.endswith("fått 5,0 av 5 poäng (Struktur 5 av 5, Kostnader 5 av 5).")
    assert made[2].reasons.startswith("Andra projekt")
    assert made[0].conditions == "Pengarna får bara användas till projektet."


def test_the_agreed_score_is_the_one_that_ranks(call, cases, officer, now):
    agreed = Consensus.objects.create(case=cases[2], number=1, agreed_by=officer, agreed_at=now)
    for criterion in call.criteria.all():
        agreed.scores.create(criterion=criterion, points=5, comment="Enades.")

    assert [row.place for row in standing(call, officer).ranking().rows if row.contender.case_id == cases[2].pk] == [1]


def test_propose_scenario_is_all_or_none_and_names_each_case_that_fails(call, cases, officer, now):
    one = chosen(call, cases, officer, now)
    Case.objects.filter(pk=cases[1].pk).update(officer=staff("case_officer"))
    Case.objects.filter(pk=cases[2].pk).update(withdrawn_at=now)

    with pytest.raises(ValidationError) as refused:
        actions.propose_scenario(
            scenario_id=one.pk, case_ids=[case.pk for case in cases], revision=0, reasons=REASONS, by=officer, at=now
        )

    assert not Proposal.objects.exists()
    assert [text.split(":")[0] for text in refused.value.messages] == [
        f"{cases[1].registry_number} Region Dalarna",
        f"{cases[2].registry_number} Region Skåne",
    ]
    assert not Case.objects.filter(stage=Stage.PROPOSED).exists()


def test_propose_scenario_that_has_changed_since_it_was_read_proposes_nothing(call, cases, officer, now):
    one = chosen(call, cases, officer, now)

    with pytest.raises(ValidationError, match="har ändrats"):
        actions.propose_scenario(
            scenario_id=one.pk, case_ids=[cases[0].pk], revision=9, reasons=REASONS, by=officer, at=now
        )


def test_standing_takes_the_same_queries_for_few_and_for_many(call, cases, officer, django_assert_num_queries):
    with django_assert_num_queries(7):
        whole_standing(call)
    for points in range(1, 6):
        scored_case(call, points, {2023: 1}, officer, code="01")
    with django_assert_num_queries(7):
        whole_standing(call)
