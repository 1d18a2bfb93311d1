"""The words in which cases are asked for. Every read by a user starts from `visible_to(user)`."""

from collections.abc import Hashable
from typing import Any

from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from applications.calls.querysets import PAGE_TEXTS, TITLE_AND_TIME
from applications.cases.states import ENDED, Stage
from portal.accounts.models import StaffRole
from portal.accounts.rules import is_assessor, reads_every_case
from regions.rules import region_codes_of

# What lists of a region's own cases say of each.
_IN_REGIONS_LISTS = (
    "region_id",
    "title",
    "stage",
    "registry_number",
    "amount_applied",
    "discarded_at",
    "withdrawn_at",
    "released_outcome",
    *(f"call__{name}" for name in TITLE_AND_TIME),
)


def officer_at_work(officer: str = "officer") -> Exists:
    """A condition on rows that lead to a case's officer by `officer`: the officer still works as one."""
    roles = StaffRole.objects.filter(role=StaffRole.Role.CASE_OFFICER, person__is_active=True)
    return Exists(roles.filter(person=OuterRef(officer)))


def has_ended() -> ExpressionWrapper:
    """To order cases by: those that are decided after the others."""
    return ExpressionWrapper(Q(stage__in=ENDED), output_field=BooleanField())


def alike(user: Any) -> Hashable:
    """The same for all to whom `visible_to` and its kin say the same but for what is their own; for portal.prepared."""
    return user.is_authenticated and user.is_active, user.roles, frozenset(region_codes_of(user))


class CaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "CaseQuerySet":
        """A region's people see their region's cases. Staff see cases that were handed in, never drafts:

        case officers, decision makers and registrars all of them, assessors those they were asked to assess; and each
        of them a case only once they have declared that they have no conflict of interest in it, with the parties that
        it has now (förvaltningslagen 16–18 §§). Nobody at the authority sees a case whose region they act for.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(region__in=region_codes_of(user))
        if reads_every_case(user) or is_assessor(user):
            seen |= self._seen_as_staff(user)
        return self.filter(seen)

    def visible_to_staff(self, user: Any) -> "CaseQuerySet":
        """What `user` may see in the capacity of staff alone."""
        if not (reads_every_case(user) or is_assessor(user)):
            return self.none()
        return self.filter(self._seen_as_staff(user))

    def named_to_staff(self, user: Any) -> "CaseQuerySet":
        """What lists may name to `user` as staff: also cases that open only once they have declared themselves.

        For lists of work and for the declaration itself; never for what an application, a message or a file says.
        """
        if not (reads_every_case(user) or is_assessor(user)):
            return self.none()
        return self.filter(self._named_as_staff(user))

    def awaiting_word_of(self, user: Any) -> "CaseQuerySet":
        """Cases that open to `user` as soon as they have declared that they have no conflict of interest."""
        return self.named_to_staff(user).filter(~Exists(self._declared_free(user)))

    def visible_to_region(self, user: Any) -> "CaseQuerySet":
        """What `user` may see on behalf of a region alone."""
        return (
            self.filter(region__in=region_codes_of(user)) if user.is_authenticated and user.is_active else self.none()
        )

    def _seen_as_staff(self, user: Any) -> Q:
        return self._named_as_staff(user) & Q(Exists(self._declared_free(user)))

    def _named_as_staff(self, user: Any) -> Q:
        from applications.cases.models import Assessor, ConflictDeclaration

        mine = {"case": OuterRef("pk"), "person": user.pk}
        barred = ConflictDeclaration.objects.filter(**mine, has_conflict=True)
        named = ~Q(stage=Stage.DRAFT) & Q(~Exists(barred))
        if regions := region_codes_of(user):
            named &= ~Q(region__in=regions)
        if not reads_every_case(user):
            named &= Q(Exists(Assessor.objects.filter(**mine)))
        return named

    def _declared_free(self, user: Any) -> Any:
        """The user's word that they have no conflict of interest, given when the case had the parties it has."""
        from applications.cases.models import ConflictDeclaration

        return ConflictDeclaration.objects.filter(
            case=OuterRef("pk"), person=user.pk, has_conflict=False, parties_since=OuterRef("parties_since")
        )

    def locked(self) -> "CaseQuerySet":
        """For an action: the case's row alone is locked until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).with_call().select_related("region")

    def with_call(self) -> "CaseQuerySet":
        """With the call as lists name it, without the texts of its own page."""
        return self.select_related("call").defer(*(f"call__{text}" for text in PAGE_TEXTS))

    def as_listed_for_region(self) -> "CaseQuerySet":
        """With what lists of a region's own cases say of them and their calls, and no more."""
        return self.select_related("call").only(*_IN_REGIONS_LISTS)

    def with_names(self) -> "CaseQuerySet":
        """With what the head of a case's page names: call, region and officer."""
        return self.select_related("call", "region", "officer")

    def without_officer(self) -> "CaseQuerySet":
        """Cases that nobody at work is responsible for: none took it, the officer left it, or left the authority."""
        return self.filter(~officer_at_work())

    def submitted(self) -> "CaseQuerySet":
        return self.exclude(stage=Stage.DRAFT)

    def kept(self) -> "CaseQuerySet":
        """Without the drafts that their region took away."""
        return self.filter(discarded_at__isnull=True)

    def drafts(self) -> "CaseQuerySet":
        return self.filter(stage=Stage.DRAFT)


class ConflictDeclarationQuerySet(models.QuerySet[Any]):
    def conflicts(self) -> "ConflictDeclarationQuerySet":
        """Those in which somebody said that they had a conflict, whatever the authority found of it."""
        return self.filter(Q(has_conflict=True) | ~Q(ruling=""))

    def to_settle(self) -> "ConflictDeclarationQuerySet":
        """Declared conflicts of interest that the authority has not ruled on."""
        return self.filter(has_conflict=True, ruling="")

    def others_than_of(self, user: Any) -> "ConflictDeclarationQuerySet":
        """Declared by other people: nobody rules on their own."""
        return self.exclude(person=user.pk)
