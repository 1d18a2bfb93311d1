"""The completeness check, assessments with scores, what was agreed on, internal notes, and what is said of time."""

from applications.reviews.models.assessments import Assessment, Score
from applications.reviews.models.completeness import Answer, AskedPoints, BegunCheck, CompletenessCheck
from applications.reviews.models.consensus import Consensus, ConsensusScore
from applications.reviews.models.delays import DecisionRequest, DelayNotice, RequestRefusal
from applications.reviews.models.due import AssessmentDay
from applications.reviews.models.notes import Note
from applications.reviews.models.refusal_files import RefusalFile

__all__ = [
    "Answer",
    "AskedPoints",
    "Assessment",
    "AssessmentDay",
    "BegunCheck",
    "CompletenessCheck",
    "Consensus",
    "ConsensusScore",
    "DecisionRequest",
    "DelayNotice",
    "Note",
    "RefusalFile",
    "RequestRefusal",
    "Score",
]
