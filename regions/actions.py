"""What can be done with who acts for a region. The region's row is locked: changes of its people follow one another."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

import portal.accounts.actions
import portal.audit.actions
import portal.notices.actions
from portal.accounts.access import require
from portal.accounts.models import User
from portal.accounts.rules import may_manage_people
from portal.notices.kinds import Kind
from regions import leaving, notices, queries, rules
from regions.leaving import Waiting
from regions.models import Membership, Region

Role = Membership.Role


@transaction.atomic
def add_member(
    *,
    region: Region,
    role: str,
    by: Any,
    at: datetime,
    person: User | None = None,
    email: str = "",
    name: str = "",
) -> Membership:
    """Let a person act for a region in a role. Give `person`, or the `email` and `name` of someone who may be new.

    Who can't sign in yet is invited; who can is told by mail. `by` is None from the command line.
    Raises PermissionDenied, and ValidationError when the person has the role already or the address is none.
    """
    region = _locked(region, by)
    person = person or User.objects.filter(email__iexact=email.strip()).first()
    person = _let_in(region, person, email=email, name=name, by=by, at=at)
    (membership,) = _give(region, person, [role], by=by, at=at)
    _tell_of_roles(person, [membership], at=at)
    return membership


@transaction.atomic
def invite_to_region(*, region: Region, email: str, name: str, roles: Collection[str], by: Any, at: datetime) -> User:
    """Let somebody act for a region, in one role or several. Who is new here gets a link to choose a password.

    Raises PermissionDenied, and ValidationError by field when they act for the region already, the address or the name
    will not do, or no role was chosen; and for people who work at the authority, whom it alone can add.
    """
    region, chosen = _locked(region, by), _chosen(roles)
    person = User.objects.filter(email__iexact=email.strip()).first()
    if person and _in_force(region, person):
        text = _("%(name)s finns redan bland era personer. Ändra rollerna där i stället.")
        raise ValidationError({"email": text % {"name": person}}, code="already_here")
    if person is None and not name.strip():
        raise ValidationError({"name": _("Skriv personens namn.")}, code="required")
    person = _let_in(region, person, email=email, name=name, by=by, at=at)
    _tell_of_roles(person, _give(region, person, chosen, by=by, at=at), at=at)
    return person


@transaction.atomic
def invite_again(*, region: Region, person_id: int, by: Any, at: datetime) -> User:
    """Send a person who has not taken their invitation a new link; the one before stops working.

    Raises PermissionDenied, User.DoesNotExist for one who is not among the region's people, and ValidationError when
    they can sign in already.
    """
    region = _locked(region, by)
    person = _person_in(region, person_id)
    portal.accounts.actions.invite_person(email=person.email, name=person.name, for_whom=region, by=by, at=at)
    membership = _in_force(region, person)[0]
    portal.audit.actions.record(membership, "invitation_sent_again", by=by, at=at, person=person)
    return person


@transaction.atomic
def take_back_invitation(*, region: Region, person_id: int, by: Any, at: datetime) -> User:
    """Take back an invitation to the region that its person has not taken.

    The link stops working, unless another region has invited them too.

    Raises as `invite_again`.
    """
    region = _locked(region, by)
    person = _person_in(region, person_id)
    if person.was_let_in:
        raise ValidationError(
            _("%(name)s har redan tagit emot sin inbjudan. Ta bort personen i stället, om ni vill det."),
            code="already_active",
            params={"name": person},
        )
    for membership in _in_force(region, person):
        _end(membership, "invitation_taken_back", by=by, at=at)
    if not Membership.objects.of(person).exists():
        portal.accounts.actions.take_back_invitation(person=person, for_whom=region, by=by, at=at)
    return person


@transaction.atomic
def set_member_roles(*, region: Region, person_id: int, roles: Collection[str], by: Any, at: datetime) -> User:
    """Make `roles` all that a person may do for the region, and tell them.

    Raises PermissionDenied, User.DoesNotExist, and ValidationError when no role was chosen, or nobody would be left to
    coordinate the region's people.
    """
    region, chosen = _locked(region, by), _chosen(roles)
    person = _person_in(region, person_id)
    held = _in_force(region, person)
    ended = [membership for membership in held if membership.role not in chosen]
    given = [role for role in chosen if role not in {membership.role for membership in held}]
    if any(membership.role == Role.COORDINATOR for membership in ended):
        _require_another_coordinator(region, person)
    for membership in ended:
        _end(membership, "membership_ended", by=by, at=at)
    _give(region, person, given, by=by, at=at)
    if (ended or given) and person != by:
        _notify(
            person,
            notices.ROLES_CHANGED,
            "regions/mail/roles_changed.txt",
            region=region,
            at=at,
            by=by,
            roles=_words(chosen),
        )
    return person


@transaction.atomic
def end_membership(*, membership_id: int, by: Any, at: datetime) -> Membership:
    """End one of a person's roles in a region from now on; what they have done in it stays.

    What waited for one who then has no role left waits for nobody, until the region chooses somebody.
    Raises PermissionDenied, and ValidationError when it has ended already, or nobody would be left to coordinate.
    """
    region = _locked(Region.objects.get(memberships=membership_id), by)
    membership: Membership = Membership.objects.locked().select_related("region", "person").get(pk=membership_id)
    if membership.ended_at is not None:
        raise ValidationError(_("Uppdraget är redan avslutat."), code="already_ended")
    if membership.role == Role.COORDINATOR:
        _require_another_coordinator(region, membership.person)
    _end(membership, "membership_ended", by=by, at=at)
    if not _in_force(region, membership.person):
        leaving.hand_over(person=membership.person, region=region, to=None, by=by, at=at)
    return membership


@transaction.atomic
def remove_person(*, region: Region, person_id: int, by: Any, at: datetime, successor_id: int | None = None) -> User:
    """End all that a person does for the region, at once; who is invited again comes back.

    What waited for them goes to the successor, who is told of it by mail; so is the person, that they were removed.
    Raises PermissionDenied, User.DoesNotExist, and ValidationError when something waits and nobody was chosen to take
    it over (by the field `successor`), or nobody would be left to coordinate.
    """
    region = _locked(region, by)
    person = _person_in(region, person_id)
    _leave(region, person, "member_removed", successor_id=successor_id, by=by, at=at)
    if person != by:
        _notify(person, notices.ROLES_CHANGED, "regions/mail/member_removed.txt", region=region, at=at, by=by, link="")
    return person


@transaction.atomic
def leave_region(*, region: Region, by: Any, at: datetime, successor_id: int | None = None) -> None:
    """Stop acting for a region, by oneself. Raises as `remove_person`."""
    region = Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    _leave(region, _person_in(region, by.pk), "member_left", successor_id=successor_id, by=by, at=at)


def _locked(region: Region, by: Any) -> Region:
    """The region, locked, once it is sure that `by` may choose its people: also after waiting for the lock."""
    locked = Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    rules.forget_memberships(by)
    require(
        rules.may_choose_members_of(by, locked),
        _("Bara den som samordnar regionens personer lägger till, ändrar och tar bort dem."),
    )
    return locked


def _chosen(roles: Collection[str]) -> list[str]:
    """The roles as they are kept: whoever may write may read. Raises ValidationError when there is none."""
    chosen = [role for role in Role.values if role in roles]
    if not chosen:
        raise ValidationError({"roles": _("Välj minst en roll.")}, code="required")
    return [role for role in chosen if role != Role.READER] or chosen


def _words(roles: Collection[str]) -> Any:
    """Roles in the language of whoever reads them."""
    return lazy(lambda: ", ".join(str(Role(role).label) for role in roles), str)()


def _in_force(region: Region, person: User) -> list[Membership]:
    return list(Membership.objects.in_force().filter(region=region, person=person).select_related("region", "person"))


def _person_in(region: Region, person_id: int) -> User:
    in_force = Membership.objects.in_force().filter(region=region)
    return User.objects.locked().get(pk=person_id, pk__in=in_force.values("person"))


def _let_in(region: Region, person: User | None, *, email: str, name: str, by: Any, at: datetime) -> User:
    """The person, invited if they can't sign in."""
    if person and person.roles and not may_manage_people(by):
        text = _("%(name)s arbetar hos oss på myndigheten, så bara vi kan ge en roll i en region. Hör av er till oss.")
        raise ValidationError({"email": text % {"name": person}}, code="at_the_authority")
    if person and person.is_active:
        return person
    return portal.accounts.actions.invite_person(
        email=person.email if person else email, name=person.name if person else name, for_whom=region, by=by, at=at
    ).person


def _give(region: Region, person: User, roles: Collection[str], *, by: Any, at: datetime) -> list[Membership]:
    given = []
    for role in roles:
        membership = Membership(region=region, person=person, role=role, started_at=at)
        membership.full_clean()
        membership.save()
        portal.audit.actions.record(membership, "member_added", by=by, at=at, region=region, person=person, role=role)
        given.append(membership)
    return given


def _end(membership: Membership, event: str, *, by: Any, at: datetime) -> None:
    membership.ended_at = max(at, membership.started_at)
    membership.save(update_fields=["ended_at"])
    portal.audit.actions.record(membership, event, by=by, at=at, person=membership.person, role=membership.role)


def _leave(
    region: Region, person: User, event: str, *, successor_id: int | None, by: Any, at: datetime
) -> list[Waiting]:
    """Hand over what waits for a person, and end all their roles in a locked region."""
    held = _in_force(region, person)
    if any(membership.role == Role.COORDINATOR for membership in held):
        _require_another_coordinator(region, person)
    waiting = leaving.what_waits_for(person, region)
    successor = _successor(region, person, successor_id) if waiting else None
    for membership in held:
        _end(membership, event, by=by, at=at)
    leaving.hand_over(person=person, region=region, to=successor, by=by, at=at)
    if successor and successor != by:
        _notify(
            successor,
            notices.HANDED_OVER,
            "regions/mail/handed_over.txt",
            region=region,
            at=at,
            by=by,
            waiting=waiting,
            left=person,
        )
    return waiting


def _successor(region: Region, person: User, successor_id: int | None) -> User:
    found = queries.who_may_write_for(region).exclude(pk=person.pk).filter(pk=successor_id or 0).first()
    if found is None:
        raise ValidationError(
            {"successor": _("Välj vem som tar över det som väntar på %(name)s.") % {"name": person}}, code="successor"
        )
    return found


def _require_another_coordinator(region: Region, person: User) -> None:
    """Who can't sign in coordinates nobody, so they may go; the others may not all go."""
    others = Membership.objects.in_regions([region]).filter(role=Role.COORDINATOR).exclude(person=person)
    if person.is_active and not others.exists():
        raise ValidationError(
            _(
                "%(name)s är den enda som samordnar personerna i %(region)s. "
                "Ge någon annan den rollen först, så att det alltid finns någon som kan bjuda in."
            ),
            code="last_coordinator",
            params={"name": person, "region": region},
        )


def _tell_of_roles(person: User, given: list[Membership], *, at: datetime) -> None:
    """Tell a person of new roles. Those who can't sign in yet have their invitation instead."""
    first = given[0]
    portal.notices.actions.notify(
        people=[person],
        kind=notices.MEMBER_ADDED,
        template="regions/mail/member_added.txt",
        context={"region": first.region, "roles": _words([m.role for m in given]), "link": _page()},
        key=f"member_added:{first.pk}",
        link=reverse("regions:region"),
        at=at,
    )


def _notify(
    person: User, kind: Kind, template: str, *, region: Region, at: datetime, link: str | None = None, **context: Any
) -> None:
    """`link` is the page of the region's people, unless it says something else."""
    portal.notices.actions.notify(
        people=[person],
        kind=kind,
        template=template,
        context={"region": region, "link": _page(), **context},
        key=f"{kind.key}:{region.pk}:{at.isoformat()}",
        link=reverse("regions:region") if link is None else link,
        at=at,
    )


def _page() -> str:
    return settings.PORTAL_URL + reverse("regions:region")
