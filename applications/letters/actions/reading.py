"""What a region does with its letter: opens it, says that it has taken part of it, or appeals what it says."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

import portal.audit.actions
from applications.decisions.models import Decision
from applications.letters import rules
from applications.letters.actions.locking import locked_with_case
from applications.letters.models import Letter
from portal.accounts.access import require


@transaction.atomic
def note_opened(*, letter_id: int, by: Any, at: datetime) -> Letter:
    """Note who first opened the letter for the region, and when. Later openings change nothing.

    Raises PermissionDenied for anyone who does not act for the region.
    """
    case, letter = locked_with_case(letter_id)
    require(rules.may_open_for_region(by, letter), _("Brevet är inte till en region som du företräder."))
    if letter.first_opened_at is None:
        letter.first_opened_at, letter.first_opened_by = at, by
        letter.save(update_fields=["first_opened_at", "first_opened_by"])
        portal.audit.actions.record(case, "letter_opened", by=by, at=at, letter=letter)
    return letter


@transaction.atomic
def acknowledge(*, letter_id: int, by: Any, at: datetime) -> Letter:
    """The region says that it has taken part of the decision. Said again it stays as it was first said.

    Raises PermissionDenied for anyone who does not act for the region.
    """
    case, letter = locked_with_case(letter_id)
    require(rules.may_acknowledge(by, letter), _("Bara den som företräder regionen kan bekräfta att ni har tagit del."))
    if letter.acknowledged_at is None:
        letter.acknowledged_at, letter.acknowledged_by = at, by
        letter.save(update_fields=["acknowledged_at", "acknowledged_by"])
        portal.audit.actions.record(case, "letter_acknowledged", by=by, at=at, letter=letter)
    return letter


def note_appealed(decision: Decision, *, arrived_at: datetime) -> None:
    """The region appealed the decision, so that it need not be reminded of its letter. The first time counts.

    Within the transaction of the action that registers the appeal, which has locked the case and tells its log.
    """
    Letter.objects.filter(decision=decision, appealed_at=None).update(appealed_at=arrived_at)
