"""Who may propose, and who may decide. Each predicate reads as a sentence: `may_decide(user, proposal)`."""

from typing import Any

import rules

from applications.cases.rules import has_declared_conflict, is_free_of_conflict, may_handle, represents_the_applicant
from applications.decisions.models import Proposal
from portal.accounts.rules import is_decision_maker

# The officer of a case presents it (föredragande).
may_propose = may_handle


@rules.predicate
def did_not_propose(user: Any, proposal: Proposal) -> bool:
    return proposal.proposed_by_id != user.pk


@rules.predicate
def is_free_of_conflict_in_its_case(user: Any, proposal: Proposal) -> bool:
    return is_free_of_conflict(user, proposal.case)


@rules.predicate
def is_barred_from_its_case(user: Any, proposal: Proposal) -> bool:
    return has_declared_conflict(user, proposal.case) or represents_the_applicant(user, proposal.case)


# Nobody decides on their own proposal: held here, in the action, and by the database.
may_decide = is_decision_maker & did_not_propose & is_free_of_conflict_in_its_case
may_send_back = may_decide
# Who will be able to decide once they have declared that they have no conflict of interest.
may_become_decider = is_decision_maker & did_not_propose & ~is_barred_from_its_case
