"""Taking an application back (återkallelse), until it is decided."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

import applications.cases.actions
import applications.drafting.actions
import portal.audit.actions
import portal.notices.actions
from applications.cases.models import Document
from applications.cases.queries import officer_at_work
from applications.cases.states import CAN_BE_HANDED_IN, Stage
from applications.submissions import events, rules
from applications.submissions.actions.reopening import end_open
from applications.submissions.models import Withdrawal
from applications.submissions.notices import WITHDRAWN
from portal.accounts.access import require
from regions.models import Membership

REASON_LENGTH = 2000


@transaction.atomic
def withdraw_application(*, case_id: int, reason: str, by: Any, arrived_at: datetime, at: datetime) -> Withdrawal:
    """A signatory takes the region's application back. The case is then closed by a decision (avskrivning).

    What was handed in stays, and a withdrawal is not taken back. Done twice it is done once.
    Raises Case.DoesNotExist, PermissionDenied, and ValidationError when it was never handed in or is decided.
    """
    case = applications.drafting.actions.lock_with_draft(case_id, by)
    require(rules.may_withdraw(by, case), _("Bara den som är behörig att lämna in för regionen kan återkalla ansökan."))
    reason = reason.strip()
    if withdrawn := Withdrawal.objects.filter(case=case).first():
        return withdrawn
    if why_not := rules.why_not_withdraw(case):
        raise ValidationError(why_not, code="not_withdrawn")
    # Also when it is decided and the region does not know: to refuse would tell it. The room of decisions refuses what
    # is on its way to the region.
    applications.cases.actions.expect_stage_for_region(case, *CAN_BE_HANDED_IN, Stage.PROPOSED, Stage.DECIDED)
    if len(reason) > REASON_LENGTH:
        text = _("Texten är %(over)s tecken för lång. Den får vara högst %(limit)s tecken.")
        over = {"over": len(reason) - REASON_LENGTH, "limit": REASON_LENGTH}
        raise ValidationError({"reason": text % over}, code="max_length")
    withdrawal = Withdrawal.objects.create(
        case=case, reason=reason, withdrawn_by=by, withdrawn_by_name=by.name, withdrawn_at=arrived_at
    )
    applications.cases.actions.set_withdrawn(case=case, at=arrived_at)
    end_open(case, by=by, at=at)
    case.supplement_requests.filter(answered_at__isnull=True, closed_at__isnull=True).update(closed_at=at, closed_by=by)
    # The register is kept in Swedish, whatever language the person has.
    with translation.override("sv"):
        line = _("Återkallelse av ansökan: %(title)s") % {"title": case.title}
    applications.cases.actions.enter_document(
        case=case, direction=Document.Direction.IN, at=arrived_at, title=line, party=case.region.name
    )
    portal.audit.actions.record(case, "application_withdrawn", by=by, at=at, arrived_at=arrived_at)
    _tell(withdrawal, at=at)
    events.application_withdrawn.send(sender=Withdrawal, withdrawal=withdrawal, at=at)
    return withdrawal


def _tell(withdrawal: Withdrawal, *, at: datetime) -> None:
    """Everyone of the region, who get it confirmed (förvaltningslagen 21 §), and the officer."""
    case = withdrawal.case
    members = Membership.objects.in_regions([case.region_id])
    region = {member.person_id: member.person for member in members}
    for people, link in (
        (list(region.values()), reverse("submissions:application", args=[case.pk])),
        ([person for person in officer_at_work(case) if person.pk not in region], reverse("desk:case", args=[case.pk])),
    ):
        portal.notices.actions.notify(
            people=people,
            kind=WITHDRAWN,
            template="submissions/mail_withdrawn.txt",
            context={"case": case, "withdrawal": withdrawal, "link": link},
            key=f"withdrawn:{withdrawal.pk}",
            at=at,
            link=link,
        )
