"""Whether the money adds up: each year's funding against its costs, and what is applied for against the call's budget.

Pure. static/js/drafting/sums.js counts the same as people write, with the words that `texts` gives it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.drafting.content import FundingTable
from portal.ui.numbers import grouped


@dataclass(frozen=True)
class Imbalance:
    """Something that does not add up. `year` is None for all years together; `is_limit` when the call sets it."""

    year: int | None
    message: str
    is_limit: bool


def texts() -> dict[str, str]:
    """What can be wrong, in words with places for the amounts."""
    return {
        "short": _(
            "Summan för %(year)s är %(kronor)s kronor högre än finansieringen. "
            "Ändra budgeten eller lägg till finansiering."
        ),
        "extra": _(
            "Finansieringen för %(year)s är %(kronor)s kronor högre än kostnaderna. "
            "Ändra finansieringen eller budgeten."
        ),
        "over": _(
            "Ni söker %(over)s kronor mer för %(year)s än de %(budget)s kronor som utlysningen har det året. "
            "Sänk beloppet."
        ),
        "over_total": _(
            "Ni söker %(over)s kronor mer än de %(budget)s kronor som hela utlysningen har. Sänk beloppen."
        ),
    }


def imbalances(funding: FundingTable, budget: Mapping[int, int], budget_total: int) -> list[Imbalance]:
    """All that does not add up, given the call's budget by year and in all: limits first, then years in order."""
    words = texts()
    return [*_limits(funding, budget, budget_total, words), *_differences(funding, words)]


def _limits(
    funding: FundingTable, budget: Mapping[int, int], budget_total: int, words: Mapping[str, str]
) -> Iterator[Imbalance]:
    over = {year: kronor - budget.get(year, 0) for year, kronor in funding.applied.items()}
    for year, kronor in over.items():
        if kronor > 0:
            values = {"over": grouped(kronor), "year": year, "budget": grouped(budget.get(year, 0))}
            yield Imbalance(year, words["over"] % values, is_limit=True)
    # Told only where no year says it already.
    if all(kronor <= 0 for kronor in over.values()) and funding.applied_total > budget_total:
        values = {"over": grouped(funding.applied_total - budget_total), "budget": grouped(budget_total)}
        yield Imbalance(None, words["over_total"] % values, is_limit=True)


def _differences(funding: FundingTable, words: Mapping[str, str]) -> Iterator[Imbalance]:
    for year, difference in funding.differences.items():
        if difference:
            values = {"year": year, "kronor": grouped(abs(difference))}
            yield Imbalance(year, words["short" if difference > 0 else "extra"] % values, is_limit=False)
