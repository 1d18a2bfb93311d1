import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.calls.models import Outcome
from applications.decisions.amounts import faults_in, year_rows

APPLIED = {2022: 450_000, 2023: 2_100_000, 2024: 1_800_000}
PLENTY = dict.fromkeys(APPLIED, 20_000_000)


def faults(outcome, amounts, left=PLENTY):
    return faults_in(outcome, amounts, applied=APPLIED, left=left)


def test_faults_in_a_grant_of_what_was_applied_for_are_none():
    assert faults(Outcome.GRANT, APPLIED) == {}


def test_faults_in_a_grant_of_anything_else_name_the_year():
    assert set(faults(Outcome.GRANT, {**APPLIED, 2023: 2_000_000})) == {"amount_2023"}
    assert set(faults(Outcome.GRANT, {2022: 450_000})) == {"amount_2023", "amount_2024"}


def test_faults_in_a_grant_in_part_below_what_was_applied_for_are_none():
    assert faults(Outcome.GRANT_IN_PART, {**APPLIED, 2024: 0}) == {}


@pytest.mark.parametrize(
    ("amounts", "field"),
    [
        ({**APPLIED, 2023: 2_100_001}, "amount_2023"),
        ({**APPLIED, 2022: -1}, "amount_2022"),
        ({**APPLIED, 2025: 1}, "amount_2025"),
        (APPLIED, "outcome"),
        (dict.fromkeys(APPLIED, 0), "outcome"),
        ({}, "outcome"),
    ],
)
def test_faults_in_a_grant_in_part_name_what_is_wrong(amounts, field):
    assert set(faults(Outcome.GRANT_IN_PART, amounts)) == {field}


@pytest.mark.parametrize("outcome", [Outcome.REJECT, Outcome.DISMISS, Outcome.CLOSE])
def test_faults_in_other_outcomes_are_any_money(outcome):
    assert faults(outcome, {}) == {}
    assert faults(outcome, dict.fromkeys(APPLIED, 0)) == {}
    assert set(faults(outcome, {2022: 1})) == {"outcome"}


def test_faults_in_amounts_beyond_the_budget_tell_what_is_left():
    left = {2022: 20_000_000, 2023: 1_340_000}

    found = faults(Outcome.GRANT, APPLIED, left)

    assert set(found) == {"amount_2023", "amount_2024"}
    assert "1\u00a0340\u00a0000\u00a0kr" in found["amount_2023"]


def test_year_rows_tell_what_is_left_after_the_decision():
    rows = year_rows(applied={2023: 100}, amounts={2023: 80}, left={2023: 90})

    assert [(row.year, row.left_after, row.fits) for row in rows] == [(2023, 10, True)]


kronor = st.integers(-(10**13), 10**13)
by_year = st.dictionaries(st.integers(2021, 2026), kronor)


@given(outcome=st.sampled_from(Outcome), amounts=by_year, left=by_year)
def test_faults_in_nothing_means_that_the_law_of_amounts_holds(outcome, amounts, left):
    if faults(outcome, amounts, left):
        return
    total = sum(amounts.values())
    if outcome == Outcome.GRANT:
        assert {year: amount for year, amount in amounts.items() if amount} == APPLIED
    elif outcome == Outcome.GRANT_IN_PART:
        assert 0 < total < sum(APPLIED.values())
        assert all(0 <= amount <= APPLIED.get(year, 0) for year, amount in amounts.items())
    else:
        assert total == 0
    if outcome.grants:
        assert all(amount <= max(left.get(year, 0), 0) for year, amount in amounts.items())
