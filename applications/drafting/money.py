"""What the pages show of an application's money beside the tables: the call's limits and the charts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.drafting.content import CostTable, FundingTable
from applications.drafting.fields import FUNDER_KINDS, funder_kind_label
from portal.ui.charts import Chart, chart


@dataclass(frozen=True)
class Limits:
    """What the call has to give in each year, and in all. Whole kronor."""

    years: Mapping[int, int]
    total: int


@dataclass(frozen=True)
class MoneyYear:
    """A year's costs beside who pays them and what the call has."""

    year: int
    cost: int
    paid: int
    applied: int
    limit: int

    @property
    def agrees(self) -> bool:
        return self.cost == self.paid and self.applied <= self.limit


def money_by_year(funding: FundingTable, limits: Limits) -> list[MoneyYear]:
    """Each year of the project, in order."""
    return [
        MoneyYear(year, funding.costs[year], funding.totals[year], funding.applied[year], limits.years.get(year, 0))
        for year in funding.years
    ]


def cost_chart(costs: CostTable) -> Chart:
    """What the project costs in each year."""
    return chart(
        "costs", {"cost": _("Kostnader")}, {str(year): {"cost": total} for year, total in costs.totals.items()}
    )


def funding_chart(funding: FundingTable) -> Chart:
    """Who pays in each year, with a line where the costs end."""
    kinds = {"applied": _("Söks från utlysningen")}
    kinds |= {kind: funder_kind_label(kind) for kind in FUNDER_KINDS}
    kinds["unsaid"] = _("Slag inte valt")
    paid = {str(year): _paid(funding, year) for year in funding.years}
    return chart("funding", kinds, paid, {str(year): cost for year, cost in funding.costs.items()})


def _paid(funding: FundingTable, year: int) -> dict[str, int]:
    """What each kind of payer pays in a year."""
    paid = {"applied": funding.applied[year]}
    for funder in funding.funders:
        kind = funder.kind if funder.kind in FUNDER_KINDS else "unsaid"
        paid[kind] = paid.get(kind, 0) + funder.amounts.get(year, 0)
    return paid
