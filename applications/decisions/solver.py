"""Which set of grants is best within a call's money: a mixed integer programme for HiGHS. Pure.

The aim is the highest sum, over all cases, of score × share, where the share is how much of what the case applies for
it is granted. First the best is found and proven; then, of the sets that are as good to less than a thousandth of a
point, one with better places, as far as a set number of steps finds it. Both at once takes ten times as long where
many have equal scores. The same problem gives the same answer: cases go in in the ranking's order, with one thread,
one seed and no clock but the time limit. What comes out is checked in whole kronor against every limit before anybody
sees it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from time import monotonic

import highspy

Progress = Callable[[float | None], None]

TIME_LIMIT = 20.0
# All the rewards for places together, in tenths of a point: less than a thousandth of a point.
_REWARD_FOR_PLACES = 0.009
_STEPS_FOR_PLACES = 50
_KRONOR = 1000.0  # Rows are in thousands, so that their numbers are of one size.


class Lock(StrEnum):
    IN = "in"
    OUT = "out"


@dataclass(frozen=True)
class Candidate:
    """A case that may be granted money."""

    case_id: int
    region: str
    score: Decimal
    applied: Mapping[int, int]
    lock: str = ""

    @property
    def total(self) -> int:
        return sum(self.applied.values())

    @property
    def tenths(self) -> int:
        return int(self.score * 10)


@dataclass(frozen=True)
class Limits:
    """What no set of grants may break. Kronor; `left_for_region` is what a region may have beside what it has.

    `lowest_share` is how many per cent of what a case applies for each year it must have at least, if it has anything;
    100 is no partial grants. Cases below `min_score` are left out unless they are locked in.
    """

    left: Mapping[int, int]
    min_score: Decimal | None = None
    lowest_share: int = 100
    left_for_region: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Solution:
    """`amounts` by case and year, without zeros. Not feasible: the locked cases don't fit. `gap` in per cent: how much
    better than this a set could be at most; 0 when it is proven best.
    """

    amounts: Mapping[int, Mapping[int, int]]
    is_feasible: bool
    is_proven: bool
    gap: float
    seconds: float


class LimitBroken(RuntimeError):
    """The solver gave what it may not. Never seen; better an error than a broken limit."""


def value_of(candidates: Sequence[Candidate], amounts: Mapping[int, Mapping[int, int]]) -> float:
    """The sum of score × share that is to be as high as possible."""
    shares = ((each, sum(amounts.get(each.case_id, {}).values())) for each in candidates if each.total)
    return float(sum(each.score * granted / each.total for each, granted in shares))


def lowest(amount: int, share: int) -> int:
    """The least that is worth granting of an amount: a share in per cent of it, rounded up to whole kronor."""
    return -(-amount * share // 100)


def solve(
    candidates: Sequence[Candidate],
    limits: Limits,
    *,
    time_limit: float = TIME_LIMIT,
    on_progress: Progress | None = None,
) -> Solution:
    """The best set of grants to `candidates`, which come in the ranking's order. Raises LimitBroken."""
    began = monotonic()
    taken = [each for each in candidates if _takes_part(each, limits)]
    if not taken:
        return Solution({}, is_feasible=True, is_proven=True, gap=0.0, seconds=0.0)
    model = _Programme(taken, limits)
    chosen = model.choose(time_limit, on_progress)
    seconds = monotonic() - began
    if chosen is None:
        return Solution(
            {}, is_feasible=not model.is_infeasible, is_proven=model.is_infeasible, gap=100.0, seconds=seconds
        )
    amounts = _share_out(chosen, limits)
    check(candidates, limits, amounts)
    return Solution(amounts, True, model.is_proven, 0.0 if model.is_proven else model.gap, monotonic() - began)


def _takes_part(each: Candidate, limits: Limits) -> bool:
    if each.lock == Lock.OUT or not each.total:
        return False
    return each.lock == Lock.IN or limits.min_score is None or each.score >= limits.min_score


def _new_highs() -> highspy.Highs:
    highs = highspy.Highs()
    highs.silent()
    # An amount of millions times the usual tolerance, a millionth, would be whole kronor.
    exact = dict.fromkeys(("mip_feasibility_tolerance", "primal_feasibility_tolerance"), 1e-9)
    for option, value in {"threads": 1, "random_seed": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-9, **exact}.items():
        highs.setOptionValue(option, value)
    return highs


class _Programme:
    """Which cases get anything: a variable 0 or 1 for each, and what they get above the lowest as continuous ones."""

    def __init__(self, taken: Sequence[Candidate], limits: Limits) -> None:
        self.taken, self.limits = taken, limits
        self.highs = _new_highs()
        self.is_infeasible = self.is_proven = False
        self.gap = 100.0
        # What a column takes of each year and region, in thousands: a row names a column once.
        self._by_year: dict[int, dict[int, float]] = {}
        self._by_region: dict[str, dict[int, float]] = {}
        self._columns = [self._add(each) for each in taken]
        for year, row in self._by_year.items():
            self._at_most(row, limits.left.get(year, 0))
        for region, row in self._by_region.items():
            if region in limits.left_for_region:
                self._at_most(row, max(limits.left_for_region[region], 0))

    def _add(self, each: Candidate) -> int:
        base = {year: lowest(amount, self.limits.lowest_share) for year, amount in each.applied.items()}
        column = self._column(-each.tenths * sum(base.values()) / each.total, 1.0 if each.lock == Lock.IN else 0.0, 1.0)
        self.highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        for year, amount in each.applied.items():
            if not amount:
                continue
            self._use(each, year, column, base[year] / _KRONOR)
            if room := amount - base[year]:
                more = self._column(-each.tenths * _KRONOR / each.total, 0.0, room / _KRONOR)
                self.highs.addRow(-highspy.kHighsInf, 0.0, 2, [more, column], [1.0, -room / _KRONOR])
                self._use(each, year, more, 1.0)
        return column

    def _column(self, cost: float, low: float, high: float) -> int:
        _expect_ok(self.highs.addCol(cost, low, high, 0, [], []))
        return self.highs.getNumCol() - 1

    def _use(self, each: Candidate, year: int, column: int, amount: float) -> None:
        for row in (self._by_year.setdefault(year, {}), self._by_region.setdefault(each.region, {})):
            row[column] = row.get(column, 0.0) + amount

    def _at_most(self, row: dict[int, float], kronor: int) -> None:
        _expect_ok(self.highs.addRow(-highspy.kHighsInf, kronor / _KRONOR, len(row), list(row), list(row.values())))

    def choose(self, time_limit: float, on_progress: Progress | None) -> list[Candidate] | None:
        """The cases of the best set that was found in the time; None when there is none."""
        self.highs.setOptionValue("time_limit", time_limit)
        if on_progress:
            self.highs.cbMipInterrupt.subscribe(lambda event: on_progress(_per_cent(event.data_out.mip_gap)))
        self.highs.run()
        status, info = self.highs.getModelStatus(), self.highs.getInfo()
        self.is_proven = status == highspy.HighsModelStatus.kOptimal
        self.is_infeasible = status == highspy.HighsModelStatus.kInfeasible
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        self.gap = _per_cent(info.mip_gap) or 0.0
        chosen = self._chosen()
        return self._with_better_places(chosen) if self.is_proven else chosen

    def _chosen(self) -> list[Candidate]:
        values = self.highs.getSolution().col_value
        return [each for each, column in zip(self.taken, self._columns, strict=True) if values[column] > 0.5]  # noqa: PLR2004

    def _with_better_places(self, chosen: list[Candidate]) -> list[Candidate]:
        """Of the sets that are as good, the one with the best places, as far as a set number of steps finds it.

        The steps are counted and not timed, so that the answer is the same on a slow machine.
        """
        best, number = self.highs.getInfo().objective_function_value, len(self.taken)
        solution = self.highs.getSolution()
        costs = self.highs.getLp().col_cost_
        for place, column in enumerate(self._columns):
            reward = _REWARD_FOR_PLACES * 2 * (number - place) / (number * (number + 1))
            _expect_ok(self.highs.changeColCost(column, costs[column] - reward))
        self.highs.setOptionValue("mip_max_nodes", _STEPS_FOR_PLACES)
        _expect_ok(self.highs.setSolution(solution))
        self.highs.run()
        if self.highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return chosen
        values = self.highs.getSolution().col_value
        as_good = sum(cost * value for cost, value in zip(costs, values, strict=True)) <= best + _REWARD_FOR_PLACES
        return self._chosen() if as_good else chosen


def _expect_ok(status: highspy.HighsStatus) -> None:
    """A row that HiGHS does not take would be a limit that is not there. Raises LimitBroken."""
    if status != highspy.HighsStatus.kOk:
        raise LimitBroken(f"the solver did not take a row: {status}")


def _per_cent(gap: float) -> float | None:
    return min(gap * 100, 100.0) if gap < highspy.kHighsInf else None


def _share_out(chosen: Sequence[Candidate], limits: Limits) -> dict[int, dict[int, int]]:
    """Kronor for the chosen cases, as good as can be.

    An amount counts in one year and in one region, so the programme is a flow, whose corners are whole kronor: the
    simplex method ends in one.
    """
    highs = _new_highs()
    highs.setOptionValue("solver", "simplex")
    by_year: dict[int, list[int]] = {}
    by_region: dict[str, list[int]] = {}
    cells = [(each, year, amount) for each in chosen for year, amount in each.applied.items() if amount]
    if not cells:
        return {}
    for column, (each, year, amount) in enumerate(cells):
        highs.addCol(-each.tenths * _KRONOR / each.total, lowest(amount, limits.lowest_share), amount, 0, [], [])
        by_year.setdefault(year, []).append(column)
        by_region.setdefault(each.region, []).append(column)
    for year, columns in by_year.items():
        _expect_ok(
            highs.addRow(-highspy.kHighsInf, limits.left.get(year, 0), len(columns), columns, [1.0] * len(columns))
        )
    for region, columns in by_region.items():
        if (left := limits.left_for_region.get(region)) is not None:
            _expect_ok(highs.addRow(-highspy.kHighsInf, max(left, 0), len(columns), columns, [1.0] * len(columns)))
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise LimitBroken(f"the chosen cases can't share the money: {highs.getModelStatus()}")
    amounts: dict[int, dict[int, int]] = {}
    for (each, year, _amount), value in zip(cells, highs.getSolution().col_value, strict=True):
        amounts.setdefault(each.case_id, {})[year] = round(value)
    return amounts


def check(candidates: Sequence[Candidate], limits: Limits, amounts: Mapping[int, Mapping[int, int]]) -> None:
    """See that no limit is broken, in whole kronor. Raises LimitBroken that names the first that is."""
    by_year: dict[int, int] = {}
    by_region: dict[str, int] = {}
    for each in candidates:
        granted = amounts.get(each.case_id, {})
        if granted and not _takes_part(each, limits):
            raise LimitBroken(f"case {each.case_id} may have nothing")
        if each.lock == Lock.IN and each.total and not granted:
            raise LimitBroken(f"case {each.case_id} must have something")
        for year, amount in granted.items():
            if not lowest(each.applied.get(year, 0), limits.lowest_share) <= amount <= each.applied.get(year, 0):
                raise LimitBroken(f"case {each.case_id}, {year}: {amount}")
            by_year[year] = by_year.get(year, 0) + amount
            by_region[each.region] = by_region.get(each.region, 0) + amount
    for year, amount in by_year.items():
        if amount > limits.left.get(year, 0):
            raise LimitBroken(f"{year}: {amount}")
    for region, amount in by_region.items():
        if region in limits.left_for_region and amount > max(limits.left_for_region[region], 0):
            raise LimitBroken(f"region {region}: {amount}")
