"""Who may do what with a letter. Each predicate reads as a sentence: `may_acknowledge(user, letter)`."""

from typing import Any

import rules

from applications.decisions.rules import may_release
from applications.letters.models import Letter
from portal.accounts.rules import handles_cases, is_call_administrator, is_decision_maker, reads_every_case
from regions.rules import acts_for, acts_for_a_region, may_edit_for

# The addresses: a region's people and those who handle cases; a preview is for those who read every case.
may_read_letters = acts_for_a_region | handles_cases
may_read_previews = reads_every_case
may_read_mailings = reads_every_case
may_send_letters = is_decision_maker
# A call's texts are for those who write them and those who use them; the cases to try them on only for the latter.
may_read_templates = reads_every_case | is_call_administrator


@rules.predicate
def is_delivered(user: Any, letter: Letter) -> bool:
    return letter.is_delivered


@rules.predicate
def acts_for_recipient(user: Any, letter: Letter) -> bool:
    return acts_for(user, letter.decision.case.region_id)


may_open_for_region = is_delivered & acts_for_recipient


@rules.predicate
def writes_for_recipient(user: Any, letter: Letter) -> bool:
    return may_edit_for(user, letter.decision.case.region_id)


# Whoever writes for the region can say that the region has taken part of its decision.
may_acknowledge = may_open_for_region & writes_for_recipient


@rules.predicate
def may_release_its_decision(user: Any, letter: Letter) -> bool:
    return may_release(user, letter.decision)


# Who may let the region know of a decision may also have its letter made again, and sent together with others.
may_send = may_send_letters & may_release_its_decision
