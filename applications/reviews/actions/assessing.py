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
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.reviews import rules
from applications.reviews.actions.keeping import Given, Value, check_given, fields_in, fields_of, keep_fields
from applications.reviews.models import Assessment
from portal.accounts.access import require


@transaction.atomic
def save_assessment(
    *,
    case_id: int,
    scores: Mapping[str, Given],
    summary: str,
    seen_version: int | None = None,
    by: Any,
    at: datetime,
) -> Assessment:
    """Keep an assessment that is not finished: scores by criterion key, any of them, replace those kept before.

    `seen_version` is the one that the form was filled in on; what another window has changed since is not overwritten.
    Raises PermissionDenied, and ValidationError when points are outside the scale or the assessment is handed in:
    ChangedElsewhere, with what stands there now.
    """
    case, assessment = _own_draft(case_id, by, at)
    keep_fields(case, assessment, fields_in(scores, summary), seen_version=seen_version, at=at)
    return assessment


@dataclass(frozen=True)
class SavedFields:
    """What came of saving some fields: the version, and what other windows have changed that this one doesn't show."""

    version: int
    news: dict[str, Value]


@transaction.atomic
def save_fields(
    *, case_id: int, fields: Mapping[str, Value], seen_version: int, shown_version: int, by: Any, at: datetime
) -> SavedFields:
    """Keep some fields of an assessment while it is written. Nothing is logged and nobody is told: it is not handed in.

    Raises as `save_assessment`.
    """
    case, assessment = _own_draft(case_id, by, at)
    keep_fields(case, assessment, fields, seen_version=seen_version, at=at)
    now = fields_of(assessment)
    changed = [name for name, version in assessment.changed_in.items() if version > shown_version]
    return SavedFields(assessment.version, {name: now.get(name) for name in changed if name not in fields})


def _own_draft(case_id: int, by: Any, at: datetime) -> tuple[Case, Assessment]:
    case, assessment = _own_assessment(case_id, by, at)
    if assessment.handed_in_at:
        raise ValidationError(
            _("Du har redan lämnat din bedömning. Ändra den och lämna den igen i stället."), code="handed_in"
        )
    return case, assessment


@transaction.atomic
def hand_in_assessment(
    *,
    case_id: int,
    scores: Mapping[str, Given],
    summary: str,
    seen_version: int | None = None,
    by: Any,
    at: datetime,
) -> Assessment:
    """Hand in an assessment: points and a comment for each criterion. Handed in again, it replaces the one before.

    Each time is logged with its points. Raises PermissionDenied, and ValidationError: ChangedElsewhere, or with what is
    missing under `points_<key>` and `comment_<key>` for each criterion.
    """
    case, assessment = _own_assessment(case_id, by, at)
    keep_fields(case, assessment, fields_in(scores, summary), seen_version=seen_version, at=at)
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
    scores = assessment.scores.select_related("criterion")
    return {score.criterion.key: Given(score.points, score.comment) for score in scores}
