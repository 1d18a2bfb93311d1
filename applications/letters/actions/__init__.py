"""From a decision to a letter that the region has read. Called through this package: `applications.letters.actions.…`.

Everything is recorded on the case, so each action locks the case first.
"""

from applications.letters.actions.delivering import deliver_letter
from applications.letters.actions.mailings import (
    continue_mailing,
    finish_mailing,
    send_what_is_made,
    start_mailing,
    stop_mailing,
    try_letter_again,
)
from applications.letters.actions.making import make_letter, order_letter, unsigned_pdf_of
from applications.letters.actions.reading import acknowledge, note_appealed, note_opened
from applications.letters.actions.reminding import remind_of_unread

__all__ = [
    "acknowledge",
    "continue_mailing",
    "deliver_letter",
    "finish_mailing",
    "make_letter",
    "note_appealed",
    "note_opened",
    "order_letter",
    "remind_of_unread",
    "send_what_is_made",
    "start_mailing",
    "stop_mailing",
    "try_letter_again",
    "unsigned_pdf_of",
]
