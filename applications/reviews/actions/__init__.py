"""What can be done in the review of a case. Called through this package: `applications.reviews.actions.…`.

Every action locks the case's row.
"""

from applications.reviews.actions.agreeing import agree_on_scores
from applications.reviews.actions.asking import ask_about_points
from applications.reviews.actions.assessing import Given, hand_in_assessment, save_assessment
from applications.reviews.actions.completeness import check_completeness, save_check
from applications.reviews.actions.due import set_assessment_day
from applications.reviews.actions.noting import write_note

__all__ = [
    "Given",
    "agree_on_scores",
    "ask_about_points",
    "check_completeness",
    "hand_in_assessment",
    "save_assessment",
    "save_check",
    "set_assessment_day",
    "write_note",
]
