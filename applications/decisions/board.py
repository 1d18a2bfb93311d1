"""How a call stood when a decision was made, as canonical JSON (RFC 8785), and back to what a page shows. Pure."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import rfc8785

from applications.decisions.contenders import Standing
from applications.decisions.models import Scenario
from applications.decisions.ranking import Contender, in_order, places_of

FORMAT = 1


def freeze(stands: Standing, scenario: Scenario | None, plan: Mapping[int, Mapping[int, int]]) -> str:
    """A call's ranking, budgets and chosen scenario. What decisions change is not in it, so that those of one meeting
    rest on the same text: that is `committed_beside`.
    """
    undecided = [replace(each, outcome="", granted={}) for each in stands.contenders]
    ordered = in_order(undecided)
    numbers = {each.case_id: each.number for each in undecided}
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "call": stands.call.slug,
            "years": [{"year": one.year, "budget": one.budget} for one in stands.budgets],
            "ranking": [
                {"place": place, "score": str(each.score), **_case(each)}
                for place, each in zip(places_of(ordered), ordered, strict=True)
            ],
            "without_score": [_case(each) for each in undecided if each.score is None and not each.is_withdrawn],
            "withdrawn": [_case(each) for each in undecided if each.is_withdrawn],
            "scenario": None
            if scenario is None
            else {
                "id": scenario.pk,
                "name": scenario.name,
                "reasons": scenario.reasons,
                "revision": scenario.revision,
                "amounts": {numbers[case_id]: _years(years) for case_id, years in plan.items() if case_id in numbers},
            },
        }
    ).decode()


def committed_beside(granted: Iterable[tuple[str, int, int]], years: Iterable[int]) -> str:
    """What decisions in other cases have granted, (region, year, kronor), by year and region."""
    by_year: dict[int, int] = dict.fromkeys(years, 0)
    by_region: dict[str, dict[int, int]] = {}
    for region, year, amount in granted:
        by_year[year] = by_year.get(year, 0) + amount
        by_region.setdefault(region, {})[year] = amount
    regions = {code: _years(amounts) for code, amounts in by_region.items()}
    return rfc8785.dumps({"years": _years(by_year), "regions": regions}).decode()


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sha256_of_both(board_sha256: str, committed: str) -> str:
    """The hash that a decision keeps: of the board's hash and of what was committed, a line each."""
    return sha256_of(f"{board_sha256}\n{committed}")


def _case(each: Contender) -> dict[str, Any]:
    return {
        "number": each.number,
        "region": each.region_code,
        "region_name": each.region_name,
        "title": each.title,
        "applied": _years(each.applied),
    }


def _years(amounts: Mapping[int, int]) -> dict[str, int]:
    return {str(year): amount for year, amount in amounts.items()}


# --- Back to what a page shows ---------------------------------------------------------------------------


@dataclass(frozen=True)
class BoardRow:
    place: int
    score: str
    number: str
    region: str
    title: str
    applied: int
    planned: int
    is_this: bool


@dataclass(frozen=True)
class BoardYear:
    year: str
    budget: int
    committed: int

    @property
    def left(self) -> int:
        return self.budget - self.committed


@dataclass(frozen=True)
class ShownBoard:
    """A frozen board as one person may see it. `hidden` is how many rows they must not see."""

    rows: tuple[BoardRow, ...]
    years: tuple[BoardYear, ...]
    without_score: tuple[str, ...]
    withdrawn: tuple[str, ...]
    scenario_name: str
    hidden: int
    ranked: int
    this: BoardRow | None


def thaw(content: str, committed: str, *, number: str, seen: Collection[str]) -> ShownBoard:
    """A frozen board for the case with a registry `number`, with the cases whose numbers are in `seen`."""
    data, beside = json.loads(content), json.loads(committed)
    scenario = data["scenario"] or {"name": "", "amounts": {}}
    rows = [
        BoardRow(
            place=each["place"],
            score=each["score"],
            number=each["number"],
            region=each["region_name"],
            title=each["title"],
            applied=sum(each["applied"].values()),
            planned=sum(scenario["amounts"].get(each["number"], {}).values()),
            is_this=each["number"] == number,
        )
        for each in data["ranking"]
    ]
    everything = [each["number"] for part in ("ranking", "without_score", "withdrawn") for each in data[part]]
    return ShownBoard(
        rows=tuple(row for row in rows if row.number in seen),
        years=tuple(
            BoardYear(str(one["year"]), one["budget"], beside["years"].get(str(one["year"]), 0))
            for one in data["years"]
        ),
        without_score=tuple(each["number"] for each in data["without_score"] if each["number"] in seen),
        withdrawn=tuple(each["number"] for each in data["withdrawn"] if each["number"] in seen),
        scenario_name=scenario["name"],
        hidden=sum(1 for each in everything if each not in seen),
        ranked=len(rows),
        this=next((row for row in rows if row.is_this), None),
    )
