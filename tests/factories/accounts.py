from datetime import UTC, datetime

import factory

from portal.accounts.models import StaffRole, User

PASSWORD = "ett-langt-losenord-for-test"


class UserFactory(factory.django.DjangoModelFactory):
    """A person who can sign in, with no role anywhere."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.test")
    is_active = True
    created_at = datetime(2022, 1, 1, tzinfo=UTC)
    password = factory.django.Password(PASSWORD)


def staff(*roles: str, **fields: object) -> User:
    """A staff member with these roles: `staff("case_officer", "registrar")`."""
    user = UserFactory(**fields)
    StaffRole.objects.bulk_create([StaffRole(person=user, role=role) for role in roles])
    return user
