"""Who competes for a call's money, as the database has it now. Eight queries at most, however many they are."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from applications.calls.models import Call
from applications.cases.models import Case
from applications.decisions.models import Decision, GrantedAmount
from applications.decisions.ranking import Budget, Contender, Ranking, rank
from applications.decisions.rules import ranked_to
from applications.reviews.standing import standing_totals
from applications.submissions.models import AppliedAmount, Submission

ByYear = dict[int, dict[int, int]]


@dataclass(frozen=True)
class Standing:
    """A call's money, and all its applications that were handed in. `seen` are those that one person may see."""

    call: Call
    budgets: tuple[Budget, ...]
    contenders: tuple[Contender, ...]
    seen: frozenset[int]

    @property
    def years(self) -> list[int]:
        return [one.year for one in self.budgets]

    @property
    def left(self) -> dict[int, int]:
        return {one.year: one.left for one in self.budgets}

    @property
    def hides_some(self) -> bool:
        return any(each.case_id not in self.seen for each in self.contenders)

    @property
    def by_case(self) -> dict[int, Contender]:
        return {each.case_id: each for each in self.contenders}

    @property
    def shown(self) -> list[Contender]:
        return [each for each in self.contenders if each.case_id in self.seen]

    def ranking(self) -> Ranking:
        return rank(self.contenders, self.budgets, set(self.seen))


def standing(call: Call, user: Any) -> Standing:
    """How a call stands, with what `user` may see of it. Cases that they may not see are there for sums alone."""
    seen = ranked_to(user, call).values_list("pk", flat=True)
    return _standing(call, frozenset(seen))


def whole_standing(call: Call) -> Standing:
    """How a call stands, for the portal's own reckoning: nobody is shown it."""
    known = _standing(call, frozenset())
    return Standing(call, known.budgets, known.contenders, frozenset(each.case_id for each in known.contenders))


def applied_amounts(call: Call, case_ids: Collection[int] | None = None) -> ByYear:
    """What the newest version of each case applies for: {case: {year: kronor}}. One query."""
    newest = Submission.objects.filter(case=OuterRef("submission__case")).order_by("-number").values("pk")[:1]
    rows = AppliedAmount.objects.filter(submission__case__call=call, submission=Subquery(newest))
    if case_ids is not None:
        rows = rows.filter(submission__case__in=case_ids)
    return _by_year(rows.values_list("submission__case", "year", "amount"))


def _standing(call: Call, seen: frozenset[int]) -> Standing:
    applied = applied_amounts(call)
    outcomes = dict(Decision.objects.in_force().filter(case__call=call).values_list("case", "outcome"))
    granted = _by_year(
        GrantedAmount.objects.filter(decision__case__call=call, decision__is_in_force=True).values_list(
            "decision__case", "year", "amount"
        )
    )
    fields = ("registry_number", "title", "stage", "officer", "withdrawn_at", "region__name")
    found = Case.objects.submitted().filter(call=call).select_related("region").order_by("registry_number", "pk")
    cases: list[Case] = list(found.only(*fields))
    scores = standing_totals(case.pk for case in cases)
    contenders = tuple(
        Contender(
            case_id=case.pk,
            number=case.registry_number or "",
            title=case.title,
            region_code=case.region_id,
            region_name=case.region.name,
            stage=case.stage,
            officer_id=case.officer_id,
            score=scores.get(case.pk),
            applied=applied.get(case.pk, {}),
            is_withdrawn=case.withdrawn_at is not None,
            outcome=outcomes.get(case.pk, ""),
            granted=granted.get(case.pk, {}),
        )
        for case in cases
    )
    budgets = tuple(Budget(row.year, row.budget, row.granted) for row in call.years.all())
    return Standing(call, budgets, contenders, seen)


def _by_year(rows: Any) -> ByYear:
    found: ByYear = {}
    for case_id, year, amount in rows:
        found.setdefault(case_id, {})[year] = amount
    return found
