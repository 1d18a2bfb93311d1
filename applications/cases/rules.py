"""Who may do what to a case. Each predicate reads as a sentence: `is_officer_of(user, case)`."""

from typing import Any

import rules

from applications.cases.models import Case, ConflictDeclaration
from portal.accounts.rules import handles_cases, is_assessor, is_case_officer

may_assess_cases = is_assessor | is_case_officer


def declaration_of(user: Any, case: Case) -> ConflictDeclaration | None:
    """What the user has declared in this case, asked for once for each case object."""
    cache = case.__dict__.setdefault("_declarations", {})
    if user.pk not in cache:
        cache[user.pk] = case.declarations.filter(person=user).first()
    return cache[user.pk]


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
    return declaration is not None and not declaration.has_conflict


@rules.predicate
def is_officer_of(user: Any, case: Case) -> bool:
    return case.officer_id is not None and case.officer_id == user.pk


@rules.predicate
def is_asked_to_assess(user: Any, case: Case) -> bool:
    return case.assessors.filter(person=user).exists()


may_declare = handles_cases & was_submitted
may_take = is_case_officer & was_submitted & ~has_declared_conflict
# The officer of a case handles it once no conflict of interest has been declared.
may_handle = is_case_officer & is_officer_of & has_declared_no_conflict
