"""What was handed in: immutable versions with their receipts; and what goes before a version, between two, and after.

Sign-offs come before one is handed in. Reopenings and supplement requests open a draft again beside the version that
stands. A withdrawal takes the application back. A registration tells how a version came that was not handed in here.
"""

from applications.submissions.models.changing import Reopening, Withdrawal
from applications.submissions.models.registrations import Registration
from applications.submissions.models.signing_off import SignOff
from applications.submissions.models.supplements import MoreTime, SupplementRequest
from applications.submissions.models.versions import ApplicationPdf, AppliedAmount, Submission, _pdf_path

__all__ = [
    "ApplicationPdf",
    "AppliedAmount",
    "MoreTime",
    "Registration",
    "Reopening",
    "SignOff",
    "Submission",
    "SupplementRequest",
    "Withdrawal",
    "_pdf_path",
]
