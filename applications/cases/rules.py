"""Who may do what to a case. Each predicate reads as a sentence: `is_officer_of(user, case)`."""

from collections.abc import Collection
from typing import Any

import rules

from applications.cases.models import Case, ConflictDeclaration
from portal.accounts.rules import (
    handles_cases,
    is_assessor,
    is_case_officer,
    is_decision_maker,
    is_registrar,
    reads_every_case,
)
from regions.rules import acts_for, may_edit_for


@rules.predicate
def may_choose_contact(user: Any, case: Case) -> bool:
    return may_edit_for(user, case.region_id)


may_assess_cases = is_assessor | is_case_officer


def declaration_of(user: Any, case: Case) -> ConflictDeclaration | None:
    """What the user has declared in this case, asked for once for each case object."""
    cache = case.__dict__.setdefault("_declarations", {})
    if user.pk not in cache:
        cache[user.pk] = case.declarations.filter(person=user).first()
    return cache[user.pk]


def remember_declarations(person: Any, cases: Collection[Case]) -> None:
    """Spare `declaration_of` a query for each of many cases. One query."""
    declared = {each.case_id: each for each in ConflictDeclaration.objects.filter(person=person, case__in=cases)}
    for case in cases:
        case.__dict__.setdefault("_declarations", {})[person.pk] = declared.get(case.pk)


@rules.predicate
def was_submitted(user: Any, case: Case) -> bool:
    return not case.is_draft


@rules.predicate
def has_declared_conflict(user: Any, case: Case) -> bool:
    declaration = declaration_of(user, case)
    return declaration is not None and declaration.has_conflict


@rules.predicate
def has_declared_no_conflict(user: Any, case: Case) -> bool:
    declaration = declaration_of(user, case)
    return (
        declaration is not None
        and not declaration.has_conflict
        # Who has come to the case since then is somebody else to have a conflict of interest with.
        and declaration.parties_since == case.parties_since
    )


@rules.predicate
def is_officer_of(user: Any, case: Case) -> bool:
    return case.officer_id is not None and case.officer_id == user.pk


@rules.predicate
def has_an_officer(user: Any, case: Case) -> bool:
    """Somebody who still works as a case officer is responsible. Who has left the authority holds no case."""
    return case.officer is not None and is_case_officer(case.officer)


@rules.predicate
def is_asked_to_assess(user: Any, case: Case) -> bool:
    return case.assessors.filter(person=user).exists()


@rules.predicate
def represents_the_applicant(user: Any, case: Case) -> bool:
    """Who represents a party has a conflict of interest without declaring it (förvaltningslagen 16 § 2)."""
    return acts_for(user, case.region_id)


# Who is to hear nothing of the case as staff.
is_barred = has_declared_conflict | represents_the_applicant
# A conflict that was declared is for the authority to settle (18 §), so its declarer can't take it back.
may_declare = handles_cases & was_submitted & ~represents_the_applicant & ~has_declared_conflict
may_take = is_case_officer & was_submitted & ~represents_the_applicant & ~has_declared_conflict
# Nobody works on a case before declaring that they have no conflict of interest in it.
is_free_of_conflict = has_declared_no_conflict & ~represents_the_applicant
# A declared conflict is settled by a decision maker without one (förvaltningslagen 18 §), never by its declarer, whom
# `is_free_of_conflict` leaves out too.
may_settle_conflicts = is_decision_maker & is_free_of_conflict
# The officer of a case handles it.
may_handle = is_case_officer & is_officer_of & is_free_of_conflict
# The officer may give the case away at any time, also before declaring anything.
may_hand_over = is_officer_of
# Who sees every case may give cases to officers: an officer those that nobody at work has, and their own; who decides
# or keeps the register any of them.
distributes_cases = reads_every_case
may_assign = is_decision_maker | is_registrar | (is_case_officer & (is_officer_of | ~has_an_officer))
may_be_asked_to_assess = may_assess_cases & ~represents_the_applicant & ~has_declared_conflict
