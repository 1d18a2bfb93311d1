"""What the pages about a case's people need."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from applications.cases.models import Case, ConflictDeclaration, SavedView
from applications.cases.rules import has_an_officer, is_barred
from portal.accounts.models import StaffRole, User
from portal.prepared import Prepared
from regions.models import Membership


@dataclass(frozen=True)
class Handler:
    """Somebody who works with a case, and what they have declared (None: nothing yet)."""

    person: User
    is_officer: bool
    declaration: ConflictDeclaration | None


def handlers_of(case: Case) -> list[Handler]:
    """The officer first, then the assessors in the order they were asked. Two queries."""
    declared = {declaration.person_id: declaration for declaration in case.declarations.all()}
    asked = [assessor.person for assessor in case.assessors.select_related("person").order_by("pk")]
    officers = [case.officer] if case.officer else []
    return [
        Handler(person, person.pk == case.officer_id, declared.get(person.pk)) for person in _once([*officers, *asked])
    ]


def conflicts_declared(case: Case) -> list[ConflictDeclaration]:
    """The conflicts of interest that people at the authority have declared in a case, and how they were settled."""
    return list(case.declarations.conflicts().select_related("person", "ruled_by").order_by("declared_at", "pk"))


def officer_at_work(case: Case) -> list[User]:
    """Whom at the authority to tell of what happens in a case: its officer, if at work and free of conflict."""
    officer = case.officer
    if officer is None or not has_an_officer(officer, case) or is_barred(officer, case):
        return []
    return [officer]


def others_who_may_take(case: Case) -> QuerySet[User]:
    """Case officers to whom the case may be handed over."""
    return _others_free_of_conflict(case, StaffRole.Role.CASE_OFFICER)


def people_to_ask(case: Case) -> QuerySet[User]:
    """Assessors and case officers who may be asked to assess the case, and have not been."""
    people = _others_free_of_conflict(case, StaffRole.Role.ASSESSOR, StaffRole.Role.CASE_OFFICER)
    return people.exclude(Exists(case.assessors.filter(person=OuterRef("pk"))))


def who_may_settle(case: Case) -> QuerySet[User]:
    """Decision makers whom a declared conflict in the case concerns: those who have none in it themselves."""
    return _free_of_conflict(case, StaffRole.Role.DECISION_MAKER)


def views_of(person: Any) -> list[SavedView]:
    """A person's own views of the work list, by name. One query."""
    return _views_of(person)


@Prepared
def _views_of(person: Any) -> QuerySet[SavedView]:
    return SavedView.objects.filter(person=person)


def officers_at_work() -> QuerySet[User]:
    """Everybody who works as a case officer."""
    works = StaffRole.objects.filter(person=OuterRef("pk"), role=StaffRole.Role.CASE_OFFICER)
    return User.objects.filter(Exists(works), is_active=True).order_by("name", "pk")


def who_may_take_each(cases: QuerySet[Case]) -> QuerySet[User]:
    """Case officers who have no conflict of interest in any of the cases."""
    barred = ConflictDeclaration.objects.filter(person=OuterRef("pk"), case__in=cases.values("pk"), has_conflict=True)
    regions = Membership.objects.in_force().filter(person=OuterRef("pk"), region__in=cases.values("region"))
    return officers_at_work().exclude(Exists(barred)).exclude(Exists(regions))


def _others_free_of_conflict(case: Case, *roles: str) -> QuerySet[User]:
    """People with one of the roles, but for the case's officer."""
    return _free_of_conflict(case, *roles).exclude(pk=case.officer_id or 0)


def _free_of_conflict(case: Case, *roles: str) -> QuerySet[User]:
    """People with one of the roles who have declared no conflict of interest, and don't act for the region."""
    return (
        User.objects.filter(Exists(StaffRole.objects.filter(person=OuterRef("pk"), role__in=roles)), is_active=True)
        .exclude(Exists(case.declarations.filter(person=OuterRef("pk"), has_conflict=True)))
        .exclude(Exists(Membership.objects.in_force().filter(person=OuterRef("pk"), region=case.region_id)))
        .order_by("name", "pk")
    )


def _once(people: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(people))
