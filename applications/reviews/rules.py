"""Who may review. Each predicate reads as a sentence: `may_assess(user, case)`."""

from typing import Any

import rules

from applications.cases.models import Case
from applications.cases.rules import (
    is_asked_to_assess,
    is_free_of_conflict,
    is_officer_of,
    may_assess_cases,
    may_handle,
    was_submitted,
)
from portal.accounts.rules import handles_cases, is_case_officer, is_decision_maker, is_registrar
from regions.rules import may_edit_for

may_check = may_handle
# The officer writes down what the assessors agreed on.
may_agree = may_handle
# Whoever handles cases may note something in one that they have no conflict of interest in.
may_note = handles_cases & was_submitted & is_free_of_conflict
is_assessor_of = may_assess_cases & (is_officer_of | is_asked_to_assess)
may_assess = is_assessor_of & is_free_of_conflict


@rules.predicate
def writes_for_its_region(user: Any, case: Case) -> bool:
    return may_edit_for(user, case.region_id)


# The officer tells the region that its case is delayed; or who decides, as of all the cases of a call at once.
tells_of_delays = is_case_officer | is_decision_maker
may_tell_of_delay = may_handle | (is_decision_maker & was_submitted & is_free_of_conflict)
# Whoever writes for the region asks that its case be decided; what comes on paper is registered.
may_request_decision = writes_for_its_region & was_submitted
may_register_request = may_handle | (is_registrar & was_submitted & is_free_of_conflict)
# To refuse is a decision of its own (förvaltningslagen 12 §).
may_refuse_request = is_decision_maker & was_submitted & is_free_of_conflict
