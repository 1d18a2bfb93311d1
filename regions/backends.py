"""How a person is found at each request: with those they act for, which nearly every page of a region asks next."""

from typing import Any

from django.db.models import F

from portal.accounts.backends import PersonBackend
from portal.accounts.models import User
from portal.prepared import Prepared
from regions.models import Membership
from regions.rules import remember_memberships


@Prepared
def _rows(person_id: int) -> Any:
    """A row for each membership and role at the authority; nearly always there is none, and one row for each."""
    found = Membership.objects.in_force().filter(person=person_id).select_related("region", "person")
    return found.annotate(held_role=F("person__staff_roles__role")).order_by("region_id", "role")


class MemberBackend(PersonBackend):
    """The site's own. Who acts for a region is found together with their memberships, in one query."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, or None when they may no longer sign in."""
        rows = _rows(user_id)
        memberships = list({row.pk: row for row in rows}.values())
        if memberships:
            person = memberships[0].person
            person.roles = frozenset(row.held_role for row in rows if row.held_role)
            person = person if self.user_can_authenticate(person) else None
        else:
            person = super().get_user(user_id)
        if person is not None:
            remember_memberships(person, memberships)
        return person
