"""What can be done with a case's records. Called through this package: `records.actions.order_case_file(…)`."""

from applications.records.actions.appeals import (
    check_time,
    dismiss_appeal,
    hand_over_appeal,
    reconsider,
    register_appeal,
)
from applications.records.actions.case_files import make_case_file, order_case_file, remove_old_files
from applications.records.actions.disclosures import (
    decide_disclosure,
    mark_file,
    mark_parts,
    mark_words,
    open_disclosure,
    order_copy,
    remove_mark,
)
from applications.records.actions.grounds import save_ground

__all__ = [
    "check_time",
    "decide_disclosure",
    "dismiss_appeal",
    "hand_over_appeal",
    "make_case_file",
    "mark_file",
    "mark_parts",
    "mark_words",
    "open_disclosure",
    "order_case_file",
    "order_copy",
    "reconsider",
    "register_appeal",
    "remove_mark",
    "remove_old_files",
    "save_ground",
]
