"""What a plan, or what is decided, gives by year and by region: as a table, as bars and as tiles. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from applications.decisions.contenders import Standing
from portal.ui.charts import Chart, chart
from regions.models import Region
from regions.tiles import COLUMNS, PLACES, ROWS

ByYear = Mapping[int, int]
# Tiles get darker in steps; 0 is nothing at all.
SHADES = 5
_WIDTH, _HEIGHT, _GAP = 108, 54, 4
_MILLION = 1_000_000


@dataclass(frozen=True)
class RegionRow:
    """What a region gets: decided, and beside it planned, by year in the order of the call's years."""

    code: str
    name: str
    committed: tuple[int, ...]
    planned: tuple[int, ...]

    @cached_property
    def by_year(self) -> tuple[int, ...]:
        return tuple(map(sum, zip(self.committed, self.planned, strict=True)))

    @cached_property
    def total(self) -> int:
        return sum(self.by_year)


@dataclass(frozen=True)
class YearRow:
    """A year of the call: what is decided, what is planned beside it, and the budget."""

    year: int
    budget: int
    committed: int
    planned: int

    @property
    def left(self) -> int:
        return self.budget - self.committed - self.planned

    @property
    def over(self) -> int:
        return max(-self.left, 0)


@dataclass(frozen=True)
class Tile:
    """A region in the grid, in the units of the picture."""

    code: str
    name: str
    amount: str
    shade: int
    x: int
    y: int


@dataclass(frozen=True)
class Spending:
    """By year and by region. `hidden` is what cases get that the reader must not see: it stands in sums alone."""

    years: tuple[YearRow, ...]
    regions: tuple[RegionRow, ...]
    hidden: RegionRow | None

    @cached_property
    def totals(self) -> YearRow:
        fields = ("budget", "committed", "planned")
        return YearRow(0, *(sum(getattr(one, field) for one in self.years) for field in fields))

    @cached_property
    def has_planned(self) -> bool:
        return self.totals.planned > 0

    @property
    def per_cent(self) -> int:
        """How much of the budget is used, in whole per cent, rounded down."""
        used = self.totals.committed + self.totals.planned
        return used * 100 // self.totals.budget if self.totals.budget else 0

    @cached_property
    def regions_with_money(self) -> int:
        return sum(1 for row in self.regions if row.total)

    def bars(self) -> Chart:
        """A bar for each year, with a mark where its budget ends."""
        amounts = {str(one.year): {"committed": one.committed, "planned": one.planned} for one in self.years}
        return chart("years", self._kinds(), amounts, {str(one.year): one.budget for one in self.years})

    def region_bars(self) -> Chart:
        """A bar for each region that gets anything, the longest first."""
        amounts = {
            row.name: {"committed": sum(row.committed), "planned": sum(row.planned)}
            for row in sorted(self.regions, key=lambda row: -row.total)
            if row.total
        }
        return chart("regions", self._kinds(), amounts)

    def _kinds(self) -> dict[str, str]:
        decided = {"committed": _("beslutat")}
        return {**decided, "planned": _("i scenariot")} if self.has_planned else decided

    def tiles(self) -> list[Tile]:
        """The regions roughly as on the map, darker the more they get."""
        most = max([1, *(row.total for row in self.regions)])
        return [
            Tile(
                code=row.code,
                name=PLACES[row.code].name,
                amount=_in_millions(row.total),
                shade=-(-row.total * SHADES // most) if row.total else 0,
                x=PLACES[row.code].column * (_WIDTH + _GAP),
                y=PLACES[row.code].row * (_HEIGHT + _GAP),
            )
            for row in self.regions
            if row.code in PLACES
        ]

    picture_width = COLUMNS * (_WIDTH + _GAP) - _GAP
    picture_height = ROWS * (_HEIGHT + _GAP) - _GAP
    tile_width, tile_height = _WIDTH, _HEIGHT


def _in_millions(amount: int) -> str:
    """Millions with one decimal, rounded so that something is never shown as nothing."""
    if not amount:
        return "–"
    return number_format(max(round(amount / _MILLION, 1), 0.1), decimal_pos=1)


def spending(standing: Standing, regions: Iterable[Region], plan: Mapping[int, ByYear] | None = None) -> Spending:
    """What is decided in a call, and what `plan` ({case: {year: kronor}}) would give beside it to cases still open."""
    years = standing.years
    committed: dict[str, list[int]] = {}
    planned: dict[str, list[int]] = {}
    for each in standing.contenders:
        key = each.region_code if each.case_id in standing.seen else ""
        _add(committed, key, each.granted, years)
        if plan and each.is_open:
            _add(planned, key, plan.get(each.case_id, {}), years)
    nothing = [0] * len(years)

    def row(code: str, name: str) -> RegionRow:
        return RegionRow(code, name, tuple(committed.get(code, nothing)), tuple(planned.get(code, nothing)))

    by_year = [sum(amounts) for amounts in zip(*planned.values(), strict=True)] if planned else nothing
    return Spending(
        years=tuple(
            YearRow(one.year, one.budget, one.committed, amount)
            for one, amount in zip(standing.budgets, by_year, strict=True)
        ),
        regions=tuple(row(region.code, region.name) for region in regions),
        hidden=row("", "") if standing.hides_some else None,
    )


def _add(sums: dict[str, list[int]], key: str, amounts: ByYear, years: Sequence[int]) -> None:
    if amounts:
        row = sums.setdefault(key, [0] * len(years))
        for index, year in enumerate(years):
            row[index] += amounts.get(year, 0)
