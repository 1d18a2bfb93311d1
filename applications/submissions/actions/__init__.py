"""What can be done with what is handed in. Called through this package: `applications.submissions.actions.…`."""

from applications.submissions.actions.handing_in import ApplicationChanged, TooLate, submit_application

__all__ = ["ApplicationChanged", "TooLate", "submit_application"]
