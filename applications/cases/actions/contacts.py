"""Whom at the region the authority turns to first."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import portal.audit.actions
from applications.cases import rules
from applications.cases.models import Case
from portal.accounts.access import require
from regions.models import Region
from regions.queries import who_may_write_for


@transaction.atomic
def set_contact(*, case_id: int, person_id: int, by: Any, at: datetime) -> Case:
    """The region chooses whom the authority turns to first in a case.

    Raises Case.DoesNotExist, PermissionDenied for readers, and ValidationError for a contact who may not write.
    """
    # The region's people stay as they are until this is done, so that nobody becomes the contact while they leave.
    region = Region.objects.select_for_update(no_key=True).get(cases=case_id)
    case: Case = Case.objects.visible_to_region(by).locked().get(pk=case_id)
    require(rules.may_choose_contact(by, case), _("Bara den som får skriva för regionen väljer kontaktperson."))
    person = who_may_write_for(region).filter(pk=person_id).first()
    if person is None:
        raise ValidationError(
            {"person": _("Välj någon som kan logga in och får skriva för regionen.")}, code="not_there"
        )
    _set_contact(case, person, by=by, at=at)
    return case


@transaction.atomic
def hand_over_contact(*, person: Any, region: Region, to: Any, by: Any, at: datetime) -> None:
    """All of a region's cases that have one person as their contact get another, or with `to=None` nobody.

    The caller has locked the region and checked both people.
    """
    for case in Case.objects.filter(region=region, contact=person).locked().order_by("pk"):
        _set_contact(case, to, by=by, at=at)


def _set_contact(case: Case, person: Any, *, by: Any, at: datetime) -> None:
    if case.contact == person:
        return
    case.contact = person
    case.save(update_fields=["contact"])
    event = "contact_chosen" if person else "contact_left"
    portal.audit.actions.record(case, event, by=by, at=at, person=person)
