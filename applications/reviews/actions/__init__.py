"""What can be done in the review of a case. Called through this package: `applications.reviews.actions.…`.

Every action locks the case's row.
"""

from applications.reviews.actions.agreeing import agree_on_scores
from applications.reviews.actions.asking import ask_about_points
from applications.reviews.actions.assessing import hand_in_assessment, save_assessment, save_fields
from applications.reviews.actions.completeness import check_completeness, save_check
from applications.reviews.actions.delays import send_delay_notice, send_delay_notices
from applications.reviews.actions.due import set_assessment_day
from applications.reviews.actions.keeping import ChangedElsewhere, Given
from applications.reviews.actions.noting import write_note
from applications.reviews.actions.refusal_letters import make_refusal_letter
from applications.reviews.actions.request_reminders import remind_of_requests
from applications.reviews.actions.requesting import refuse_request, register_request, request_decision

__all__ = [
    "ChangedElsewhere",
    "Given",
    "agree_on_scores",
    "ask_about_points",
    "check_completeness",
    "hand_in_assessment",
    "make_refusal_letter",
    "refuse_request",
    "register_request",
    "remind_of_requests",
    "request_decision",
    "save_assessment",
    "save_check",
    "save_fields",
    "send_delay_notice",
    "send_delay_notices",
    "set_assessment_day",
    "write_note",
]
