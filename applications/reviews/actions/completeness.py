"""Going through the call's checklist."""

from collections.abc import Collection
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
from applications.reviews.models import CompletenessCheck
from portal.accounts.access import require


@transaction.atomic
def check_completeness(*, case_id: int, met: Collection[str], comment: str, by: Any, at: datetime) -> CompletenessCheck:
    """The officer goes through the call's checklist; `met` holds the keys of the points that are met.

    The points are kept as they read now. With all of them met the case goes on to assessment; otherwise it stays, the
    check can be done anew, or a dismissal be proposed.
    Raises PermissionDenied, and ValidationError when something is missing and the comment doesn't say what.
    """
    case = Case.objects.locked().get(pk=case_id)
    require(
        rules.may_check(by, case),
        _("Bara ärendets handläggare, som har förklarat att det inte finns något jäv, kan granska det."),
    )
    applications.cases.actions.expect_not_withdrawn(case)
    applications.cases.actions.expect_stage(case, Stage.CHECKING)
    items = [{"key": item.key, "text": item.text, "met": item.key in met} for item in case.call.checklist.all()]
    is_complete = all(item["met"] for item in items)
    if not is_complete and not comment.strip():
        raise ValidationError(
            {"comment": _("Skriv vad som saknas. Det behövs om ansökan ska kompletteras eller avvisas.")}
        )
    check, _created = CompletenessCheck.objects.update_or_create(
        case=case,
        defaults={
            "items": items,
            "is_complete": is_complete,
            "comment": comment.strip(),
            "done_by": by,
            "done_at": at,
        },
    )
    event = "found_complete" if is_complete else "found_incomplete"
    portal.audit.actions.record(case, event, by=by, at=at, items=items, comment=check.comment)
    if is_complete:
        applications.cases.actions.move(case=case, to=Stage.ASSESSING)
    return check
