"""Agreeing on the scores of a case, after each assessor has judged alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import applications.cases.actions
import portal.audit.actions
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.reviews import queries, rules
from applications.reviews.actions.keeping import Given, check_given, check_scale
from applications.reviews.models import Assessment, Consensus, ConsensusScore
from portal.accounts.access import require


@transaction.atomic
def agree_on_scores(
    *,
    case_id: int,
    scores: Mapping[str, Given],
    summary: str,
    not_waited_for: str = "",
    seen_number: int,
    by: Any,
    at: datetime,
) -> Consensus:
    """The officer writes down what those who assessed have agreed on: points with reasons for each criterion.

    Written again it is a new version, logged with what it says; the old ones stay. `seen_number` is the version that
    the officer has seen, 0 for none. Raises PermissionDenied, and ValidationError by field, or when somebody who was
    asked has not handed in and it isn't said why that is not waited for.
    """
    case = Case.objects.locked().get(pk=case_id)
    require(
        rules.may_agree(by, case),
        _("Bara ärendets handläggare, som har förklarat att det inte finns något jäv, kan skriva den här bedömningen."),
    )
    applications.cases.actions.expect_not_withdrawn(case)
    applications.cases.actions.expect_stage(case, Stage.ASSESSING)
    criteria = {criterion.key: criterion for criterion in case.call.criteria.all()}
    check_scale(criteria, scores)
    check_given(criteria, scores)
    if not summary.strip():
        raise ValidationError({"summary": _("Skriv den samlade bedömningen.")})
    _check_waited(case, not_waited_for)
    _check_judged_alone(case, by)
    newest = case.consensuses.order_by("-number").values_list("number", flat=True).first() or 0
    if newest != seen_number:
        raise ValidationError(
            _("Den gemensamma bedömningen har ändrats sedan du öppnade sidan. Läs den, och skriv sedan din ändring."),
            code="changed",
        )
    consensus = Consensus.objects.create(
        case=case,
        number=newest + 1,
        summary=summary.strip(),
        not_waited_for=not_waited_for.strip(),
        agreed_by=by,
        agreed_at=at,
    )
    ConsensusScore.objects.bulk_create(
        [
            ConsensusScore(consensus=consensus, criterion=criteria[key], points=points, comment=given.comment.strip())
            for key, given in scores.items()
            if (points := given.points) is not None
        ]
    )
    portal.audit.actions.record(
        case,
        "scores_agreed" if newest == 0 else "agreed_scores_changed",
        by=by,
        at=at,
        number=consensus.number,
        scores={key: {"points": given.points, "comment": given.comment} for key, given in scores.items()},
        summary=consensus.summary,
        not_waited_for=consensus.not_waited_for,
    )
    return consensus


def _check_judged_alone(case: Case, by: Any) -> None:
    """The officer has judged before reading what others gave. Raises ValidationError."""
    if not queries.has_handed_in(by, case):
        raise ValidationError(_("Lämna din egen bedömning först. Sedan ser du de andras."), code="own_first")


def _check_waited(case: Case, not_waited_for: str) -> None:
    """Everyone who was asked has handed in, or it is said why that is not waited for. Raises ValidationError."""
    if not Assessment.objects.counted().filter(case=case).exists():
        raise ValidationError(_("Ingen har lämnat sin bedömning än, så det finns inget att enas om."), code="none")
    if (waits := queries.still_to_hand_in(case)) and not not_waited_for.strip():
        names = ", ".join(str(person) for person in waits)
        raise ValidationError(
            {
                "not_waited_for": _("%(names)s har inte lämnat sin bedömning. Skriv varför ni inte väntar på den.")
                % {"names": names}
            },
            code="waits",
        )
