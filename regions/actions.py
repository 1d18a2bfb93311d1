"""What can be done with who acts for a region."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

import portal.accounts.actions
import portal.audit.actions
import portal.notices.actions
from portal.accounts.access import require
from portal.accounts.models import User
from regions import notices, rules
from regions.models import Membership, Region


@transaction.atomic
def add_member(
    *,
    region: Region,
    role: str,
    by: Any,
    at: datetime,
    person: User | None = None,
    email: str = "",
    name: str = "",
) -> Membership:
    """Let a person act for a region in a role. Give `person`, or the `email` and `name` of someone who may be new.

    Who can't sign in yet is invited; who can is told by mail. `by` is None from the command line.
    Raises PermissionDenied, and ValidationError when the person has the role already or the address is none.
    """
    require(rules.may_choose_members_of(by, region), _("Bara utlysningsadministratörer lägger till personer."))
    person = person or User.objects.filter(email__iexact=email.strip()).first()
    if person is None or not person.is_active:
        person = portal.accounts.actions.invite_person(
            email=person.email if person else email,
            name=person.name if person else name,
            acting_for=region.name,
            by=by,
            at=at,
        ).person
    membership = Membership(region=region, person=person, role=role, started_at=at)
    membership.full_clean()
    membership.save()
    portal.audit.actions.record(membership, "member_added", by=by, at=at, region=region, person=person, role=role)
    _tell(membership, at=at)
    return membership


def _tell(membership: Membership, *, at: datetime) -> None:
    """Tell a person of a new role. Those who can't sign in yet have their invitation instead."""
    portal.notices.actions.notify(
        people=[membership.person],
        kind=notices.MEMBER_ADDED,
        template="regions/mail/member_added.txt",
        context={"membership": membership, "link": settings.PORTAL_URL + reverse("regions:region")},
        key=f"member_added:{membership.pk}",
        at=at,
    )


@transaction.atomic
def end_membership(*, membership_id: int, by: Any, at: datetime) -> Membership:
    """End a person's role in a region from now on; what they have done in it stays.

    Raises PermissionDenied, and ValidationError when it has ended already.
    """
    membership: Membership = Membership.objects.locked().select_related("region", "person").get(pk=membership_id)
    require(rules.may_choose_members_of(by, membership.region), _("Bara utlysningsadministratörer avslutar uppdrag."))
    if membership.ended_at is not None:
        raise ValidationError(_("Uppdraget är redan avslutat."), code="already_ended")
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    portal.audit.actions.record(membership, "membership_ended", by=by, at=at)
    return membership
