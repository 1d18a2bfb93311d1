"""What pages about a region need to know."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

import portal.audit.queries
from portal.accounts.models import Invitation, User
from portal.audit.models import AuditEntry
from portal.audit.queries import HistoryLine
from regions.leaving import Waiting, what_awaits_a_signatory, what_waits_for
from regions.models import Membership, Region

EVENTS_ON_PAGE = 50
Role = Membership.Role


@dataclass
class Member:
    """A person who acts for a region, with all roles there."""

    person: User
    memberships: list[Membership] = field(default_factory=list)

    @property
    def roles(self) -> set[str]:
        return {membership.role for membership in self.memberships}

    @property
    def is_invited(self) -> bool:
        """The person has not taken the invitation yet."""
        return not self.person.was_let_in

    @property
    def invited_until(self) -> datetime | None:
        """When the newest link stops working."""
        return max((invitation.expires_at for invitation in self.person.invitations.all()), default=None)


def signatories_of(region: Region) -> list[str]:
    """The names of those who may hand in for `region` today. One query."""
    memberships = Membership.objects.in_force().filter(region=region, role=Membership.Role.SIGNATORY)
    return list(memberships.order_by("person__name").values_list("person__name", flat=True))


def people_of(region: Region | str) -> list[User]:
    """Everyone who acts for a region and can sign in: whom to tell of what concerns them all. One query."""
    members = Membership.objects.in_regions([region]).order_by("person_id")
    return list({member.person_id: member.person for member in members}.values())


def who_may_write_for(region: Region) -> QuerySet[User]:
    """People who can sign in and write for a region: they may be its contact, and take over what waits."""
    writing = Membership.objects.in_regions([region]).exclude(role=Role.READER)
    return User.objects.filter(pk__in=writing.values("person")).order_by("name", "pk")


def members_of(region: Region) -> list[Member]:
    """Everyone who acts for `region` today or is invited to, by name. Two queries."""
    members: dict[int, Member] = {}
    links = Prefetch("person__invitations", queryset=Invitation.objects.filter(used_at__isnull=True))
    in_force = Membership.objects.in_force().filter(region=region).select_related("person").prefetch_related(links)
    for membership in in_force.order_by("person__name", "person_id", "role"):
        members.setdefault(membership.person_id, Member(membership.person)).memberships.append(membership)
    return list(members.values())


def member_of(region: Region, person_id: int) -> Member | None:
    """One of the region's people, or None."""
    return next((member for member in members_of(region) if member.person.pk == person_id), None)


@dataclass(frozen=True)
class Leaving:
    """What a region should know before one of its people goes, or may no longer hand in."""

    waiting: list[Waiting]
    successors: QuerySet[User]
    # What waits for a signatory, when the person is one; and who else may sign.
    to_sign: list[Waiting]
    other_signatories: list[str]


def before_leaving(region: Region, person: Any) -> Leaving:
    """What waits for `person` in `region`, who may take it over, and who else may hand in."""
    signing = Membership.objects.in_regions([region]).filter(role=Role.SIGNATORY)
    is_signatory = signing.filter(person=person).exists()
    others = signing.exclude(person=person).order_by("person__name").values_list("person__name", flat=True)
    return Leaving(
        waiting=what_waits_for(person, region),
        successors=who_may_write_for(region).exclude(pk=person.pk),
        to_sign=what_awaits_a_signatory(region) if is_signatory else [],
        other_signatories=list(others),
    )


def without_coordinator() -> QuerySet[Region]:
    """Regions with people, none of whom can sign in and coordinate them: the authority has to appoint one."""
    here = Membership.objects.in_force().filter(region=OuterRef("pk"), person__is_active=True)
    return Region.objects.filter(Exists(here)).exclude(Exists(here.filter(role=Role.COORDINATOR))).order_by("name")


def history_page(region: Region, page: str) -> tuple[Page[AuditEntry], list[HistoryLine]]:
    """What was done with a region's people, newest first. Four queries at most."""
    ids = Membership.objects.filter(region=region).values_list("pk", flat=True)
    entries = portal.audit.queries.entries_of(f"regions.membership:{pk}" for pk in ids)
    shown = Paginator(entries, EVENTS_ON_PAGE).get_page(page)
    return shown, portal.audit.queries.as_lines(shown)
