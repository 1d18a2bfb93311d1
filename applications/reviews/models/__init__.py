"""The completeness check, assessments and their scores."""

from applications.reviews.models.assessments import Assessment, Score
from applications.reviews.models.completeness import CompletenessCheck

__all__ = ["Assessment", "CompletenessCheck", "Score"]
