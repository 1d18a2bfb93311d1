"""Asking the solver for the best amounts of a scenario: ordered by a page, done by a worker."""

from datetime import datetime, timedelta
from decimal import Decimal
from threading import get_ident
from time import monotonic
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import portal.audit.actions
import portal.outbox.actions
from applications.decisions import scenarios, solver
from applications.decisions.actions.scenarios import changed, locked_scenario, replace_amounts
from applications.decisions.contenders import whole_standing
from applications.decisions.models import Scenario, Solving

log = structlog.get_logger(__name__)

Result = Solving.Result
# How often the page that waits is told something new, in seconds.
_EVERY = 0.5


@transaction.atomic
def order_solving(
    *,
    scenario_id: int,
    min_score: Decimal | None,
    region_share: int | None,
    lowest_share: int,
    by: Any,
    at: datetime,
) -> Solving:
    """Keep the rules with the scenario, and have a worker find the best amounts under them.

    While one is at work under the same rules, ordering again gives that one. Raises PermissionDenied, and
    ValidationError for rules that can't be, or when it is at work under others.
    """
    scenario = locked_scenario(scenario_id, by)
    wanted = (min_score, region_share, lowest_share)
    if at_work := scenario.solvings.filter(done_at__isnull=True).first():
        if not scenarios.solving_state(scenario).has_failed:
            same = wanted == (scenario.min_score, scenario.region_share, scenario.lowest_share)
            if same and at_work.revision == scenario.revision:
                return at_work
            raise ValidationError(
                _("Lösaren räknar redan på scenariot, med andra regler. Vänta tills den är klar och be om ett nytt."),
                code="at_work",
            )
        _finish(at_work, Result.NOTHING_FOUND, at=at)
    scenario.min_score, scenario.region_share, scenario.lowest_share = wanted
    try:
        scenario.clean_fields(exclude={"name", "reasons", "made_by", "changed_by", "copied_from", "call"})
    except ValidationError as error:
        raise ValidationError(error.message_dict) from error
    scenario.save(update_fields=["min_score", "region_share", "lowest_share"])
    changed(scenario, by=by, at=at)
    solving = Solving.objects.create(scenario=scenario, revision=scenario.revision, ordered_by=by, ordered_at=at)
    portal.audit.actions.record(
        scenario,
        "solving_ordered",
        by=by,
        at=at,
        min_score=min_score,
        region_share=region_share,
        lowest_share=lowest_share,
    )
    portal.outbox.actions.queue_job(task="decisions.solve", arguments=[solving.pk], key=solving.job_key, at=at)
    return solving


def solve(*, solving_id: int, at: datetime) -> Solving | None:
    """Find the best amounts that were ordered, and give them to the scenario, unless somebody changed it meanwhile.

    Safe to run any number of times and to kill anywhere: it reads, reckons without any lock, and writes at the end.
    """
    solving = Solving.objects.select_related("scenario__call").filter(pk=solving_id).first()
    if solving is None or solving.done_at:
        return solving
    Solving.objects.filter(pk=solving.pk, done_at__isnull=True).update(started_at=at, gap=None)
    stands = whole_standing(solving.scenario.call)
    candidates = scenarios.candidates_of(stands, scenarios.locks_of(solving.scenario))
    limits = scenarios.limits_of(solving.scenario, stands)
    try:
        found = solver.solve(candidates, limits, on_progress=_Teller(solving))
    except solver.LimitBroken:
        log.exception("solver_broke_a_limit", solving=solving.pk)
        found = solver.Solution({}, is_feasible=True, is_proven=False, gap=100.0, seconds=0.0)
    return _settle(solving, found, at=at + timedelta(seconds=found.seconds))


@transaction.atomic
def _settle(solving: Solving, found: solver.Solution, *, at: datetime) -> Solving:
    scenario: Scenario = Scenario.objects.locked().select_related("call").get(pk=solving.scenario_id)
    solving = Solving.objects.select_for_update().select_related("ordered_by").get(pk=solving.pk)
    if solving.done_at:
        return solving
    solving.seconds = Decimal(str(round(found.seconds, 2)))
    if scenario.revision != solving.revision or scenario.is_archived:
        return _finish(solving, Result.OVERTAKEN, at=at)
    if not found.is_feasible:
        return _finish(solving, Result.IMPOSSIBLE, at=at)
    if not found.amounts and not found.is_proven:
        return _finish(solving, Result.NOTHING_FOUND, at=at)
    replace_amounts(scenario, found.amounts)
    changed(scenario, by=solving.ordered_by, at=at)
    solving.gave_revision, solving.gap = scenario.revision, Decimal(str(round(found.gap, 3)))
    _finish(solving, Result.BEST if found.is_proven else Result.NOT_PROVEN, at=at)
    portal.audit.actions.record(
        scenario, "scenario_solved", by=None, at=at, result=solving.result, amounts=found.amounts
    )
    return solving


def _finish(solving: Solving, result: str, *, at: datetime) -> Solving:
    solving.result, solving.done_at = result, at
    solving.save(update_fields=["result", "done_at", "gap", "seconds", "gave_revision"])
    return solving


class _Teller:
    """Notes on the order how far the solver has come, for the page that waits. Not oftener than it is looked at."""

    def __init__(self, solving: Solving) -> None:
        self.solving, self.told_at, self.thread = solving, monotonic(), get_ident()

    def __call__(self, gap: float | None) -> None:
        # Another thread has no connection to the database of its own.
        if gap is None or monotonic() - self.told_at < _EVERY or get_ident() != self.thread:
            return
        self.told_at = monotonic()
        Solving.objects.filter(pk=self.solving.pk, done_at__isnull=True).update(gap=Decimal(str(round(gap, 3))))
