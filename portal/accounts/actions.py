"""What can be done with people: inviting them, giving them roles, letting them in and out."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

import portal.audit.actions
import portal.outbox.actions
from portal.accounts import rules
from portal.accounts.access import require
from portal.accounts.models import Invitation, StaffRole, User
from portal.accounts.querysets import digest_of

Role = StaffRole.Role


@transaction.atomic
def invite_person(
    *,
    email: str,
    name: str,
    roles: Collection[str] = (),
    by: Any,
    at: datetime,
    organisation: str = "",
    for_whom: Any = None,
) -> Invitation:
    """Invite a person, or anew one who can't sign in, with a link that works once and for INVITATION_DAYS days.

    The token is in the mail and in the returned invitation's `link` alone; earlier links stop working. `by` is None
    from the command line. `for_whom` is the region, if any, that they will work for: those who may invite to it alone
    give no roles at the authority, and let nobody in again whom the authority has shut out.
    Raises PermissionDenied, and ValidationError when the person can sign in already or the address is none.
    """
    require(
        rules.may_invite(by, for_whom),
        _("Bara utlysningsadministratörer, och de som samordnar en regions personer, bjuder in personer."),
    )
    require(not roles or rules.may_manage_people(by), _("Bara utlysningsadministratörer ger roller vid myndigheten."))
    person = User.objects.locked().filter(email__iexact=email.strip()).first()
    if person is None:
        person = User(email=email.strip().lower(), name=name.strip(), organisation=organisation, created_at=at)
        person.set_unusable_password()
        person.full_clean()
        person.save()
    elif person.is_active:
        raise ValidationError(
            _("%(name)s kan redan logga in. Ändra rollerna på personens egen sida i stället."),
            code="already_active",
            params={"name": person.name},
        )
    elif not rules.may_manage_people(by):
        _require_never_let_in(person)
    if roles:
        _replace_roles(person, {*person.roles, *roles})
    acting_for = str(for_whom or "")
    invitation = _renew_invitation(person, by=by, at=at)
    _mail_invitation(invitation, acting_for=acting_for, at=at)
    portal.audit.actions.record(person, "person_invited", by=by, at=at, roles=sorted(roles), acting_for=acting_for)
    return invitation


def _require_never_let_in(person: User) -> None:
    """Only those who manage people may open an account again that was shut, or one that has a role here."""
    if person.was_let_in or person.roles:
        raise ValidationError(
            _(
                "Vi på myndigheten har stängt av kontot med adressen %(email)s. "
                "Hör av er till oss om det ska öppnas igen."
            ),
            code="shut_out",
            params={"email": person.email},
        )


@transaction.atomic
def take_back_invitation(*, person: User, for_whom: Any, by: Any, at: datetime) -> None:
    """Make the link that a person was sent useless. The caller has seen to it that nobody else wants them here.

    Raises PermissionDenied, and ValidationError when the person has used the link.
    """
    require(
        rules.may_invite(by, for_whom),
        _("Bara utlysningsadministratörer, och de som samordnar en regions personer, tar tillbaka inbjudningar."),
    )
    locked = User.objects.locked().get(pk=person.pk)
    if locked.was_let_in:
        raise ValidationError(
            _("%(name)s har redan tagit emot sin inbjudan."), code="already_active", params={"name": locked.name}
        )
    _close_invitations(locked, at=at)
    portal.audit.actions.record(locked, "invitation_taken_back", by=by, at=at, acting_for=str(for_whom or ""))


def _renew_invitation(person: User, *, by: Any, at: datetime) -> Invitation:
    """A new link for the person; links that were sent before stop working."""
    _close_invitations(person, at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        person=person,
        token_digest=digest_of(token),
        invited_by=by,
        created_at=at,
        expires_at=at + timedelta(days=settings.INVITATION_DAYS),
    )
    invitation.link = settings.PORTAL_URL + reverse("accounts:accept_invitation", args=[token])
    return invitation


def _close_invitations(person: User, *, at: datetime) -> None:
    person.invitations.filter(used_at__isnull=True, expires_at__gt=at).update(expires_at=at)


def _mail_invitation(invitation: Invitation, *, acting_for: str, at: datetime) -> None:
    """The language that the person reads is not known yet: the mail is in Swedish and English both."""
    text = render_to_string(
        "accounts/mail/invitation.txt",
        {
            "invitation": invitation,
            "person": invitation.person,
            "acting_for": acting_for,
            "agency_name": settings.AGENCY_NAME,
            "inviter": invitation.invited_by or settings.AGENCY_NAME,
            "days": settings.INVITATION_DAYS,
        },
    )
    subject, _newline, body = text.strip().partition("\n")
    portal.outbox.actions.queue_mail(
        to=invitation.person.email,
        person=invitation.person,
        subject=subject,
        body=body.strip() + "\n",
        category="invitation",
        key=f"invitation:{invitation.pk}",
        at=at,
    )


@transaction.atomic
def accept_invitation(*, token: str, password: str, at: datetime) -> User:
    """Use up the link: the person has chosen `password` and can sign in.

    Raises ValidationError: `invitation` when the link does not work any more, or what is wrong with the password.
    """
    # The person is locked first, as where invitations are sent anew or taken back, so that none waits for the other.
    person = User.objects.locked().filter(invitations__in=Invitation.objects.with_token(token)).first()
    invitation = Invitation.objects.locked().with_token(token).first()
    if person is None or invitation is None or not invitation.works_at(at):
        raise ValidationError(_("Länken gäller inte längre."), code="invitation")
    validate_password(password, person)
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    person.set_password(password)
    person.is_active = True
    person.save(update_fields=["password", "is_active"])
    portal.audit.actions.record(person, "invitation_accepted", by=person, at=at)
    return person


@transaction.atomic
def set_roles(*, person: User, roles: Collection[str], by: Any, at: datetime) -> None:
    """Make `roles` the person's roles at the authority.

    Raises PermissionDenied, and ValidationError when nobody would be left to administer the portal.
    """
    require(rules.may_manage_people(by), _("Bara utlysningsadministratörer ändrar roller."))
    locked = User.objects.locked().get(pk=person.pk)
    before, after = set(locked.roles), set(roles)
    if before == after:
        return
    if Role.CALL_ADMINISTRATOR in before - after:
        _require_another_administrator(locked, by=by)
    _replace_roles(locked, after)
    portal.audit.actions.record(locked, "roles_set", by=by, at=at, before=before, after=after)


@transaction.atomic
def change_person(*, person: User, name: str, organisation: str, by: Any, at: datetime) -> None:
    """Correct a person's name and organisation. Raises PermissionDenied, ValidationError."""
    require(rules.may_manage_people(by), _("Bara utlysningsadministratörer ändrar uppgifter om andra."))
    _change_fields(person, "person_changed", {"name": name.strip(), "organisation": organisation.strip()}, by=by, at=at)


@transaction.atomic
def save_settings(*, person: Any, name: str, language: str, at: datetime) -> None:
    """Keep a person's own name and the language of the mails to them. Raises ValidationError."""
    _change_fields(person, "settings_saved", {"name": name.strip(), "language": language}, by=person, at=at)


@transaction.atomic
def set_password(*, person: User, password: str, at: datetime) -> None:
    """Give a person the password that they have chosen and that was validated."""
    locked = User.objects.locked().get(pk=person.pk)
    person.set_password(password)
    locked.password = person.password
    locked.save(update_fields=["password"])
    portal.audit.actions.record(locked, "password_set", by=locked, at=at)


@transaction.atomic
def deactivate_person(*, person: User, by: Any, at: datetime) -> None:
    """End a person's access at once; what they have done stays. Inviting them again gives it back.

    Raises PermissionDenied, and ValidationError for oneself and for the last administrator.
    """
    require(rules.may_manage_people(by), _("Bara utlysningsadministratörer stänger av personer."))
    locked = User.objects.locked().get(pk=person.pk)
    if Role.CALL_ADMINISTRATOR in locked.roles:
        _require_another_administrator(locked, by=by)
    _close_invitations(locked, at=at)
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    portal.audit.actions.record(locked, "person_deactivated", by=by, at=at)


def _change_fields(person: Any, event: str, fields: dict[str, Any], *, by: Any, at: datetime) -> None:
    locked = User.objects.locked().get(pk=person.pk)
    changed = {name: value for name, value in fields.items() if getattr(locked, name) != value}
    if not changed:
        return
    before = {name: getattr(locked, name) for name in changed}
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.full_clean()
    locked.save(update_fields=list(changed))
    portal.audit.actions.record(locked, event, by=by, at=at, before=before, after=changed)


def _replace_roles(person: User, roles: Collection[str]) -> None:
    person.staff_roles.exclude(role__in=roles).delete()
    held = set(person.staff_roles.values_list("role", flat=True))
    for role in sorted(set(roles) - held):
        added = StaffRole(person=person, role=role)
        added.full_clean()
        added.save()
    person.__dict__.pop("roles", None)


def _require_another_administrator(person: User, *, by: Any) -> None:
    """Administrators can't lock themselves, or everybody, out; their rows are locked against two doing it at once."""
    if by is not None and by.pk == person.pk:
        raise ValidationError(
            _("Du kan inte ta bort din egen roll som utlysningsadministratör. Be en annan administratör göra det."),
            code="own_role",
        )
    others = User.objects.locked().filter(is_active=True, staff_roles__role=Role.CALL_ADMINISTRATOR)
    if not [other for other in others.order_by("pk") if other.pk != person.pk]:
        raise ValidationError(
            _("Det måste finnas minst en utlysningsadministratör som kan logga in. Ge rollen till någon annan först."),
            code="last_administrator",
        )
