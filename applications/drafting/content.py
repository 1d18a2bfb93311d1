"""What an application says, typed: read from a draft as it stands, or from a version that was handed in. Pure.

What can't be read (letters in an amount) is left out of sums and periods here; `completeness` tells of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from applications.calls.definition import CostType, FormDefinition, Section
from applications.drafting.fields import Content, as_date
from portal.files.models import OPEN_SCANS

# Stands in for an answer that is not there.
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class AttachedFile:
    """A file of the application. `pk` is the attachment's, `file_id` the file's; `scan` a value of StoredFile.Scan."""

    pk: int
    file_id: int
    uuid: str
    name: str
    content_type: str
    size: int
    sha256: str
    scan: str
    description: str = ""
    added_at: datetime | None = None

    @property
    def may_be_opened(self) -> bool:
        return self.scan in OPEN_SCANS


@dataclass(frozen=True)
class Saved:
    """When a section was last saved, and by whom."""

    at: datetime
    by: str


@dataclass(frozen=True)
class Period:
    start_on: date
    end_on: date

    @property
    def years(self) -> range:
        return range(self.start_on.year, self.end_on.year + 1)


@dataclass(frozen=True)
class Partner:
    row_id: str
    name: str
    org_number: str
    role: str
    share: int | None


@dataclass(frozen=True)
class Activity:
    row_id: str
    name: str
    description: str
    start_on: date | None
    end_on: date | None


@dataclass(frozen=True)
class Funder:
    """One who pays beside the fund. `kind` is one of FUNDER_KINDS; `amounts` kronor by year."""

    row_id: str
    name: str
    kind: str
    amounts: dict[int, int]

    @property
    def total(self) -> int:
        return sum(self.amounts.values())


@dataclass(frozen=True)
class CostRow:
    cost_type: CostType
    amounts: dict[int, int]

    @property
    def total(self) -> int:
        return sum(self.amounts.values())


@dataclass(frozen=True)
class CostTable:
    """Cost types × years in whole kronor, flat rates computed."""

    years: tuple[int, ...]
    rows: tuple[CostRow, ...]

    @property
    def totals(self) -> dict[int, int]:
        return {year: sum(row.amounts[year] for row in self.rows) for year in self.years}

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)


@dataclass(frozen=True)
class FundingTable:
    """Who pays what in which year, beside what it costs. Whole kronor."""

    years: tuple[int, ...]
    applied: dict[int, int]
    funders: tuple[Funder, ...]
    costs: dict[int, int]

    @property
    def cofunding(self) -> dict[int, int]:
        return {year: sum(funder.amounts.get(year, 0) for funder in self.funders) for year in self.years}

    @property
    def totals(self) -> dict[int, int]:
        return {year: self.applied[year] + paid for year, paid in self.cofunding.items()}

    @property
    def differences(self) -> dict[int, int]:
        """What is left to pay in each year: above zero when costs are higher than funding."""
        return {year: self.costs[year] - paid for year, paid in self.totals.items()}

    @property
    def applied_total(self) -> int:
        return sum(self.applied.values())

    @property
    def cofunding_total(self) -> int:
        return sum(self.cofunding.values())

    @property
    def total(self) -> int:
        return self.applied_total + self.cofunding_total

    @property
    def cost_total(self) -> int:
        return sum(self.costs.values())

    @property
    def left_total(self) -> int:
        """What is left to pay in all years together."""
        return self.cost_total - self.total


@dataclass(frozen=True)
class DraftContent:
    """An application: its form, each section's content and version, and its files.

    A section that nobody has written in is missing from `sections`, and its version is 0.
    """

    definition: FormDefinition
    sections: dict[str, Content]
    versions: dict[str, int] = field(default_factory=dict)
    attachments: list[AttachedFile] = field(default_factory=list)
    removed_attachments: list[AttachedFile] = field(default_factory=list)
    saved: dict[str, Saved] = field(default_factory=dict)

    def section(self, key: str) -> Mapping[str, Any]:
        return self.sections.get(key, _NOTHING)

    def of_kind(self, kind: str) -> Mapping[str, Any]:
        """The content of the form's section of a kind; nothing when the form has none."""
        section = self.definition.of_kind(kind)
        return self.section(section.key) if section else _NOTHING

    def answer(self, section_key: str, question_key: str) -> str:
        return str(self.section(section_key).get(question_key, ""))

    @property
    def start_on(self) -> date | None:
        return as_date(self.of_kind("period").get("start_on"))

    @property
    def end_on(self) -> date | None:
        return as_date(self.of_kind("period").get("end_on"))

    @property
    def period(self) -> Period | None:
        """The project's first and last day, once both are there and in order."""
        start_on, end_on = self.start_on, self.end_on
        return Period(start_on, end_on) if start_on and end_on and start_on <= end_on else None

    @property
    def partners(self) -> list[Partner]:
        return [
            Partner(
                row_id=row_id,
                name=_text(row, "name"),
                org_number=_text(row, "org_number"),
                role=_text(row, "role"),
                share=_kronor(row.get("share")),
            )
            for row_id, row in rows_of(self.of_kind("partners"))
        ]

    @property
    def activities(self) -> list[Activity]:
        return [
            Activity(
                row_id=row_id,
                name=_text(row, "name"),
                description=_text(row, "description"),
                start_on=as_date(row.get("start_on")),
                end_on=as_date(row.get("end_on")),
            )
            for row_id, row in rows_of(self.of_kind("activities"))
        ]

    @property
    def funders(self) -> list[Funder]:
        return [
            Funder(
                row_id=row_id,
                name=_text(row, "name"),
                kind=_text(row, "kind"),
                amounts=_kronor_by_year(row.get("amounts", _NOTHING)),
            )
            for row_id, row in rows_of(self.of_kind("funding"))
        ]

    def costs(self, years: Iterable[int]) -> CostTable:
        """The budget for these years, with a row for each of the form's cost types, in its order."""
        section = self.definition.of_kind("budget")
        years = tuple(years)
        return cost_table(section, self.section(section.key), years) if section else CostTable(years, ())

    def applied(self, years: Iterable[int]) -> dict[int, int]:
        """What is applied for in each of these years, in kronor."""
        amounts = _kronor_by_year(self.of_kind("funding").get("applied", _NOTHING))
        return {year: amounts.get(year, 0) for year in years}

    def funding(self, years: Iterable[int]) -> FundingTable:
        """Who pays what in these years, beside what it costs."""
        years = tuple(years)
        return FundingTable(
            years=years, applied=self.applied(years), funders=tuple(self.funders), costs=self.costs(years).totals
        )


def cost_table(section: Section, content: Mapping[str, Any], years: tuple[int, ...]) -> CostTable:
    """A budget section's costs. A flat rate is its per cent of the cost types it names, rounded to whole kronor."""
    typed = {key: _kronor_by_year(amounts) for key, amounts in content.get("amounts", _NOTHING).items()}

    def kronor(cost_type: CostType, year: int) -> int:
        if cost_type.percent:
            return flat_rate(cost_type.percent, sum(typed.get(key, {}).get(year, 0) for key in cost_type.percent_of))
        return typed.get(cost_type.key, {}).get(year, 0)

    return CostTable(
        years=years,
        rows=tuple(
            CostRow(cost_type, {year: kronor(cost_type, year) for year in years}) for cost_type in section.cost_types
        ),
    )


def flat_rate(percent: int, kronor: int) -> int:
    """`percent` of an amount in whole kronor; half a krona goes up."""
    return (kronor * percent + 50) // 100


def rows_of(content: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The rows of a section with their ids; one that came without an id is known by its place."""
    return [(row.get("id") or f"r{number}", row) for number, row in enumerate(content.get("rows", ()), start=1)]


def _text(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name, ""))


def _kronor(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _kronor_by_year(amounts: Mapping[str, Any]) -> dict[int, int]:
    return {int(year): value for year, value in amounts.items() if isinstance(value, int)}
