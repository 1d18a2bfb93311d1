"""Turning the chosen scenario into proposals: all of an officer's own cases that are ready, or none."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

import portal.audit.actions
from applications.calls.models import Outcome
from applications.cases.models import Case
from applications.decisions import queries
from applications.decisions.actions.proposing import propose_decision
from applications.decisions.actions.scenarios import locked_scenario
from applications.decisions.contenders import standing
from applications.decisions.models import Proposal
from applications.decisions.ranking import Contender, planned_outcome
from applications.decisions.scenarios import plan_of
from applications.reviews.standing import standing_scores


@transaction.atomic
def propose_scenario(
    *, scenario_id: int, case_ids: Collection[int], revision: int, reasons: Mapping[str, str], by: Any, at: datetime
) -> list[Proposal]:
    """Propose what the chosen scenario says in each of `case_ids`, under the rules of `propose_decision`: all or none.

    `reasons` are what the officer wrote, by "granted" and "rejected"; the case's score is added to them. `revision` is
    the scenario as the officer saw it. Raises PermissionDenied, and ValidationError that names each case that can't be
    proposed, and why.
    """
    scenario = locked_scenario(scenario_id, by)
    if not scenario.is_chosen:
        raise ValidationError(_("Scenariot är inte längre det som förslagen följer."), code="not_chosen")
    if scenario.revision != revision:
        raise ValidationError(
            _("Scenariot har ändrats sedan du öppnade sidan. Inget är föreslaget. Läs beloppen igen."), code="changed"
        )
    stands, plan = standing(scenario.call, by), plan_of(scenario)
    usual = queries.usual_conditions(scenario.call)
    proposals, faults = [], []
    # In the order that every action locks several cases in.
    for case_id in sorted(set(case_ids)):
        contender = stands.by_case.get(case_id) if case_id in stands.seen else None
        if contender is None:
            raise Case.DoesNotExist
        amounts = {year: plan.get(case_id, {}).get(year, 0) for year in contender.applied}
        outcome = planned_outcome(contender.applied, amounts)
        try:
            with transaction.atomic():
                proposals.append(
                    propose_decision(
                        case_id=case_id,
                        outcome=outcome,
                        amounts=amounts if outcome.grants else {},
                        reasons=_reasons(reasons, outcome, contender),
                        conditions=usual.get(outcome, ""),
                        by=by,
                        at=at,
                    )
                )
        except (ValidationError, PermissionDenied) as error:
            faults.append(_fault(contender, error))
    if faults:
        raise ValidationError([ValidationError(text, code="case") for text in faults])
    portal.audit.actions.record(scenario, "scenario_proposed", by=by, at=at, number=len(proposals))
    return proposals


def _fault(contender: Contender, error: ValidationError | PermissionDenied) -> str:
    texts = error.messages if isinstance(error, ValidationError) else [str(error)]
    return f"{contender.number} {contender.region_name}: {' '.join(texts)}"


def _reasons(reasons: Mapping[str, str], outcome: Outcome, contender: Contender) -> str:
    """What the officer wrote for such outcomes, and the scores that the case stands on: decisions are in Swedish."""
    written = reasons.get("granted" if outcome.grants else "rejected", "").strip()
    if not written or contender.score is None:
        return written
    with translation.override("sv"):
        criteria = ", ".join(
            _("%(criterion)s %(points)s av %(highest)s")
            % {
                "criterion": score.criterion.title,
                "points": number_format(score.points.normalize()),
                "highest": score.criterion.max_score,
            }
            for score in standing_scores(Case(pk=contender.case_id))
        )
        total = _("Ansökan har i den samlade bedömningen fått %(score)s av 5 poäng (%(criteria)s).") % {
            "score": number_format(contender.score, decimal_pos=1),
            "criteria": criteria,
        }
    return f"{written}\n\n{total}"
