"""Who handles and who assesses a case."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

import portal.audit.actions
import portal.notices.actions
from applications.cases import events, rules
from applications.cases.actions.stages import move
from applications.cases.models import Assessor, Case
from applications.cases.notices import ASSESSMENT_ASKED
from applications.cases.states import Stage
from portal.accounts.access import require


@transaction.atomic
def take_case(*, case_id: int, by: Any, at: datetime) -> Case:
    """A case officer becomes responsible for a case that nobody at work has, whatever its stage.

    A new case is then under review; one that its officer left goes on where it stood.
    Raises PermissionDenied, and ValidationError when somebody took it first.
    """
    case = Case.objects.locked().get(pk=case_id)
    require(rules.may_take(by, case), _("Bara handläggare som inte har jäv kan ta ett ärende."))
    if case.officer_id == by.pk:
        return case
    if rules.has_an_officer(by, case):
        raise ValidationError(_("%(name)s har redan tagit ärendet."), code="taken", params={"name": case.officer})
    case.officer = by
    case.save(update_fields=["officer"])
    if case.stage == Stage.SUBMITTED:
        move(case=case, to=Stage.CHECKING)
    portal.audit.actions.record(case, "case_taken", by=by, at=at)
    events.case_taken.send(sender=Case, case=case, at=at)
    return case


@transaction.atomic
def hand_over_case(*, case_id: int, to: Any, by: Any, at: datetime) -> Case:
    """The officer gives the case to another case officer, or with `to=None` back to the work list.

    Raises PermissionDenied, and ValidationError when the other may not take it.
    """
    case = Case.objects.locked().get(pk=case_id)
    require(rules.may_hand_over(by, case), _("Bara ärendets handläggare kan lämna över det."))
    if to is not None and not rules.may_take(to, case):
        raise ValidationError(
            {"to": _("%(name)s kan inte ta ärendet. Välj en handläggare som inte har jäv.") % {"name": to}}
        )
    case.officer = to
    case.save(update_fields=["officer"])
    if to is None:
        portal.audit.actions.record(case, "officer_left", by=by, at=at)
    else:
        portal.audit.actions.record(case, "case_handed_over", by=by, at=at, to=to)
    return case


@transaction.atomic
def ask_assessor(*, case_id: int, person: Any, by: Any, at: datetime) -> Assessor:
    """The case officer asks somebody to assess the case, who is told by mail. Asking twice is asking once.

    Raises PermissionDenied, and ValidationError when the person may not assess it.
    """
    case = Case.objects.locked().get(pk=case_id)
    require(
        rules.may_handle(by, case),
        _("Bara ärendets handläggare, som har förklarat att det inte finns något jäv, kan be någon bedöma det."),
    )
    if person == by or not rules.may_be_asked_to_assess(person, case):
        raise ValidationError(
            {"person": _("%(name)s kan inte bedöma ärendet. Välj någon annan.") % {"name": person}}, code="person"
        )
    assessor, created = Assessor.objects.get_or_create(case=case, person=person, defaults={"asked_at": at})
    if created:
        portal.audit.actions.record(case, "assessor_asked", by=by, at=at, person=person)
        portal.notices.actions.notify(
            people=[person],
            kind=ASSESSMENT_ASKED,
            template="cases/assessment_asked.txt",
            context={"case": case, "asked_by": by, "portal_url": settings.PORTAL_URL},
            key=f"assessment_asked:{assessor.pk}",
            link=reverse("reviews:assess", args=[case.pk]),
            at=at,
        )
    return assessor
