"""The completeness check, assessments with their scores, what was agreed on, and internal notes."""

from applications.reviews.models.assessments import Assessment, Score
from applications.reviews.models.completeness import Answer, AskedPoints, BegunCheck, CompletenessCheck
from applications.reviews.models.consensus import Consensus, ConsensusScore
from applications.reviews.models.due import AssessmentDay
from applications.reviews.models.notes import Note

__all__ = [
    "Answer",
    "AskedPoints",
    "Assessment",
    "AssessmentDay",
    "BegunCheck",
    "CompletenessCheck",
    "Consensus",
    "ConsensusScore",
    "Note",
    "Score",
]
