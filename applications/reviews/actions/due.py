"""By when assessors are to hand in."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

import applications.cases.actions
import portal.audit.actions
import portal.notices.actions
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.cases.working_days import MOST_DAYS
from applications.reviews import queries, rules
from applications.reviews.models import AssessmentDay
from applications.reviews.notices import ASSESSMENT_DUE
from portal.accounts.access import require


@transaction.atomic
def set_assessment_day(*, case_id: int, due_on: date, by: Any, at: datetime) -> AssessmentDay:
    """The officer says by which day assessments are to be handed in; those who have not handed in are told.

    The same day again tells nobody anew. Raises PermissionDenied, and ValidationError for a day that has passed, or
    that is so far away that it is a slip: nobody would ever be reminded.
    """
    case = Case.objects.locked().get(pk=case_id)
    require(rules.may_agree(by, case), _("Bara ärendets handläggare kan sätta en sista dag för bedömningen."))
    applications.cases.actions.expect_not_withdrawn(case)
    applications.cases.actions.expect_stage(case, Stage.ASSESSING)
    if due_on < localdate(at):
        raise ValidationError({"due_on": _("Dagen har redan varit. Välj i dag eller en senare dag.")}, code="passed")
    if due_on > localdate(at) + timedelta(days=MOST_DAYS):
        raise ValidationError({"due_on": _("Välj en dag inom ett år.")}, code="too_late")
    before = AssessmentDay.objects.filter(case=case).values_list("due_on", flat=True).first()
    day, _created = AssessmentDay.objects.update_or_create(case=case, defaults={"due_on": due_on})
    if before == due_on:
        return day
    portal.audit.actions.record(case, "assessment_day_set", by=by, at=at, due_on=due_on, before=before)
    portal.notices.actions.notify(
        people=queries.still_to_hand_in(case),
        kind=ASSESSMENT_DUE,
        template="reviews/mail_assessment_due.txt",
        context={"case": case, "due_on": due_on, "asked_by": by, "portal_url": settings.PORTAL_URL},
        key=f"assessment_due:{case.pk}:{case.audit_sequence}",
        link=reverse("reviews:assess", args=[case.pk]),
        at=at,
    )
    return day
