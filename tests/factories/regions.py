import secrets
from datetime import UTC, datetime, timedelta

import factory
from django.utils import timezone

from portal.accounts.models import Invitation, User
from regions.models import Membership, Region
from tests.factories.accounts import UserFactory


def region(code: str = "20") -> Region:
    """One of the 21 regions, which the migrations load; Dalarna unless told otherwise."""
    return Region.objects.get(pk=code)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(UserFactory)
    role = "editor"
    started_at = datetime(2022, 1, 1, tzinfo=UTC)


def member(*roles: str, code: str = "20", **fields: object) -> User:
    """A person who acts for a region: `member("editor", code="12")`."""
    user = UserFactory(**fields)
    for role in roles or ("editor",):
        MembershipFactory(person=user, region=region(code), role=role)
    return user


def invited(*roles: str, code: str = "20", **fields: object) -> User:
    """A person who is invited to act for a region and has not taken the invitation: they have no password yet."""
    person = member(*roles, code=code, is_active=False, password=None, **fields)
    now = timezone.now()
    Invitation.objects.create(
        person=person, token_digest=secrets.token_hex(32), created_at=now, expires_at=now + timedelta(days=7)
    )
    return person
