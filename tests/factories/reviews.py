"""Assessments, made as rows."""

from datetime import UTC, datetime
from typing import Any

from applications.cases.models import Case
from applications.reviews.models import Assessment, CompletenessCheck, Score
from portal.accounts.models import User

HANDED_IN = datetime(2022, 10, 3, 9, 0, tzinfo=UTC)


def completeness_check(case: Case, by: User, *, is_complete: bool = True, **fields: Any) -> CompletenessCheck:
    """A check of the newest version in which all points are met, or none. `unmet={key: note}`: all but those."""
    unmet = fields.pop("unmet", None)
    if unmet is None:
        unmet = {} if is_complete else {item.key: "Fel sökande." for item in case.call.checklist.all()}
    items = [
        {
            "key": item.key,
            "text": item.text,
            "answer": "not_met" if item.key in unmet else "met",
            "note": unmet.get(item.key, ""),
            "fact": item.fact,
        }
        for item in case.call.checklist.all()
    ]
    return CompletenessCheck.objects.create(
        case=case,
        number=case.completeness_checks.count() + 1,
        submission=case.submissions.order_by("-number").first(),
        items=items,
        done_by=by,
        **{"is_complete": not unmet, "comment": "Fel sökande." if unmet else "", "done_at": HANDED_IN, **fields},
    )


def assessment(case: Case, by: User, *, points: int = 4, **fields: Any) -> Assessment:
    """An assessment with the same points for each criterion; handed in unless `handed_in_at=None`."""
    made = Assessment.objects.create(
        **{"case": case, "assessor": by, "saved_at": HANDED_IN, "handed_in_at": HANDED_IN, **fields}
    )
    for criterion in case.call.criteria.all():
        Score.objects.create(assessment=made, criterion=criterion, points=points, comment="Väl beskrivet.")
    return made
