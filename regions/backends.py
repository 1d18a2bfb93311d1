"""How a person is found at each request: with those they act for, which nearly every page of a region asks next."""

from typing import Any

from django.db.models import Exists, OuterRef

from portal.accounts.backends import PersonBackend
from portal.accounts.models import StaffRole, User
from portal.prepared import Prepared
from regions.models import Membership
from regions.rules import remember_memberships


@Prepared
def _memberships(person_id: int) -> Any:
    holds_roles = Exists(StaffRole.objects.filter(person=OuterRef("person")))
    found = Membership.objects.in_force().filter(person=person_id).select_related("region", "person")
    return found.annotate(holds_roles=holds_roles).order_by("region_id", "role")


class MemberBackend(PersonBackend):
    """The site's own. Who acts for a region is found together with their memberships, in one query."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, or None when they may no longer sign in."""
        memberships = _memberships(user_id)
        if memberships:
            person = memberships[0].person
            if not memberships[0].holds_roles:
                person.roles = frozenset()
            person = person if self.user_can_authenticate(person) else None
        else:
            person = super().get_user(user_id)
        if person is not None:
            remember_memberships(person, memberships)
        return person
