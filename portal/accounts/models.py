"""People: who can sign in, what they may do at the authority, and the invitations that let them in."""

from datetime import datetime
from functools import cached_property
from typing import ClassVar

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portal.accounts.querysets import InvitationQuerySet
from portal.audit.models import AuditedModel


class PersonManager(BaseUserManager["User"]):
    def locked(self) -> models.QuerySet["User"]:
        """People, until the transaction ends changed by nobody else."""
        return self.get_queryset().select_for_update(of=("self",), no_key=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person with this e-mail address, whatever the case of its letters."""
        return self.get(email__iexact=username or "")


class User(AuditedModel, AbstractBaseUser):
    """A person. The e-mail address is the name to sign in with.

    There are no superusers: every right comes from a role at the authority or a membership of a region.
    """

    email = models.EmailField(_("e-postadress"), unique=True)
    name = models.CharField(_("namn"), max_length=150)
    language = models.CharField(_("språk"), max_length=2, choices=[("sv", "Svenska"), ("en", "English")], default="sv")
    organisation = models.CharField(
        _("organisation"), max_length=150, blank=True, help_text=_("Om personen arbetar vid en annan myndighet.")
    )
    is_active = models.BooleanField(
        _("får logga in"), default=False, help_text=_("Blir sant när personen har tagit emot sin inbjudan.")
    )
    created_at = models.DateTimeField(_("inlagd"))

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_superuser = False

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("personer")
        constraints = [
            # Who signs in with this address? One person only, whatever the case of its letters.
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_unique",
                violation_error_message=_("Det finns redan en person med den e-postadressen."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @cached_property
    def roles(self) -> frozenset[str]:
        """The person's roles at the authority, as values of `StaffRole.Role`. One query, unless they were
        found with the person (backends.py).
        """
        return frozenset(self.staff_roles.values_list("role", flat=True))

    @property
    def was_let_in(self) -> bool:
        """Whether the person has taken an invitation: who can't sign in after that was shut out by the authority."""
        return self.is_active or self.has_usable_password()

    @property
    def role_labels(self) -> list[str]:
        """The person's roles at the authority in words, always in the same order."""
        return [str(role.label) for role in StaffRole.Role if role in self.roles]

    @property
    def is_staff(self) -> bool:
        """Whether Django admin opens: it is where call administrators work."""
        return self.is_active and StaffRole.Role.CALL_ADMINISTRATOR in self.roles

    def has_perm(self, permission: str, obj: object = None) -> bool:
        """Django admin's question, answered by the rooms' rules alone."""
        return self.is_active and rules.has_perm(permission, self, obj)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and rules.has_perm(app_label, self)


class StaffRole(models.Model):
    """A role that a person has at the authority. One person may have several."""

    class Role(models.TextChoices):
        CASE_OFFICER = "case_officer", _("Handläggare")
        ASSESSOR = "assessor", _("Bedömare")
        DECISION_MAKER = "decision_maker", _("Beslutsfattare")
        CALL_ADMINISTRATOR = "call_administrator", _("Utlysningsadministratör")
        REGISTRAR = "registrar", _("Registrator")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_roles", verbose_name=_("person"))
    role = models.CharField(_("roll"), max_length=20, choices=Role.choices)

    class Meta:
        ordering = ["role"]
        verbose_name = _("roll vid myndigheten")
        verbose_name_plural = _("roller vid myndigheten")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"],
                name="accounts_staff_role_once",
                violation_error_message=_("Personen har redan den rollen."),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    role__in=["case_officer", "assessor", "decision_maker", "call_administrator", "registrar"]
                ),
                name="accounts_staff_role_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.Role(self.role).label)


class Invitation(models.Model):
    """A link that lets a person choose a password, once. Only the link's digest is kept."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("person"))
    token_digest = models.CharField(_("länkens kontrollsumma"), max_length=64, unique=True)
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("inbjuden av")
    )
    created_at = models.DateTimeField(_("skickad"))
    expires_at = models.DateTimeField(_("gäller till"))
    used_at = models.DateTimeField(_("använd"), null=True, blank=True)

    # The link itself, known only where it was just made.
    link = ""

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("inbjudan")
        verbose_name_plural = _("inbjudningar")

    def __str__(self) -> str:
        return f"{self.person} {self.created_at:%Y-%m-%d}"

    def works_at(self, moment: datetime) -> bool:
        """Whether the link still lets its person in."""
        return self.used_at is None and moment < self.expires_at
