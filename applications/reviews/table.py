"""All cases of a call with what their assessors have given, on one page."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast

from applications.calls.models import Call
from applications.cases.models import Assessor, Case, ConflictDeclaration
from applications.cases.querysets import alike
from applications.cases.states import Stage
from applications.reviews.models import Assessment, Consensus, ConsensusScore, Score
from applications.reviews.scoring import HIGHEST, Scored, mean_total, weighted_total
from portal.prepared import Prepared, among

ROWS_ON_PAGE = 100
# Each scale that a criterion may have, 2 to 10, divides it.
_PARTS = 2520
# Stages in which there is, or may be, something assessed.
ASSESSED = (Stage.ASSESSING, Stage.PROPOSED, Stage.DECIDED, Stage.NOTIFIED)
ORDERS: dict[str, tuple[Any, ...]] = {
    "oldest": ("arrived_at", "pk"),
    "newest": ("-arrived_at", "-pk"),
    "region": ("region__name", "pk"),
}
# By what the reader may know of: cases without such a score come last, whichever way it goes.
SCORE_ORDERS = {
    "highest": ("mean", True),
    "lowest": ("mean", False),
    "agreed": ("agreed", True),
    "agreed_lowest": ("agreed", False),
    "spread": ("spread", True),
    "spread_least": ("spread", False),
}
# What pressing a column's heading gives, first and then again; and how the list is sorted by it ("" where it isn't).
_HEADINGS = {
    "case": ("oldest", "newest", "ascending"),
    "spread": ("spread", "spread_least", "descending"),
    "mean": ("highest", "lowest", "descending"),
    "agreed": ("agreed", "agreed_lowest", "descending"),
}
# What the arithmetic asks of a score: `scoring.Scored`.
_SCORE = ("points", "criterion__max_score", "criterion__weight")
_OTHER_WAY = {"ascending": "descending", "descending": "ascending"}


@dataclass(frozen=True)
class Given:
    """One assessor's weighted total."""

    name: str
    total: Decimal | None


@dataclass(frozen=True)
class TableRow:
    """A case with what this reader may know of its assessment."""

    case: Case
    given: list[Given]
    agreed: Decimal | None
    mean: Decimal | None
    still_to_come: list[str]

    @property
    def spread(self) -> Decimal | None:
        """How far apart the assessors' totals are; None for one alone."""
        totals = [each.total for each in self.given if each.total is not None]
        return max(totals) - min(totals) if len(totals) > 1 else None


@dataclass(frozen=True)
class Heading:
    """A column that sorts: the order that pressing it gives, and how the table is sorted by it now."""

    order: str
    sorted: str


@dataclass(frozen=True)
class AssessmentTable:
    page: Page[Any]
    rows: list[TableRow]
    calls: list[Call]
    call: Call | None
    order: str
    headings: dict[str, Heading]


def assessment_table(user: Any, *, call_slug: str, order: str, page: str) -> AssessmentTable:
    """The cases that `user` may see as staff and that are or were assessed; ten queries at most, whatever the size.

    What in the arguments can't be read chooses nothing. One who is still to assess a case sees nothing of what others
    gave in it.
    """
    calls = list(Call.objects.published().only("pk", "slug", "title", "title_en").order_by("-opens_at"))
    call = next((each for each in calls if each.slug == call_slug), None)
    order = order if order in ORDERS or order in SCORE_ORDERS else "oldest"
    cases = Case.objects.named_to_staff(user).filter(stage__in=ASSESSED, withdrawn_at__isnull=True)
    if call:
        cases = cases.filter(call=call)
    named = cases.select_related("region").only("title", "registry_number", "region__name")
    if order in ORDERS:
        shown = Paginator(named.order_by(*ORDERS[order]), ROWS_ON_PAGE).get_page(page)
        rows = _rows(user, list(shown))
    else:
        shown = Paginator(_by_score(cases, user, order), ROWS_ON_PAGE).get_page(page)
        by_key = named.in_bulk(list(shown))
        rows = _rows(user, [by_key[pk] for pk in shown])
    return AssessmentTable(shown, rows, calls, call, order, dict(_headings(order)))


def _headings(order: str) -> Iterator[tuple[str, Heading]]:
    for name, (first, again, way) in _HEADINGS.items():
        now = way if order == first else _OTHER_WAY[way] if order == again else ""
        yield name, Heading(again if order == first else first, now)


def _by_score(cases: QuerySet[Case], user: Any, order: str) -> Any:
    """The keys of the cases by score. Only what `user` may read of scores weighs in it, so that it tells no more.

    Scores are summed for all cases at once: asking for each by itself takes many times as long.
    """
    kind, is_falling = SCORE_ORDERS[order]
    scores = {pk: score for pk, score in _FOUND[kind](user) if score is not None}
    keys = list(cases.order_by("arrived_at", "pk").values_list("pk", flat=True))
    scored = sorted((pk for pk in keys if pk in scores), key=scores.__getitem__, reverse=is_falling)
    return [*scored, *(pk for pk in keys if pk not in scores)]


def _means(user: Any) -> QuerySet[Any]:
    """All assessments of a case have the same criteria, so that the mean of their totals is that of all points."""
    scores = Score.objects.filter(assessment__in=Assessment.objects.visible_to(user).counted()).order_by()
    return scores.values("assessment__case").values_list("assessment__case", _share())


def _agreements(user: Any) -> QuerySet[Any]:
    scores = ConsensusScore.objects.filter(consensus__in=Consensus.objects.visible_to(user).standing()).order_by()
    return scores.values("consensus__case").values_list("consensus__case", _share())


def _spreads(user: Any) -> Iterator[tuple[int, int]]:
    """How far apart the assessors of each case are, in tenths of a point: as rows show it, of rounded totals."""
    scores = Score.objects.filter(assessment__in=Assessment.objects.visible_to(user).counted()).order_by()
    totals = scores.values("assessment__case", "assessment").annotate(lacking=Count("pk", filter=Q(points=None)))
    given: dict[int, list[int]] = defaultdict(list)
    for case_id, tenths in totals.filter(lacking=0).values_list("assessment__case", _tenths()):
        given[case_id].append(tenths)
    return ((case_id, max(each) - min(each)) for case_id, each in given.items() if len(each) > 1)


def _tenths() -> Any:
    """An assessment's total in tenths, halves up, in whole numbers throughout: `scoring.weighted_total` in SQL."""
    parts = Sum(F("points") * F("criterion__weight") * (_PARTS / F("criterion__max_score")))
    whole = Sum(F("criterion__weight")) * _PARTS
    return (parts * 20 * HIGHEST + whole) / (whole * 2)


def _share() -> Any:
    """Points as shares of the highest, by weight: what `scoring.weighted_total` rounds. One number for several rows."""
    shares = F("points") * Cast(F("criterion__weight"), FloatField()) / F("criterion__max_score")
    return Sum(shares, output_field=FloatField()) * 1.0 / Sum(F("criterion__weight"), output_field=FloatField())


_FOUND: dict[str, Callable[[Any], Iterable[tuple[int, Any]]]] = {
    "mean": _means,
    "agreed": _agreements,
    "spread": _spreads,
}


def _rows(user: Any, cases: list[Case]) -> list[TableRow]:
    pks = [case.pk for case in cases]
    given, agreed, asked = _given(user, pks), _agreed(user, pks), _still_to_come(pks)
    return [
        TableRow(
            case,
            [Given(name, weighted_total(scores)) for name, scores in given.get(case.pk, [])],
            weighted_total(agreed[case.pk]) if case.pk in agreed else None,
            mean_total([scores for _name, scores in given.get(case.pk, [])]),
            asked.get(case.pk, []),
        )
        for case in cases
    ]


def _given(user: Any, case_ids: list[int]) -> dict[int, list[tuple[str, list[Scored]]]]:
    """Who has given what in each case, in the order that they began. One query."""
    names: dict[int, dict[int, str]] = defaultdict(dict)
    scores: dict[int, list[Scored]] = defaultdict(list)
    for case_id, assessment_id, name, *score in _scores(user, case_ids, alike=alike(user)):
        names[case_id][assessment_id] = name
        scores[assessment_id].append(Scored(*score))
    return {case_id: [(name, scores[pk]) for pk, name in people.items()] for case_id, people in names.items()}


@Prepared
def _scores(user: Any, case_ids: list[int]) -> QuerySet[Any]:
    seen: QuerySet[Any] = Assessment.objects.visible_to(user).counted().filter(case__in=among(case_ids))
    rows = Score.objects.filter(assessment__in=seen).order_by("assessment", "criterion__position")
    who = ("assessment__case", "assessment", "assessment__assessor__name")
    return rows.values_list(*who, *_SCORE)


def _agreed(user: Any, case_ids: list[int]) -> dict[int, list[Scored]]:
    """What was agreed on in each case. One query."""
    found: dict[int, list[Scored]] = defaultdict(list)
    for case_id, *score in _agreed_scores(user, case_ids, alike=alike(user)):
        found[case_id].append(Scored(*score))
    return found


@Prepared
def _agreed_scores(user: Any, case_ids: list[int]) -> QuerySet[Any]:
    seen = Consensus.objects.visible_to(user).standing().filter(case__in=among(case_ids))
    return ConsensusScore.objects.filter(consensus__in=seen).values_list("consensus__case", *_SCORE)


def _still_to_come(case_ids: list[int]) -> dict[int, list[str]]:
    """Who was asked to assess each case under assessment and has not handed in. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    for case_id, name in _asked_in(case_ids):
        found[case_id].append(name)
    return found


@Prepared
def _asked_in(case_ids: list[int]) -> QuerySet[Any]:
    who = {"case": OuterRef("case"), "assessor": OuterRef("person")}
    done = Assessment.objects.filter(**who, handed_in_at__isnull=False)
    barred = ConflictDeclaration.objects.filter(case=OuterRef("case"), person=OuterRef("person"), has_conflict=True)
    asked = Assessor.objects.filter(
        ~Exists(done), ~Exists(barred), case__in=among(case_ids), case__stage=Stage.ASSESSING
    )
    return asked.order_by("pk").values_list("case", "person__name")
