"""Who a person is at the authority. Each predicate reads as a sentence: `is_case_officer(user)`."""

from collections.abc import Callable
from typing import Any

import rules

from portal.accounts.models import StaffRole

Role = StaffRole.Role


@rules.predicate
def anyone(user: Any) -> bool:
    return True


@rules.predicate
def is_signed_in(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active)


def _has_role(name: str, *roles: str) -> rules.predicates.Predicate:
    def has_role(user: Any) -> bool:
        return is_signed_in(user) and not user.roles.isdisjoint(roles)

    return rules.predicate(has_role, name=name)


is_case_officer = _has_role("is_case_officer", Role.CASE_OFFICER)
is_assessor = _has_role("is_assessor", Role.ASSESSOR)
is_decision_maker = _has_role("is_decision_maker", Role.DECISION_MAKER)
is_call_administrator = _has_role("is_call_administrator", Role.CALL_ADMINISTRATOR)
is_registrar = _has_role("is_registrar", Role.REGISTRAR)
is_staff_member = _has_role("is_staff_member", *Role.values)
handles_cases = _has_role("handles_cases", Role.CASE_OFFICER, Role.ASSESSOR, Role.DECISION_MAKER, Role.REGISTRAR)
reads_every_case = _has_role("reads_every_case", Role.CASE_OFFICER, Role.DECISION_MAKER, Role.REGISTRAR)


# This room knows no regions: a room above says who may invite people to work for one of its own.
Inviter = Callable[[Any, Any], bool]
_inviters: list[Inviter] = []


def add_inviter(inviter: Inviter) -> Inviter:
    """Let `inviter(user, for_whom)` say who may invite people to work for `for_whom`, and give it back."""
    if inviter not in _inviters:
        _inviters.append(inviter)
    return inviter


@rules.predicate
def may_manage_people(user: Any) -> bool:
    """Call administrators choose who people are and what they may do here; so does the command line (None)."""
    return user is None or is_call_administrator(user)


@rules.predicate
def may_invite(user: Any, for_whom: Any = None) -> bool:
    """Whoever manages people invites anybody; others only to work for whom another room says they may."""
    if may_manage_people(user):
        return True
    return for_whom is not None and is_signed_in(user) and any(inviter(user, for_whom) for inviter in _inviters)


# Django admin asks by app label and by permission; these open it to call administrators.
rules.add_perm("accounts", is_call_administrator)
for _permission in ("view_user", "add_user", "change_user", "view_invitation"):
    rules.add_perm(f"accounts.{_permission}", is_call_administrator)
# The log and the outbox stand below this room and can't ask it who is who.
for _permission in (
    "audit",
    "audit.view_auditentry",
    "outbox",
    "outbox.view_mail",
    "outbox.view_job",
    "outbox.try_again",
):
    rules.add_perm(_permission, is_call_administrator)
