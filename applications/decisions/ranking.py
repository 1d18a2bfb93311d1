"""Who competes for a call's money, in order of score, and where the money ends. Pure. Whole kronor.

Nobody's place is chosen by hand: the order is the score's, and equal scores share a place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from applications.calls.models import Outcome
from applications.cases.states import Stage

# Decisions by which an application left the competition without being weighed against the others.
_SET_ASIDE = (Outcome.DISMISS, Outcome.CLOSE)


@dataclass(frozen=True)
class Contender:
    """One application in the competition: its score, what it applies for, and what became of it so far."""

    case_id: int
    number: str
    title: str
    region_code: str
    region_name: str
    stage: str
    officer_id: int | None
    score: Decimal | None
    applied: Mapping[int, int]
    is_withdrawn: bool = False
    # The decision in force: "" when there is none.
    outcome: str = ""
    granted: Mapping[int, int] = field(default_factory=dict)

    @property
    def total_applied(self) -> int:
        return sum(self.applied.values())

    @property
    def total_granted(self) -> int:
        return sum(self.granted.values())

    @property
    def is_set_aside(self) -> bool:
        """Withdrawn, dismissed or closed: it doesn't compete."""
        return self.is_withdrawn or self.outcome in _SET_ASIDE

    @property
    def is_ranked(self) -> bool:
        return self.score is not None and not self.is_set_aside

    @property
    def is_open(self) -> bool:
        """Ranked, and not decided: what a plan may give money to."""
        return self.is_ranked and not self.outcome

    @property
    def stage_label(self) -> str:
        return str(Stage(self.stage).label)

    @property
    def outcome_label(self) -> str:
        return str(Outcome(self.outcome).label) if self.outcome else ""


@dataclass(frozen=True)
class Budget:
    """A call's money for one year. `committed` is what decisions in force have granted."""

    year: int
    budget: int
    committed: int

    @property
    def left(self) -> int:
        return self.budget - self.committed


@dataclass(frozen=True)
class YearCell:
    """What a row applies for in a year, and what that and all above it come to with what is committed already."""

    year: int
    amount: int
    cumulated: int


@dataclass(frozen=True)
class Ranked:
    """A row of the ranking. `ends_before` are the years whose money ends before this row."""

    place: int
    contender: Contender
    cells: tuple[YearCell, ...]
    ends_before: tuple[int, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """All applications of a call, as one person may see them: none is left out without being counted.

    What is reckoned row by row is reckoned on the rows that are shown; `hidden` are cases that the reader must not
    see, which stand in sums alone.
    """

    years: tuple[Budget, ...]
    rows: tuple[Ranked, ...]
    unscored: tuple[Contender, ...]
    set_aside: tuple[Contender, ...]
    hidden: tuple[Contender, ...]

    @property
    def hidden_count(self) -> int:
        return len(self.hidden)

    @cached_property
    def hidden_applied(self) -> int:
        return sum(contender.total_applied for contender in self.hidden)

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.unscored or self.set_aside or self.hidden)

    @cached_property
    def total_applied(self) -> int:
        """What all that compete and are shown apply for."""
        return sum(row.contender.total_applied for row in self.rows)

    @cached_property
    def reaches(self) -> tuple["Reach", ...]:
        """How far down the rows the money of each year reaches."""
        ends = {year: index for index, row in enumerate(self.rows) for year in row.ends_before}
        return tuple(
            Reach(
                budget=one,
                ends=one.year in ends,
                number=ends.get(one.year, len(self.rows)),
                cuts_equals=(index := ends.get(one.year, 0)) > 0
                and self.rows[index - 1].place == self.rows[index].place,
            )
            for one in self.years
        )


@dataclass(frozen=True)
class Reach:
    """How many of the first rows have room within the money of a year, and whether the next has an equal score."""

    budget: Budget
    ends: bool
    number: int
    cuts_equals: bool


def in_order(contenders: Iterable[Contender]) -> list[Contender]:
    """Those that are ranked: by score, and among equals as they were registered."""
    ranked = [contender for contender in contenders if contender.is_ranked]
    return sorted(ranked, key=lambda each: (-(each.score or 0), each.number, each.case_id))


def places_of(ordered: Sequence[Contender]) -> list[int]:
    """The place of each: 1, 2, 2, 4. Equal scores share the best place."""
    places: list[int] = []
    for index, contender in enumerate(ordered):
        same = index > 0 and ordered[index - 1].score == contender.score
        places.append(places[-1] if same else index + 1)
    return places


def rank(contenders: Sequence[Contender], budgets: Sequence[Budget], seen: set[int]) -> Ranking:
    """The ranking as somebody who may see the cases in `seen` may see it.

    A year's money ends before the first row that would take more than is left, if each row before it had all that it
    applies for. Rows that are decided take nothing more: what they were granted is in what is committed.
    """
    shown = [contender for contender in contenders if contender.case_id in seen]
    ordered = in_order(shown)
    sums = {one.year: one.committed for one in budgets}
    ended: set[int] = set()
    rows = []
    for place, contender in zip(places_of(ordered), ordered, strict=True):
        for one in budgets:
            sums[one.year] += contender.applied.get(one.year, 0) if contender.is_open else 0
        over = tuple(one.year for one in budgets if one.year not in ended and sums[one.year] > one.budget)
        ended.update(over)
        cells = tuple(YearCell(one.year, contender.applied.get(one.year, 0), sums[one.year]) for one in budgets)
        rows.append(Ranked(place, contender, cells, over))
    apart = [contender for contender in shown if not contender.is_ranked]
    by_number = sorted(apart, key=lambda each: (each.number, each.case_id))
    return Ranking(
        years=tuple(budgets),
        rows=tuple(rows),
        unscored=tuple(each for each in by_number if not each.is_set_aside),
        set_aside=tuple(each for each in by_number if each.is_set_aside),
        hidden=tuple(each for each in contenders if each.case_id not in seen),
    )


def planned_outcome(applied: Mapping[int, int], amounts: Mapping[int, int]) -> Outcome:
    """What a plan's amounts are as a decision: the whole, a part, or nothing."""
    total = sum(amounts.values())
    if total == 0:
        return Outcome.REJECT
    return Outcome.GRANT if total == sum(applied.values()) else Outcome.GRANT_IN_PART


def as_far_as_it_goes(ranking: Ranking) -> dict[int, dict[int, int]]:
    """What a plan gives that follows the ranking until some year's money ends: {case: {year: kronor}}."""
    plan: dict[int, dict[int, int]] = {}
    for row in ranking.rows:
        if row.ends_before:
            break
        if row.contender.is_open:
            plan[row.contender.case_id] = {year: amount for year, amount in row.contender.applied.items() if amount}
    return plan
