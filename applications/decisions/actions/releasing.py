"""Letting regions know of decisions: each at once, or several together so that no region hears before another."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import applications.cases.actions
import portal.audit.actions
from applications.calls.models import Outcome
from applications.cases.models import Case
from applications.decisions import events, rules
from applications.decisions.models import Decision, Release
from portal.accounts.access import require


@transaction.atomic
def release_decisions(*, decision_ids: Collection[int], by: Any, at: datetime) -> list[Decision]:
    """Let the regions know of decisions that were held: all of them, or none. One that is released stays so.

    Raises Decision.DoesNotExist for one that `by` does not see, PermissionDenied, and ValidationError that names each
    case whose decision no longer is to be told: replaced by another, or withdrawn by its region in the meantime.
    """
    cases = {case.pk: case for case in Case.objects.filter(decisions__in=decision_ids).locked().order_by("pk")}
    seen = Decision.objects.named_to(by).filter(pk__in=decision_ids).order_by("case_id")
    decisions = list(seen.select_related("release"))
    if len(decisions) != len(set(decision_ids)):
        raise Decision.DoesNotExist
    faults = []
    for decision in decisions:
        decision.case = cases[decision.case_id]
        if fault := _why_not(decision):
            faults.append(f"{decision.case.registry_number} {decision.case.region.name}: {fault}")
        require(rules.may_release(by, decision), _("Bara en beslutsfattare utan jäv i ärendet kan lämna besked."))
        if not decision.is_released and not fault:
            release(decision.case, decision, by=by, at=at)
    if faults:
        raise ValidationError([ValidationError(text, code="case") for text in faults])
    return decisions


def _why_not(decision: Decision) -> str:
    """Why a decision that is held is not to be told; "" when it can be."""
    if decision.is_released:
        return ""
    if not decision.is_in_force:
        return _("Beslutet är ersatt av ett nytt.")
    if decision.case.withdrawn_at and decision.outcome != Outcome.CLOSE:
        return _("Regionen har återkallat ansökan. Ersätt beslutet med ett om avskrivning.")
    return ""


def expect_nothing_released(*, case: Case) -> None:
    """Stop a region from taking back an application whose decision is released and on its way to it.

    A decision that is held does not stop it, for the region does not know of it. Raises ValidationError.
    """
    if case.decisions.filter(is_in_force=True, release__isnull=False).exists():
        applications.cases.actions.expect_stage_for_region(case)


def release(case: Case, decision: Decision, *, by: Any, at: datetime) -> None:
    """From now on the region of a locked case may know of its decision."""
    Release.objects.create(decision=decision, released_at=at, released_by=by)
    portal.audit.actions.record(case, "decision_released", by=by, at=at, decision=decision)
    events.decision_released.send(sender=Decision, decision=decision, at=at)
