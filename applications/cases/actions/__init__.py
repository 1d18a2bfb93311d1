"""What can be done to a case itself. Called through this package: `applications.cases.actions.take_case(…)`.

The caller of a keyword `case` that says so has locked its row.
"""

from applications.cases.actions.assigning import ask_assessor, hand_over_case, take_case
from applications.cases.actions.contacts import hand_over_contact, set_contact
from applications.cases.actions.declaring import declare_conflict, settle_conflict
from applications.cases.actions.distributing import MOST_CASES, assign_cases
from applications.cases.actions.registering import (
    enter_document,
    keep_text,
    open_case,
    receive_application,
    register_case,
)
from applications.cases.actions.saved_views import remove_view, rename_view, save_view
from applications.cases.actions.stages import (
    await_answer,
    expect_not_withdrawn,
    expect_stage,
    expect_stage_for_region,
    move,
    release_outcome,
    set_discarded,
    set_title,
    set_withdrawn,
)

__all__ = [
    "MOST_CASES",
    "ask_assessor",
    "assign_cases",
    "await_answer",
    "declare_conflict",
    "enter_document",
    "expect_not_withdrawn",
    "expect_stage",
    "expect_stage_for_region",
    "hand_over_case",
    "hand_over_contact",
    "keep_text",
    "move",
    "open_case",
    "receive_application",
    "register_case",
    "release_outcome",
    "remove_view",
    "rename_view",
    "save_view",
    "set_contact",
    "set_discarded",
    "set_title",
    "set_withdrawn",
    "settle_conflict",
    "take_case",
]
