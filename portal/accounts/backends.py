"""How a person is found when they sign in, and at each request after that."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from portal.accounts.models import StaffRole, User


class PersonBackend(AuthenticationBackend):
    """allauth's own. It also says whether a person has roles at the authority, so that most need not be asked for."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, or None when they may no longer sign in."""
        roles = StaffRole.objects.filter(person=OuterRef("pk"))
        person = User.objects.annotate(holds_roles=Exists(roles)).filter(pk=user_id).first()
        if person is None or not self.user_can_authenticate(person):
            return None
        person.has_roles = person.holds_roles
        return person
