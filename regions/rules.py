"""For whom a person acts. Each predicate reads as a sentence: `may_sign_for(user, region)`."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from portal.accounts.rules import is_call_administrator, is_signed_in, may_manage_people
from regions.models import Membership, Region

Role = Membership.Role


def memberships_of(user: Any) -> list[Membership]:
    """The user's memberships in force with their regions, asked for once for each request."""
    if not user.is_authenticated:
        return []
    if not hasattr(user, "_memberships_in_force"):
        user._memberships_in_force = list(Membership.objects.of(user))
    return user._memberships_in_force


def remember_memberships(user: Any, memberships: list[Membership]) -> None:
    """Spare the question: what found the person has found these with them."""
    user._memberships_in_force = memberships


def forget_memberships(user: Any) -> None:
    """Ask for the user's memberships again: an action that has waited for its lock goes by what holds now."""
    if user is not None:
        user.__dict__.pop("_memberships_in_force", None)


def region_codes_of(user: Any) -> set[str]:
    return {membership.region_id for membership in memberships_of(user)} if is_signed_in(user) else set()


def roles_in(user: Any, region: Region | str) -> set[str]:
    code = region if isinstance(region, str) else region.pk
    return {membership.role for membership in memberships_of(user) if membership.region_id == code}


@rules.predicate
def acts_for_a_region(user: Any) -> bool:
    return is_signed_in(user) and bool(memberships_of(user))


@rules.predicate
def acts_for(user: Any, region: Region | str) -> bool:
    return is_signed_in(user) and bool(roles_in(user, region))


@rules.predicate
def may_edit_for(user: Any, region: Region | str) -> bool:
    """Editors write; signatories and coordinators may as well. Readers read."""
    return is_signed_in(user) and bool(roles_in(user, region) - {Role.READER})


@rules.predicate
def may_sign_for(user: Any, region: Region | str) -> bool:
    return is_signed_in(user) and Role.SIGNATORY in roles_in(user, region)


@rules.predicate
def coordinates(user: Any, region: Region | str) -> bool:
    return is_signed_in(user) and Role.COORDINATOR in roles_in(user, region)


@rules.predicate
def coordinates_a_region(user: Any) -> bool:
    return is_signed_in(user) and any(membership.role == Role.COORDINATOR for membership in memberships_of(user))


@rules.predicate
def may_choose_members_of(user: Any, region: Region | str) -> bool:
    """A region's coordinators choose who acts for it; so do call administrators, and for the first people the command
    line (None).
    """
    return may_manage_people(user) or coordinates(user, region)


def may_invite_to(user: Any, for_whom: Any) -> bool:
    """Of those who don't manage people at the authority, a coordinator invites to their own region."""
    return isinstance(for_whom, Region) and coordinates(user, for_whom)


# What each role may do, in words: the predicates above as a table for the region's own page.
_WRITES = {Role.EDITOR, Role.SIGNATORY, Role.COORDINATOR}
ROLE_ABILITIES = [
    (_("Läsa regionens ansökningar, meddelanden och beslut"), set(Role)),
    (_("Börja ansökningar, skriva och ändra i dem, och lägga till bilagor"), _WRITES),
    (_("Markera att en ansökan är klar att lämna in"), _WRITES),
    (_("Skriva meddelanden till myndigheten"), _WRITES),
    (_("Lämna in ansökningar, och öppna en inlämnad för ändring"), {Role.SIGNATORY}),
    (_("Lämna in kompletteringar"), {Role.SIGNATORY}),
    (_("Återkalla en ansökan"), {Role.SIGNATORY}),
    (_("Bjuda in personer, ändra roller och ta bort personer"), {Role.COORDINATOR}),
]

rules.add_perm("regions", is_call_administrator)
for _permission in ("view_region", "change_region", "view_membership", "add_membership", "change_membership"):
    rules.add_perm(f"regions.{_permission}", is_call_administrator)
