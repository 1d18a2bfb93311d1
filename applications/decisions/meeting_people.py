"""Who can be at a meeting, and who of them may have to do with a case."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from applications.decisions.models import ItemAttendance
from portal.accounts.models import StaffRole, User

_HANDLE_CASES = (
    StaffRole.Role.CASE_OFFICER,
    StaffRole.Role.ASSESSOR,
    StaffRole.Role.DECISION_MAKER,
    StaffRole.Role.REGISTRAR,
)


def at_work() -> QuerySet[User]:
    """Those who work with cases now, by name."""
    return _with_role(*_HANDLE_CASES)


def deciders() -> QuerySet[User]:
    return _with_role(StaffRole.Role.DECISION_MAKER)


def _with_role(*roles: str) -> QuerySet[User]:
    has_role = StaffRole.objects.filter(person=OuterRef("pk"), role__in=roles)
    return User.objects.filter(Exists(has_role), is_active=True).order_by("name", "pk")


def bar_of(person: Any, case: Any) -> str:
    """Why a person may not have to do with a case, as a part of `ItemAttendance`; "" when they may.

    Asks nothing, if the case's declarations and the person's memberships are loaded.
    """
    if any(each.region_id == case.region_id and each.ended_at is None for each in person.memberships.all()):
        return ItemAttendance.Part.CONFLICT
    declared = next((each for each in case.declarations.all() if each.person_id == person.pk), None)
    if declared is not None and declared.has_conflict:
        return ItemAttendance.Part.CONFLICT
    if declared is None or declared.parties_since != case.parties_since:
        return ItemAttendance.Part.UNDECLARED
    return ""
