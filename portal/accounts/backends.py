"""How a person is found when they sign in, and at each request after that."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import F

from portal.accounts.models import User
from portal.prepared import Prepared


@Prepared
def _rows(person_id: int) -> Any:
    return User.objects.filter(pk=person_id).annotate(held_role=F("staff_roles__role"))


class PersonBackend(AuthenticationBackend):
    """allauth's own. A person is found together with their roles at the authority, in one query: a row for each."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, or None when they may no longer sign in."""
        rows = _rows(user_id)
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        person: User = rows[0]
        person.roles = frozenset(row.held_role for row in rows if row.held_role)
        return person
