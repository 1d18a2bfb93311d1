from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from applications.calls.definition import parse
from applications.drafting.content import DraftContent, flat_rate
from tests.factories.calls import DEFINITION
from tests.factories.drafting import SECTIONS

YEARS = range(2022, 2025)
amounts = st.dictionaries(st.sampled_from(["2022", "2023", "2024"]), st.integers(0, 10**12))


def content(**sections: Any) -> DraftContent:
    return DraftContent(parse(DEFINITION), {**SECTIONS, **sections})


def test_flat_rate_is_rounded_to_whole_kronor() -> None:
    assert [flat_rate(15, kronor) for kronor in (0, 3, 4, 10, 100)] == [0, 0, 1, 2, 15]


def test_costs_have_a_row_for_each_cost_type_and_sums() -> None:
    costs = content().costs(YEARS)
    assert [(row.cost_type.key, row.total) for row in costs.rows] == [
        ("staff", 4_000_000),
        ("services", 0),
        ("indirect", 600_000),
    ]
    assert costs.totals == {2022: 460_000, 2023: 2_300_000, 2024: 1_840_000}


def test_funding_that_equals_costs_leaves_nothing() -> None:
    funding = content().funding(YEARS)
    assert funding.differences == {2022: 0, 2023: 0, 2024: 0}
    assert (funding.applied_total, funding.cofunding_total, funding.cost_total) == (4_000_000, 600_000, 4_600_000)


def test_what_can_not_be_read_is_left_out_of_sums_and_dates() -> None:
    broken = content(
        budget={"amounts": {"staff": {"2022": "mycket", "2023": 10}}},
        period={"start_on": "snart", "end_on": "2024-12-31"},
        partners={"rows": [{"id": "a", "name": "X", "share": "hälften"}]},
    )
    assert broken.costs(YEARS).total == 12
    assert (broken.start_on, broken.end_on, broken.period) == (None, date(2024, 12, 31), None)
    assert broken.partners[0].share is None


def test_empty_draft_answers_every_question_with_nothing() -> None:
    empty = DraftContent(parse(DEFINITION), {})
    assert empty.costs(YEARS).total == 0
    assert empty.funding(YEARS).total == 0
    assert (empty.partners, empty.activities, empty.funders, empty.period) == ([], [], [], None)
    assert empty.answer("project", "summary") == ""


@given(staff=amounts, services=amounts, applied=amounts, own=amounts)
def test_sums_agree_in_every_direction(
    staff: dict[str, int], services: dict[str, int], applied: dict[str, int], own: dict[str, int]
) -> None:
    made = content(
        budget={"amounts": {"staff": staff, "services": services}},
        funding={"applied": applied, "rows": [{"id": "f", "name": "R", "kind": "own_cash", "amounts": own}]},
    )
    costs, funding = made.costs(YEARS), made.funding(YEARS)
    indirect = sum((kronor * 15 + 50) // 100 for kronor in staff.values())
    assert costs.total == sum(costs.totals.values()) == sum(staff.values()) + sum(services.values()) + indirect
    assert funding.total == sum(applied.values()) + sum(own.values()) == sum(funding.totals.values())
    assert sum(funding.differences.values()) == costs.total - funding.total
