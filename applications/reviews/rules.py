"""Who may review. Each predicate reads as a sentence: `may_assess(user, case)`."""

from applications.cases.rules import (
    is_asked_to_assess,
    is_free_of_conflict,
    is_officer_of,
    may_assess_cases,
    may_handle,
    was_submitted,
)
from portal.accounts.rules import handles_cases

may_check = may_handle
# The officer writes down what the assessors agreed on.
may_agree = may_handle
# Whoever handles cases may note something in one that they have no conflict of interest in.
may_note = handles_cases & was_submitted & is_free_of_conflict
is_assessor_of = may_assess_cases & (is_officer_of | is_asked_to_assess)
may_assess = is_assessor_of & is_free_of_conflict
