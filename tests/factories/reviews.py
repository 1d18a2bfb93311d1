"""Assessments, made as rows."""

from datetime import UTC, datetime
from typing import Any

from applications.cases.models import Case
from applications.reviews.models import Assessment, CompletenessCheck, Score
from portal.accounts.models import User

HANDED_IN = datetime(2022, 10, 3, 9, 0, tzinfo=UTC)


def completeness_check(case: Case, by: User, *, is_complete: bool = True) -> CompletenessCheck:
    """A check in which all points are met, or none."""
    items = [{"key": item.key, "text": item.text, "met": is_complete} for item in case.call.checklist.all()]
    return CompletenessCheck.objects.create(
        case=case,
        items=items,
        is_complete=is_complete,
        comment="" if is_complete else "Fel sökande.",
        done_by=by,
        done_at=HANDED_IN,
    )


def assessment(case: Case, by: User, *, points: int = 4, **fields: Any) -> Assessment:
    """An assessment with the same points for each criterion; handed in unless `handed_in_at=None`."""
    made = Assessment.objects.create(
        **{"case": case, "assessor": by, "saved_at": HANDED_IN, "handed_in_at": HANDED_IN, **fields}
    )
    for criterion in case.call.criteria.all():
        Score.objects.create(assessment=made, criterion=criterion, points=points, comment="Väl beskrivet.")
    return made
