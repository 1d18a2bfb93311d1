"""Making and changing plans for a call's money. Nothing is decided by them, so they need no case's lock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import portal.audit.actions
from applications.calls.models import Call
from applications.decisions import rules
from applications.decisions.contenders import ByYear, Standing, standing
from applications.decisions.models import Scenario, ScenarioAmount, ScenarioLock
from applications.decisions.ranking import Contender, as_far_as_it_goes
from applications.decisions.scenarios import locks_of, plan_of
from portal.accounts.access import require
from portal.ui.numbers import kronor


@transaction.atomic
def make_scenario(
    *, call_id: int, name: str, reasons: str = "", follows_ranking: bool = False, by: Any, at: datetime
) -> Scenario:
    """A new plan for a call: empty, or as far as the money goes down the ranking that `by` sees.

    Raises Call.DoesNotExist, PermissionDenied, and ValidationError without a name.
    """
    _require_planner(by)
    call = Call.objects.visible_to(by).get(pk=call_id)
    scenario = Scenario.objects.create(
        call=call, name=_named(name), reasons=reasons.strip(), made_by=by, made_at=at, changed_by=by, changed_at=at
    )
    if follows_ranking:
        _write_amounts(scenario, as_far_as_it_goes(standing(call, by).ranking()))
    portal.audit.actions.record(scenario, "scenario_made", by=by, at=at, name=scenario.name)
    return scenario


@transaction.atomic
def copy_scenario(*, scenario_id: int, by: Any, at: datetime) -> Scenario:
    """A scenario like another, with amounts, locks and rules, neither chosen nor archived. Raises PermissionDenied."""
    _require_planner(by)
    original = Scenario.objects.visible_to(by).select_related("call").get(pk=scenario_id)
    copy = Scenario.objects.create(
        call=original.call,
        name=_("Kopia av %(name)s") % {"name": original.name[:60]},
        reasons=original.reasons,
        copied_from=original,
        min_score=original.min_score,
        region_share=original.region_share,
        lowest_share=original.lowest_share,
        made_by=by,
        made_at=at,
        changed_by=by,
        changed_at=at,
    )
    _write_amounts(copy, plan_of(original))
    ScenarioLock.objects.bulk_create(
        [ScenarioLock(scenario=copy, case_id=case_id, kind=kind) for case_id, kind in locks_of(original).items()]
    )
    portal.audit.actions.record(copy, "scenario_copied", by=by, at=at, original=original, name=original.name)
    return copy


@transaction.atomic
def describe_scenario(*, scenario_id: int, name: str, reasons: str, by: Any, at: datetime) -> Scenario:
    """Say anew what a scenario is called and why it is as it is. Raises PermissionDenied and ValidationError."""
    scenario = locked_scenario(scenario_id, by)
    scenario.name, scenario.reasons = _named(name), reasons.strip()
    scenario.save(update_fields=["name", "reasons"])
    portal.audit.actions.record(scenario, "scenario_described", by=by, at=at, name=scenario.name)
    return scenario


@transaction.atomic
def set_amounts(
    *, scenario_id: int, amounts: ByYear, locks: Mapping[int, str], revision: int, by: Any, at: datetime
) -> Scenario:
    """Set what some cases get, and whether the solver must take them, by hand. Other cases are left as they are.

    `revision` is what the form was read from. Raises PermissionDenied; ValidationError with code "changed" when the
    scenario has gone on since, and under `amount_<case>_<year>` for each amount that can't be.
    """
    scenario = locked_scenario(scenario_id, by)
    if scenario.revision != revision:
        raise ValidationError(
            _(
                "%(name)s har ändrat scenariot sedan du öppnade sidan. Det du skrev står kvar här, men är inte sparat. "
                "Spara igen om det ska gälla i stället."
            ),
            code="changed",
            params={"name": scenario.changed_by},
        )
    stands = standing(scenario.call, by)
    by_case = {each.case_id: each for each in stands.shown if each.is_open}
    if gone := [case_id for case_id in {*amounts, *locks} if case_id not in by_case]:
        raise ValidationError(_gone(stands, gone), code="not_open")
    if faults := _faults(amounts, by_case):
        raise ValidationError(faults)
    scenario.amounts.filter(case__in=amounts).delete()
    _write_amounts(scenario, amounts)
    scenario.locks.filter(case__in=locks).delete()
    ScenarioLock.objects.bulk_create(
        [ScenarioLock(scenario=scenario, case_id=case_id, kind=kind) for case_id, kind in locks.items() if kind]
    )
    changed(scenario, by=by, at=at)
    portal.audit.actions.record(scenario, "scenario_changed", by=by, at=at, amounts=amounts, locks=locks)
    return scenario


def _gone(stands: Standing, case_ids: list[int]) -> str:
    numbers = [stands.by_case[case_id].number for case_id in case_ids if case_id in stands.seen]
    return _(
        "Ärenden som inte längre kan få pengar i ett scenario: %(numbers)s. De är beslutade, återkallade eller utan "
        "poäng. Ladda om sidan."
    ) % {"numbers": ", ".join(numbers) or "–"}


def _faults(amounts: ByYear, by_case: Mapping[int, Contender]) -> dict[str, str]:
    """Why amounts can't be: never less than nothing, and never more than applied for."""
    faults = {}
    for case_id, years in amounts.items():
        for year, amount in years.items():
            applied = by_case[case_id].applied.get(year, 0)
            if not 0 <= amount <= applied:
                faults[f"amount_{case_id}_{year}"] = _(
                    "%(number)s, %(year)s: %(applied)s är sökt. Skriv högst det."
                ) % {"number": by_case[case_id].number, "year": year, "applied": kronor(applied)}
    return faults


@transaction.atomic
def archive_scenario(*, scenario_id: int, by: Any, at: datetime) -> Scenario:
    """Put a scenario away. Nothing of it is lost. Raises PermissionDenied, and ValidationError for the chosen one."""
    scenario = locked_scenario(scenario_id, by, also_archived=True)
    if scenario.is_chosen:
        raise ValidationError(
            _("Scenariot är det som förslagen följer. Välj ett annat, eller inget, innan du arkiverar det."),
            code="chosen",
        )
    if not scenario.is_archived:
        scenario.archived_at = at
        scenario.save(update_fields=["archived_at"])
        portal.audit.actions.record(scenario, "scenario_archived", by=by, at=at)
    return scenario


@transaction.atomic
def restore_scenario(*, scenario_id: int, by: Any, at: datetime) -> Scenario:
    """Take a scenario back from the archive. Raises PermissionDenied."""
    scenario = locked_scenario(scenario_id, by, also_archived=True)
    if scenario.is_archived:
        scenario.archived_at = None
        scenario.save(update_fields=["archived_at"])
        portal.audit.actions.record(scenario, "scenario_restored", by=by, at=at)
    return scenario


@transaction.atomic
def choose_scenario(*, scenario_id: int, by: Any, at: datetime) -> Scenario:
    """From now on proposals in the call begin with what this scenario says, and no longer with another's.

    Raises PermissionDenied, also for one who must not see every case that the choice is about.
    """
    scenario = locked_scenario(scenario_id, by)
    _require_chooser(by, scenario)
    if scenario.is_chosen:
        return scenario
    for other in Scenario.objects.locked().filter(call=scenario.call_id, chosen_at__isnull=False):
        _let_go(other, by=by, at=at)
    scenario.chosen_at, scenario.chosen_by = at, by
    scenario.save(update_fields=["chosen_at", "chosen_by"])
    portal.audit.actions.record(scenario, "scenario_chosen", by=by, at=at, revision=scenario.revision)
    return scenario


@transaction.atomic
def let_go_of_scenario(*, scenario_id: int, by: Any, at: datetime) -> Scenario:
    """Proposals no longer follow the scenario. Raises PermissionDenied."""
    scenario = locked_scenario(scenario_id, by)
    _require_chooser(by, scenario)
    if scenario.is_chosen:
        _let_go(scenario, by=by, at=at)
    return scenario


def _let_go(scenario: Scenario, *, by: Any, at: datetime) -> None:
    scenario.chosen_at = scenario.chosen_by = None
    scenario.save(update_fields=["chosen_at", "chosen_by"])
    portal.audit.actions.record(scenario, "scenario_let_go", by=by, at=at)


# --- What every change begins and ends with ---------------------------------------------------------------


def locked_scenario(scenario_id: int, by: Any, *, also_archived: bool = False) -> Scenario:
    """The locked scenario, for one who may change it. Raises PermissionDenied; ValidationError for an archived one."""
    _require_planner(by)
    scenario = Scenario.objects.visible_to(by).locked().select_related("call", "changed_by").get(pk=scenario_id)
    if scenario.is_archived and not also_archived:
        raise ValidationError(_("Scenariot är arkiverat. Ta tillbaka det innan du ändrar det."), code="archived")
    return scenario


def changed(scenario: Scenario, *, by: Any, at: datetime) -> None:
    """Note on a locked scenario that its amounts, locks or rules are other than they were."""
    scenario.revision += 1
    scenario.changed_by, scenario.changed_at = by, at
    scenario.save(update_fields=["revision", "changed_by", "changed_at"])


def replace_amounts(scenario: Scenario, plan: Mapping[int, Mapping[int, int]]) -> None:
    scenario.amounts.all().delete()
    _write_amounts(scenario, plan)


def _write_amounts(scenario: Scenario, plan: Mapping[int, Mapping[int, int]]) -> None:
    ScenarioAmount.objects.bulk_create(
        [
            ScenarioAmount(scenario=scenario, case_id=case_id, year=year, amount=amount)
            for case_id, years in sorted(plan.items())
            for year, amount in sorted(years.items())
            if amount
        ]
    )


def _named(name: str) -> str:
    if not name.strip():
        raise ValidationError({"name": _("Skriv vad scenariot ska heta.")}, code="required")
    return name.strip()


def _require_planner(by: Any) -> None:
    require(rules.may_plan(by), _("Bara handläggare och beslutsfattare kan göra och ändra scenarier."))


def _require_chooser(by: Any, scenario: Scenario) -> None:
    require(
        rules.may_choose_plan(by, scenario.call),
        _(
            "Du har jäv i något av ärendena i utlysningen, så du kan inte välja vilket scenario förslagen ska följa. "
            "Be en kollega som inte har jäv."
        ),
    )
