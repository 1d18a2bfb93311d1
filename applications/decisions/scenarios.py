"""What the pages of a call's plans need, in few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from applications.calls.models import Call, Outcome
from applications.cases.models import Case
from applications.decisions.contenders import ByYear, Standing, applied_amounts, standing
from applications.decisions.models import Scenario, ScenarioLock, Solving
from applications.decisions.ranking import Contender, in_order, places_of, planned_outcome
from applications.decisions.solver import Candidate, Limits
from applications.decisions.spending import Spending, spending
from portal.outbox.models import Job
from regions.models import Region

TABS = 4


def plan_of(scenario: Scenario) -> ByYear:
    """What a scenario gives: {case: {year: kronor}}. One query."""
    found: ByYear = {}
    for case_id, year, amount in scenario.amounts.values_list("case", "year", "amount"):
        found.setdefault(case_id, {})[year] = amount
    return found


def locks_of(scenario: Scenario) -> dict[int, str]:
    return dict(scenario.locks.values_list("case", "kind"))


def calls_with_money(user: Any) -> QuerySet[Call]:
    """Published calls with what decisions in force have `granted` of their budget, and what is `left`."""
    granted = Coalesce(Sum("years__granted"), 0)
    calls = Call.objects.visible_to(user).published().listed().annotate(granted=granted)
    return calls.annotate(left=F("budget_total") - F("granted")).order_by("-opens_at", "pk")


def tabs_for(user: Any, call: Call) -> list[Scenario]:
    """The chosen scenario and the newest beside it: those that the tabs of a call's pages name."""
    scenarios = Scenario.objects.visible_to(user).in_use().filter(call=call).only("name", "chosen_at", "call")
    return sorted(scenarios.order_by("-pk")[: TABS + 1], key=lambda each: not each.is_chosen)[:TABS]


# --- One scenario ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlanRow:
    """A ranked case and what a plan gives it. `ends_after` are the years whose money ends with it."""

    place: int
    contender: Contender
    amounts: Mapping[int, int]
    cells: tuple[tuple[int, int], ...]
    lock: str = ""
    ends_after: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        return sum(self.amounts.values())

    @property
    def is_part(self) -> bool:
        return 0 < self.total < self.contender.total_applied

    @property
    def is_more_than_applied(self) -> bool:
        """The application asks for less now than when the plan was made."""
        return any(amount > self.contender.applied.get(year, 0) for year, amount in self.amounts.items())

    @property
    def lock_label(self) -> str:
        return str(ScenarioLock.Kind(self.lock).label) if self.lock else ""


@dataclass(frozen=True)
class SolvingState:
    """How far the solver has come with a scenario, as it was read: at a revision."""

    solving: Solving | None
    revision: int
    has_failed: bool = False

    @property
    def waits(self) -> bool:
        """The solver is at work, or gave its answer after the scenario was read: look once more."""
        if self.solving is None or self.has_failed:
            return False
        return self.solving.done_at is None or (self.solving.gave_revision or 0) > self.revision

    @property
    def is_done(self) -> bool:
        return self.solving is not None and self.solving.done_at is not None


@dataclass(frozen=True)
class ScenarioPage:
    """A scenario as one person may see it."""

    scenario: Scenario
    standing: Standing
    rows: tuple[PlanRow, ...]
    spending: Spending
    state: SolvingState

    @cached_property
    def granted(self) -> int:
        """How many cases the plan gives money, hidden ones too."""
        return sum(1 for each in self._plan if self._plan[each])

    @cached_property
    def _plan(self) -> ByYear:
        is_open = {each.case_id for each in self.standing.contenders if each.is_open}
        return {case_id: amounts for case_id, amounts in plan_of(self.scenario).items() if case_id in is_open}

    @property
    def hidden_count(self) -> int:
        return len(self.standing.contenders) - len(self.standing.shown)

    @property
    def is_the_solvers(self) -> bool:
        """Nobody has changed the amounts since the solver gave them."""
        solving = self.state.solving
        return solving is not None and solving.gave_revision == self.scenario.revision


def scenario_page(user: Any, scenario: Scenario) -> ScenarioPage:
    """Everything of a scenario that `user` may see. About 14 queries, whatever the number of cases."""
    stands, plan = standing(scenario.call, user), plan_of(scenario)
    return ScenarioPage(
        scenario=scenario,
        standing=stands,
        rows=tuple(plan_rows(stands, plan, locks_of(scenario))),
        spending=spending(stands, Region.objects.all(), plan),
        state=solving_state(scenario),
    )


def plan_rows(stands: Standing, plan: ByYear, locks: Mapping[int, str] | None = None) -> list[PlanRow]:
    """The ranked cases that are shown, in order, with what a plan gives each; decided ones with their decision."""
    ordered = in_order(stands.shown)
    given = [each.granted if each.outcome else plan.get(each.case_id, {}) for each in ordered]
    ends = _money_ends(stands, ordered, plan)
    return [
        PlanRow(
            place=place,
            contender=each,
            amounts=amounts,
            cells=tuple((year, amounts.get(year, 0)) for year in stands.years),
            lock=(locks or {}).get(each.case_id, ""),
            ends_after=tuple(year for year, last in ends.items() if last == each.case_id),
        )
        for place, each, amounts in zip(places_of(ordered), ordered, given, strict=True)
    ]


def _money_ends(stands: Standing, ordered: Sequence[Contender], plan: ByYear) -> dict[int, int]:
    """The case after which a year's money is at an end: {year: case}.

    That is the last with money for the year, if what is left then is too little for any below that asks for some.
    """
    ends = {}
    planned = {each.case_id: plan.get(each.case_id, {}) for each in stands.contenders if each.is_open}
    for one in stands.budgets:
        left = one.left - sum(amounts.get(one.year, 0) for amounts in planned.values())
        with_money = [index for index, each in enumerate(ordered) if planned.get(each.case_id, {}).get(one.year, 0) > 0]
        if not with_money:
            continue
        below = [each.applied.get(one.year, 0) for each in ordered[with_money[-1] + 1 :] if each.is_open]
        asking = [amount for amount in below if amount]
        if asking and left < min(asking):
            ends[one.year] = ordered[with_money[-1]].case_id
    return ends


def solving_state(scenario: Scenario) -> SolvingState:
    solving = scenario.solvings.select_related("ordered_by").first()
    if solving is None or solving.done_at:
        return SolvingState(solving, scenario.revision)
    failed = Job.objects.failed().filter(key=solving.job_key).exists()
    return SolvingState(solving, scenario.revision, has_failed=failed)


# --- What the solver is asked ------------------------------------------------------------------------------


def candidates_of(stands: Standing, locks: Mapping[int, str]) -> list[Candidate]:
    """Every case that is ranked and not decided, in the ranking's order."""
    return [
        Candidate(each.case_id, each.region_code, each.score, each.applied, locks.get(each.case_id, ""))
        for each in in_order(stands.contenders)
        if each.is_open and each.score is not None
    ]


def limits_of(scenario: Scenario, stands: Standing) -> Limits:
    """A scenario's rules in kronor. A region's share is of the call's whole budget, decided money included."""
    left_for_region: dict[str, int] = {}
    if scenario.region_share is not None:
        most = sum(one.budget for one in stands.budgets) * scenario.region_share // 100
        left_for_region = {each.region_code: most for each in stands.contenders}
        for each in stands.contenders:
            left_for_region[each.region_code] -= each.total_granted
    return Limits(
        left=stands.left,
        min_score=scenario.min_score,
        lowest_share=scenario.lowest_share,
        left_for_region=left_for_region,
    )


# --- Two scenarios ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """A case that two plans give different amounts."""

    contender: Contender
    before: Mapping[int, int]
    after: Mapping[int, int]

    @property
    def total_before(self) -> int:
        return sum(self.before.values())

    @property
    def total_after(self) -> int:
        return sum(self.after.values())

    @property
    def change(self) -> int:
        return self.total_after - self.total_before

    @property
    def change_in_words(self) -> str:
        return f"+{self.change}" if self.change > 0 else str(self.change)


@dataclass(frozen=True)
class Comparison:
    """Two scenarios of one call beside each other."""

    before: Scenario
    after: Scenario
    spending_before: Spending
    spending_after: Spending
    differences: tuple[Difference, ...]
    hidden_differ: int

    @property
    def years(self) -> list[tuple[Any, Any]]:
        return list(zip(self.spending_before.years, self.spending_after.years, strict=True))


def comparison(user: Any, before: Scenario, after: Scenario) -> Comparison:
    """What two scenarios of a call give differently, case by case in the ranking's order."""
    stands, regions = standing(before.call, user), list(Region.objects.all())
    old, new = plan_of(before), plan_of(after)
    differ = [
        each
        for each in in_order(stands.contenders)
        if each.is_open and old.get(each.case_id, {}) != new.get(each.case_id, {})
    ]
    shown = [each for each in differ if each.case_id in stands.seen]
    return Comparison(
        before=before,
        after=after,
        spending_before=spending(stands, regions, old),
        spending_after=spending(stands, regions, new),
        differences=tuple(Difference(each, old.get(each.case_id, {}), new.get(each.case_id, {})) for each in shown),
        hidden_differ=len(differ) - len(shown),
    )


# --- From a plan to proposals ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planned:
    """What the chosen scenario says of a case: where its proposal begins."""

    scenario: Scenario
    outcome: Outcome
    amounts: Mapping[int, int]


def planned_for(case: Case) -> Planned | None:
    """What the chosen scenario of the case's call gives it; None when none is chosen. Three queries."""
    scenario = Scenario.objects.filter(call=case.call_id, chosen_at__isnull=False).first()
    if scenario is None:
        return None
    given = dict(scenario.amounts.filter(case=case).values_list("year", "amount"))
    applied = applied_amounts(case.call, [case.pk]).get(case.pk, {})
    amounts = {year: min(given.get(year, 0), amount) for year, amount in applied.items()}
    return Planned(scenario, planned_outcome(applied, amounts), amounts)
