"""Asking the region to complete what the check found lacking."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import applications.submissions.actions
from applications.cases.models import Case
from applications.reviews import checklist
from applications.reviews.models import AskedPoints
from applications.reviews.queries import check_of
from applications.submissions.models import SupplementRequest


@transaction.atomic
def ask_about_points(
    *,
    case_id: int,
    points: Collection[str],
    text: str,
    sections: Collection[str],
    due_on: date,
    by: Any,
    at: datetime,
) -> SupplementRequest:
    """The officer asks for a supplement about points that the last check found unmet, by their keys.

    It is a request as any other (`submissions.actions.ask_supplement`, which checks who may and when, and locks the
    case); which points it is about is kept beside. Raises as that does, and ValidationError when nothing is unmet.
    """
    asked = applications.submissions.actions.ask_supplement(
        case_id=case_id, text=text, sections=sections, due_on=due_on, by=by, at=at
    )
    check = check_of(Case.objects.get(pk=case_id))
    keys = checklist.chosen(checklist.mendable(check), points) if check else []
    if check is None or not keys:
        raise ValidationError(
            {"points": _("Välj minst en punkt som inte stämmer, eller begär kompletteringen under Komplettering.")},
            code="no_points",
        )
    AskedPoints.objects.get_or_create(request=asked, defaults={"check_done": check, "keys": keys})
    return asked
