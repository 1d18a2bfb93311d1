"""Letting regions know of decisions: each at once, or several together so that no region hears before another."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

import portal.audit.actions
from applications.cases.models import Case
from applications.decisions import events, rules
from applications.decisions.models import Decision, Release
from portal.accounts.access import require


@transaction.atomic
def release_decisions(*, decision_ids: Collection[int], by: Any, at: datetime) -> list[Decision]:
    """Let the regions know of decisions that were held: all of them, or none. One that is released stays so.

    Raises Decision.DoesNotExist for one that `by` does not see, and PermissionDenied.
    """
    cases = {case.pk: case for case in Case.objects.filter(decisions__in=decision_ids).locked().order_by("pk")}
    seen = Decision.objects.visible_to(by).filter(pk__in=decision_ids).order_by("case_id")
    decisions = list(seen.select_related("release"))
    if len(decisions) != len(set(decision_ids)):
        raise Decision.DoesNotExist
    for decision in decisions:
        decision.case = cases[decision.case_id]
        require(rules.may_release(by, decision), _("Bara en beslutsfattare utan jäv i ärendet kan lämna besked."))
        if not decision.is_released:
            release(decision.case, decision, by=by, at=at)
    return decisions


def release(case: Case, decision: Decision, *, by: Any, at: datetime) -> None:
    """From now on the region of a locked case may know of its decision."""
    Release.objects.create(decision=decision, released_at=at, released_by=by)
    portal.audit.actions.record(case, "decision_released", by=by, at=at, decision=decision)
    events.decision_released.send(sender=Decision, decision=decision, at=at)
