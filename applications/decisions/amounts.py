"""What a proposal may grant, year by year. Pure. Whole kronor."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.calls.models import Outcome
from portal.ui.numbers import kronor


@dataclass(frozen=True)
class YearRow:
    """One year beside the others: applied for, proposed or granted, and left in the call."""

    year: int
    applied: int
    amount: int
    left: int

    @property
    def left_after(self) -> int:
        return self.left - self.amount

    @property
    def fits(self) -> bool:
        return self.amount <= self.left


def year_rows(*, applied: Mapping[int, int], amounts: Mapping[int, int], left: Mapping[int, int]) -> list[YearRow]:
    """A row for each year that was applied for or is granted, in order."""
    return [
        YearRow(year, applied.get(year, 0), amounts.get(year, 0), left.get(year, 0))
        for year in sorted(applied.keys() | amounts.keys())
    ]


def is_worse(before: Mapping[int, int], after: Mapping[int, int]) -> bool:
    """Whether a region that was granted `before` gets less in all by `after`."""
    return sum(after.values()) < sum(before.values())


def faults_in(
    outcome: Outcome, amounts: Mapping[int, int], *, applied: Mapping[int, int], left: Mapping[int, int]
) -> dict[str, str]:
    """Why `amounts` can't go with `outcome`: texts by form field, `amount_<year>` or `outcome`. Empty when they can.

    A grant is exactly what was applied for; a grant in part is more than nothing, less than the whole and never more
    than applied for in any year; other outcomes grant nothing. No year may take more than is left in the call.
    """
    if not outcome.grants:
        return (
            {"outcome": _("Bara bifall och delvis bifall ger pengar. Ta bort beloppen.")}
            if any(amounts.values())
            else {}
        )
    rows = year_rows(applied=applied, amounts=amounts, left=left)
    by_year = _fault_of_grant if outcome == Outcome.GRANT else _fault_of_part
    faults = {f"amount_{row.year}": fault for row in rows if (fault := by_year(row) or _fault_of_budget(row))}
    return faults or _fault_of_sum(outcome, rows)


def _fault_of_grant(row: YearRow) -> str:
    if row.amount == row.applied:
        return ""
    return _(
        "Bifall är hela det sökta beloppet, %(applied)s för %(year)s. Välj delvis bifall för ett annat belopp."
    ) % {
        "applied": kronor(row.applied),
        "year": row.year,
    }


def _fault_of_part(row: YearRow) -> str:
    if row.amount < 0:
        return _("Beloppet för %(year)s kan inte vara mindre än noll.") % {"year": row.year}
    if row.amount > row.applied:
        return _("För %(year)s är %(applied)s sökt. Föreslå högst det.") % {
            "year": row.year,
            "applied": kronor(row.applied),
        }
    return ""


def _fault_of_budget(row: YearRow) -> str:
    if row.fits:
        return ""
    return _("För %(year)s finns %(left)s kvar i utlysningen. Föreslå delvis bifall med högst det för det året.") % {
        "year": row.year,
        "left": kronor(row.left),
    }


def _fault_of_sum(outcome: Outcome, rows: list[YearRow]) -> dict[str, str]:
    amount, applied = sum(row.amount for row in rows), sum(row.applied for row in rows)
    if amount == 0:
        return {"outcome": _("Beloppen är noll. Skriv vad ni föreslår för varje år, eller välj avslag.")}
    if outcome == Outcome.GRANT_IN_PART and amount == applied:
        return {"outcome": _("Det är hela det sökta beloppet. Välj bifall, eller sänk något av beloppen.")}
    return {}
