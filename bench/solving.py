"""How long the solver takes over a call's money: 200 cases over three years, the slowest of some made-up calls."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from applications.decisions.solver import Candidate, Limits, solve
from regions.tiles import PLACES

CASES, YEARS, BUDGET = 200, (2022, 2023, 2024), 20_000_000
GOAL_SECONDS = 5
TITLE = f"solver, {CASES} cases × {len(YEARS)} years: seconds"


def slowest_solving() -> float:
    """Seconds for the slowest: scores that differ and scores that few share, whole grants and partial ones."""
    return max(solve(candidates, limits).seconds for candidates, limits in _calls())


def _calls() -> Iterator[tuple[list[Candidate], Limits]]:
    most = {code: len(YEARS) * BUDGET * 12 // 100 for code in PLACES}
    for seed, step in ((1, 1), (2, 1), (1, 10), (2, 10)):
        for lowest_share in (60, 100):
            limits = Limits(dict.fromkeys(YEARS, BUDGET), lowest_share=lowest_share, left_for_region=most)
            yield _candidates(seed, step), limits


def _candidates(seed: int, step: int) -> list[Candidate]:
    """Scores from 2 to 5 in steps of so many tenths, and regions in turn."""
    random, codes = Random(seed), sorted(PLACES)
    made = [
        Candidate(
            case_id=number,
            region=codes[number % len(codes)],
            score=Decimal(random.randrange(20, 51, step)) / 10,
            applied={year: random.randint(100, 2000) * 1000 for year in YEARS},
        )
        for number in range(CASES)
    ]
    return sorted(made, key=lambda each: (-each.score, each.case_id))
