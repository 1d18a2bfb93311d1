"""What pages about a region need to know."""

from dataclasses import dataclass, field

from portal.accounts.models import User
from regions.models import Membership, Region


@dataclass
class Member:
    """A person who acts for a region, with all roles there."""

    person: User
    memberships: list[Membership] = field(default_factory=list)


def signatories_of(region: Region) -> list[str]:
    """The names of those who may hand in for `region` today. One query."""
    memberships = Membership.objects.in_force().filter(region=region, role=Membership.Role.SIGNATORY)
    return list(memberships.order_by("person__name").values_list("person__name", flat=True))


def members_of(region: Region) -> list[Member]:
    """Everyone who acts for `region` today, by name. One query."""
    members: dict[int, Member] = {}
    in_force = Membership.objects.in_force().filter(region=region).select_related("person")
    for membership in in_force.order_by("person__name", "person_id", "role"):
        members.setdefault(membership.person_id, Member(membership.person)).memberships.append(membership)
    return list(members.values())
