"""Writing again in what was handed in, before the call closes. The version that stands, stands."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

import applications.cases.actions
import applications.drafting.actions
import portal.audit.actions
import portal.notices.actions
from applications.cases.models import Case
from applications.cases.queries import officer_at_work
from applications.cases.states import CAN_BE_HANDED_IN
from applications.submissions import rules
from applications.submissions.actions.signing_off import end_sign_offs
from applications.submissions.models import Reopening, SignOff
from applications.submissions.notices import REOPENED
from applications.submissions.queries import standing_version
from portal.accounts.access import require
from regions.models import Membership


@transaction.atomic
def reopen(*, case_id: int, by: Any, arrived_at: datetime, at: datetime) -> Reopening:
    """A signatory opens a handed-in application, so that the region can change it and hand it in again.

    Until then, and if nothing comes of it, the version that stands is what counts. Opened twice, it is opened once.
    Raises Case.DoesNotExist, PermissionDenied, and ValidationError when it can't be changed any more.
    """
    case = applications.drafting.actions.lock_with_draft(case_id, by)
    require(
        rules.may_reopen(by, case),
        _("Bara den som är behörig att lämna in för regionen kan öppna ansökan för ändring."),
    )
    if open_already := case.reopenings.filter(ended_at__isnull=True).first():
        return open_already
    if why_not := rules.why_not_reopen(case, arrived_at):
        raise ValidationError(why_not, code="not_reopened")
    applications.cases.actions.expect_stage_for_region(case, *CAN_BE_HANDED_IN)
    standing = standing_version(case)
    if standing is None:
        raise ValidationError(_("Ansökan är inte inlämnad, så den är redan öppen."), code="draft")
    applications.drafting.actions.open_draft(case=case, standing=standing, by=by, at=at)
    reopening = Reopening.objects.create(case=case, opened_by=by, opened_at=at)
    portal.audit.actions.record(case, "application_reopened", by=by, at=at)
    _tell(reopening, case, at=at)
    return reopening


def _tell(reopening: Reopening, case: Case, *, at: datetime) -> None:
    """Those who write for the region, and the officer, who may have begun."""
    members = Membership.objects.in_regions([case.region_id]).exclude(role=Membership.Role.READER)
    writers = {member.person_id: member.person for member in members if member.person_id != reopening.opened_by_id}
    for people, link in (
        (list(writers.values()), reverse("drafting:overview", args=[case.pk])),
        (officer_at_work(case), reverse("submissions:application", args=[case.pk])),
    ):
        portal.notices.actions.notify(
            people=people,
            kind=REOPENED,
            template="submissions/mail_reopened.txt",
            context={"case": case, "reopening": reopening, "link": link},
            key=f"reopened:{reopening.pk}",
            at=at,
            link=link,
        )


@transaction.atomic
def end_reopening(*, case_id: int, by: Any, at: datetime) -> Reopening:
    """The region leaves its application as it was handed in. What was written in between stays among the versions.

    Raises Case.DoesNotExist, PermissionDenied, and ValidationError when it is not open for change.
    """
    case = applications.drafting.actions.lock_with_draft(case_id, by)
    require(rules.may_reopen(by, case), _("Bara den som är behörig att lämna in för regionen kan avbryta ändringen."))
    reopening = case.reopenings.filter(ended_at__isnull=True).first()
    if reopening is None:
        raise ValidationError(_("Ansökan är inte öppen för ändring. Det som är inlämnat gäller."), code="not_open")
    end_open(case, by=by, at=at)
    portal.audit.actions.record(case, "reopening_ended", by=by, at=at)
    return reopening


def end_open(case: Case, *, by: Any, at: datetime) -> None:
    """Shut the draft of a locked case: its reopening, and a mark that it is ready, end with nothing handed in."""
    case.reopenings.filter(ended_at__isnull=True).update(ended_at=at)
    end_sign_offs(case, SignOff.State.TAKEN_BACK, by=by, at=at)
    applications.drafting.actions.shut_draft(case=case)
