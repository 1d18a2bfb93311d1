"""The solver against brute force, and against the clock."""

from dataclasses import replace
from decimal import Decimal
from itertools import product
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.decisions.solver import Candidate, Limits, Lock, check, lowest, solve, value_of

YEARS = (2022, 2023, 2024)
REGIONS = ("01", "12", "20")


@st.composite
def problems(draw, shares):
    number = draw(st.integers(0, 6))
    candidates = [
        Candidate(
            case_id=index,
            region=draw(st.sampled_from(REGIONS)),
            score=Decimal(draw(st.integers(10, 50))) / 10,
            applied={year: draw(st.integers(0, 40)) for year in YEARS},
            lock=draw(st.sampled_from(["", "", "", "", Lock.OUT, Lock.IN])),
        )
        for index in range(number)
    ]
    candidates.sort(key=lambda each: -each.score)
    limits = Limits(
        left={year: draw(st.integers(0, 100)) for year in YEARS},
        min_score=draw(st.none() | st.just(Decimal("2.5"))),
        lowest_share=draw(st.sampled_from(shares)),
        left_for_region=draw(st.just({}) | st.fixed_dictionaries({code: st.integers(0, 150) for code in REGIONS})),
    )
    return candidates, limits


def keeps_the_limits(candidates, limits, amounts):
    """Written anew, apart from the solver's own check."""
    spent_of_year, spent_of_region = dict.fromkeys(YEARS, 0), dict.fromkeys(REGIONS, 0)
    for each in candidates:
        for year, amount in amounts.get(each.case_id, {}).items():
            spent_of_year[year] += amount
            spent_of_region[each.region] += amount
    return all(spent_of_year[year] <= limits.left[year] for year in YEARS) and all(
        spent_of_region[code] <= limits.left_for_region.get(code, 10**9) for code in REGIONS
    )


def may_be_chosen(each, limits, is_chosen):
    if each.lock:
        return is_chosen == (each.lock == Lock.IN)
    return not is_chosen or limits.min_score is None or each.score >= limits.min_score


def every_set(candidates, limits):
    for chosen in product([False, True], repeat=len(candidates)):
        if all(may_be_chosen(each, limits, is_in) for each, is_in in zip(candidates, chosen, strict=True)):
            yield [each for each, is_in in zip(candidates, chosen, strict=True) if is_in and each.total]


@settings(max_examples=150, deadline=None)
@given(problems(shares=[100]))
def test_solve_equals_brute_force_with_whole_grants(problem):
    candidates, limits = problem
    sets = [{each.case_id: dict(each.applied) for each in some} for some in every_set(candidates, limits)]
    kept = [amounts for amounts in sets if keeps_the_limits(candidates, limits, amounts)]

    found = solve(candidates, limits)

    assert found.is_feasible == bool(kept)
    assert found.is_proven
    if kept:
        best = max(value_of(candidates, amounts) for amounts in kept)
        assert value_of(candidates, found.amounts) == pytest.approx(best, abs=1e-9)
        assert keeps_the_limits(candidates, limits, found.amounts)


@st.composite
def tiny_problems(draw):
    """So small that every amount of every case can be tried."""
    candidates = [
        Candidate(
            case_id=index,
            region=draw(st.sampled_from(REGIONS[:2])),
            score=Decimal(draw(st.integers(10, 50))) / 10,
            applied={year: draw(st.integers(0, 5)) for year in YEARS[:2]},
        )
        for index in range(draw(st.integers(1, 3)))
    ]
    candidates.sort(key=lambda each: -each.score)
    limits = Limits(
        left={**{year: draw(st.integers(0, 9)) for year in YEARS[:2]}, 2024: 0},
        lowest_share=draw(st.sampled_from([40, 60, 100])),
        left_for_region=draw(st.just({}) | st.fixed_dictionaries({code: st.integers(0, 9) for code in REGIONS})),
    )
    return candidates, limits


def every_grant(each, share):
    """Nothing, or for each year anything from the lowest to the whole."""
    yield {}
    years = [year for year, amount in each.applied.items() if amount]
    ranges = [range(lowest(each.applied[year], share), each.applied[year] + 1) for year in years]
    if years:
        for amounts in product(*ranges):
            yield dict(zip(years, amounts, strict=True))


@settings(max_examples=150, deadline=None)
@given(tiny_problems())
def test_solve_equals_brute_force_with_partial_grants(problem):
    candidates, limits = problem
    options = [list(every_grant(each, limits.lowest_share)) for each in candidates]
    tried = ({each.case_id: one for each, one in zip(candidates, some, strict=True)} for some in product(*options))
    best = max(value_of(candidates, amounts) for amounts in tried if keeps_the_limits(candidates, limits, amounts))

    found = solve(candidates, limits)

    # Sets that differ by less than a thousandth of a point are equal.
    assert value_of(candidates, found.amounts) == pytest.approx(best, abs=0.001)
    assert keeps_the_limits(candidates, limits, found.amounts)
    check(candidates, limits, found.amounts)


@settings(max_examples=60, deadline=None)
@given(problems(shares=[1, 33, 60, 99, 100]))
def test_solve_never_breaks_a_limit(problem):
    candidates, limits = problem

    found = solve(candidates, limits)

    check(candidates, limits, found.amounts if found.is_feasible else {}) if found.is_feasible else None
    assert keeps_the_limits(candidates, limits, found.amounts)
    assert all(isinstance(amount, int) for years in found.amounts.values() for amount in years.values())


def test_of_equal_sets_the_better_places_are_taken():
    """Three with the same score and one with money for only two."""
    same = [Candidate(number, "20", Decimal("3.0"), {2022: 10}) for number in (7, 3, 5)]

    found = solve(same, Limits(left={2022: 20}))

    assert set(found.amounts) == {7, 3}


def test_locked_in_cases_that_do_not_fit_are_said_to_be_the_matter():
    locked = [Candidate(1, "20", Decimal("4.0"), {2022: 30}, lock=Lock.IN)]

    found = solve(locked, Limits(left={2022: 20}))

    assert (found.is_feasible, found.amounts) == (False, {})


def test_a_year_without_budget_gives_nothing():
    assert solve([Candidate(1, "20", Decimal("4.0"), {2025: 30})], Limits(left={2022: 20})).amounts == {}


def timed(candidates, limits):
    """The solution and the processor's seconds for it, whatever else the machine is busy with."""
    began = process_time()
    return solve(candidates, limits), process_time() - began


def large_problem(number=200):
    random = Random(5)
    candidates = [
        Candidate(
            case_id=index,
            region=f"{random.randrange(21):02d}",
            score=Decimal(random.randint(20, 50)) / 10,
            applied={year: random.randint(0, 2_000_000) for year in YEARS},
        )
        for index in range(number)
    ]
    candidates.sort(key=lambda each: -each.score)
    left = dict.fromkeys(YEARS, 20000000)
    share = {f"{code:02d}": 60_000_000 * 12 // 100 for code in range(21)}
    return candidates, left, share


def with_equal_scores(candidates):
    """As when one assessor has given whole points: few scores, so that many sets are as good."""
    return sorted((replace(each, score=Decimal(int(each.score))) for each in candidates), key=lambda each: -each.score)


@pytest.mark.parametrize("lowest_share", [60, 100])
def test_equal_scores_take_no_longer(lowest_share):
    candidates, left, share = large_problem()

    found, seconds = timed(
        with_equal_scores(candidates), Limits(left=left, lowest_share=lowest_share, left_for_region=share)
    )

    assert seconds < 5
    assert found.is_proven


@pytest.mark.parametrize("lowest_share", [60, 100])
def test_two_hundred_cases_over_three_years_take_under_five_seconds(lowest_share):
    candidates, left, share = large_problem()
    limits = Limits(left=left, min_score=Decimal("2.5"), lowest_share=lowest_share, left_for_region=share)

    found, seconds = timed(candidates, limits)

    assert seconds < 5
    assert found.is_proven
    assert found.amounts == solve(candidates, limits).amounts


def test_out_of_time_it_says_so_and_how_far_from_the_best_it_may_be():
    candidates, left, share = large_problem(2000)
    told = []

    found = solve(candidates, Limits(left=left, left_for_region=share), time_limit=0.3, on_progress=told.append)

    assert found.is_feasible
    assert not found.is_proven
    assert 0 < found.gap <= 100
    assert told
