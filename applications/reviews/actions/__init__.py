"""What can be done in the review of a case. Called through this package: `applications.reviews.actions.…`.

Every action locks the case's row.
"""

from applications.reviews.actions.agreeing import agree_on_scores
from applications.reviews.actions.assessing import hand_in_assessment, save_assessment, save_fields
from applications.reviews.actions.completeness import check_completeness
from applications.reviews.actions.due import set_assessment_day
from applications.reviews.actions.keeping import ChangedElsewhere, Given
from applications.reviews.actions.noting import write_note

__all__ = [
    "ChangedElsewhere",
    "Given",
    "agree_on_scores",
    "check_completeness",
    "hand_in_assessment",
    "save_assessment",
    "save_fields",
    "set_assessment_day",
    "write_note",
]
