"""What can be done with what is handed in. Called through this package: `applications.submissions.actions.…`."""

from applications.submissions.actions.handing_in import ApplicationChanged, TooLate, submit_application
from applications.submissions.actions.indexing import index_answers
from applications.submissions.actions.pdfs import make_pdf, order_draft_pdf, order_version_pdf, send_receipt
from applications.submissions.actions.registering import PaperApplication, register_application
from applications.submissions.actions.reopening import end_reopening, reopen
from applications.submissions.actions.signing_off import mark_ready, send_back, take_back
from applications.submissions.actions.supplement_reminders import remind_of_supplements
from applications.submissions.actions.supplements import (
    CAN_BE_ASKED,
    answer_more_time,
    ask_more_time,
    ask_supplement,
    close_supplement,
    send_supplement,
)
from applications.submissions.actions.withdrawing import withdraw_application

__all__ = [
    "CAN_BE_ASKED",
    "ApplicationChanged",
    "PaperApplication",
    "TooLate",
    "answer_more_time",
    "ask_more_time",
    "ask_supplement",
    "close_supplement",
    "end_reopening",
    "index_answers",
    "make_pdf",
    "mark_ready",
    "order_draft_pdf",
    "order_version_pdf",
    "register_application",
    "remind_of_supplements",
    "reopen",
    "send_back",
    "send_receipt",
    "send_supplement",
    "submit_application",
    "take_back",
    "withdraw_application",
]
