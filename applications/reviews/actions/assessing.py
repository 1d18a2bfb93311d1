"""Assessing: what each assessor gives, kept and handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import applications.cases.actions
import portal.audit.actions
from applications.calls.models import Criterion
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.reviews import rules
from applications.reviews.models import Assessment, Score
from portal.accounts.access import require


@dataclass(frozen=True)
class Given:
    """What an assessor has given for one criterion."""

    points: int | None = None
    comment: str = ""


@transaction.atomic
def save_assessment(*, case_id: int, scores: Mapping[str, Given], summary: str, by: Any, at: datetime) -> Assessment:
    """Keep an assessment that is not finished: scores by criterion key, any of them, replace those kept before.

    Raises PermissionDenied, and ValidationError when points are outside the scale or the assessment is handed in.
    """
    case, assessment = _own_assessment(case_id, by, at)
    if assessment.handed_in_at:
        raise ValidationError(
            _("Du har redan lämnat din bedömning. Ändra den och lämna den igen i stället."), code="handed_in"
        )
    _keep(case, assessment, scores, summary, at)
    return assessment


@transaction.atomic
def hand_in_assessment(*, case_id: int, scores: Mapping[str, Given], summary: str, by: Any, at: datetime) -> Assessment:
    """Hand in an assessment: points and a comment for each criterion. Handed in again, it replaces the one before.

    Each time is logged with its points. Raises PermissionDenied, and ValidationError with what is missing under
    `points_<key>` and `comment_<key>` for each criterion.
    """
    case, assessment = _own_assessment(case_id, by, at)
    _keep(case, assessment, scores, summary, at)
    check_given({criterion.key: criterion for criterion in case.call.criteria.all()}, _given_in(assessment))
    assessment.handed_in_at = at
    assessment.save(update_fields=["handed_in_at"])
    portal.audit.actions.record(
        case,
        "assessment_handed_in",
        by=by,
        at=at,
        total=str(assessment.total),
        scores={
            score.criterion.key: {"points": score.points, "comment": score.comment} for score in assessment.scores.all()
        },
        summary=assessment.summary,
    )
    return assessment


def _own_assessment(case_id: int, by: Any, at: datetime) -> tuple[Case, Assessment]:
    """The locked case, and the person's assessment of it, begun if there was none."""
    case = Case.objects.locked().get(pk=case_id)
    require(
        rules.may_assess(by, case),
        _("Bara handläggaren och tillfrågade bedömare, som har förklarat att de inte har jäv, kan bedöma ansökan."),
    )
    applications.cases.actions.expect_not_withdrawn(case)
    applications.cases.actions.expect_stage(case, Stage.ASSESSING)
    assessment, _created = Assessment.objects.get_or_create(case=case, assessor=by, defaults={"saved_at": at})
    return case, assessment


def _given_in(assessment: Assessment) -> dict[str, Given]:
    return {score.criterion.key: Given(score.points, score.comment) for score in assessment.scores.all()}


def _keep(case: Case, assessment: Assessment, scores: Mapping[str, Given], summary: str, at: datetime) -> None:
    criteria = {criterion.key: criterion for criterion in case.call.criteria.all()}
    check_scale(criteria, scores)
    Score.objects.bulk_create(
        [
            Score(assessment=assessment, criterion=criteria[key], points=given.points, comment=given.comment.strip())
            for key, given in scores.items()
        ],
        update_conflicts=True,
        unique_fields=["assessment", "criterion"],
        update_fields=["points", "comment"],
    )
    assessment.summary, assessment.saved_at = summary.strip(), at
    assessment.save(update_fields=["summary", "saved_at"])


def check_scale(criteria: Mapping[str, Criterion], scores: Mapping[str, Given]) -> None:
    """Points are on their criterion's scale, and the criteria are the call's. Raises ValidationError."""
    if unknown := scores.keys() - criteria.keys():
        raise ValidationError(
            _("Kriterierna har ändrats. Ladda om sidan. Saknas: %(keys)s"),
            code="unknown_criterion",
            params={"keys": ", ".join(sorted(unknown))},
        )
    faults = {
        f"points_{key}": _("Välj 1 till %(highest)s poäng för ”%(criterion)s”.")
        % {"highest": criteria[key].max_score, "criterion": criteria[key].shown_title}
        for key, given in scores.items()
        if given.points is not None and not 1 <= given.points <= criteria[key].max_score
    }
    if faults:
        raise ValidationError(faults)


def check_given(criteria: Mapping[str, Criterion], scores: Mapping[str, Given]) -> None:
    """Every criterion has points and a comment. Raises ValidationError with each that has not."""
    faults: dict[str, str] = {}
    for key, criterion in criteria.items():
        given = scores.get(key, Given())
        if given.points is None:
            faults[f"points_{key}"] = _("Välj poäng för ”%(criterion)s”.") % {"criterion": criterion.shown_title}
        if not given.comment.strip():
            faults[f"comment_{key}"] = _("Skriv varför ”%(criterion)s” får de poängen.") % {
                "criterion": criterion.shown_title
            }
    if faults:
        raise ValidationError(faults)
