"""Who may review. Each predicate reads as a sentence: `may_assess(user, case)`."""

from applications.cases.rules import (
    is_asked_to_assess,
    is_free_of_conflict,
    is_officer_of,
    may_assess_cases,
    may_handle,
)

may_check = may_handle
is_assessor_of = may_assess_cases & (is_officer_of | is_asked_to_assess)
may_assess = is_assessor_of & is_free_of_conflict
