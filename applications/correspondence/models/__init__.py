"""Messages in a case, and hearings by them."""

from applications.correspondence.models.hearings import Hearing, HearingAnswer, HearingWaiver
from applications.correspondence.models.messages import Message, MessageFile, Settled

__all__ = ["Hearing", "HearingAnswer", "HearingWaiver", "Message", "MessageFile", "Settled"]
