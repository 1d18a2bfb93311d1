"""Writing to the other side in a case, and hearing the region. Called through this package:
`applications.correspondence.actions.send_message(…)`.
"""

from applications.correspondence.actions.files import tell_of_virus
from applications.correspondence.actions.hearing_reminders import remind_of_hearings
from applications.correspondence.actions.hearings import answer_hearing, ask_hearing, move_hearing, waive_hearing
from applications.correspondence.actions.messages import send_message, settle_message

__all__ = [
    "answer_hearing",
    "ask_hearing",
    "move_hearing",
    "remind_of_hearings",
    "send_message",
    "settle_message",
    "tell_of_virus",
    "waive_hearing",
]
