"""A region took its application back: a proposal that waits lapses, and a decision that is on its way to the region
stands, in the same transaction.
"""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

import applications.decisions.actions
from applications.submissions.events import application_withdrawn
from applications.submissions.models import Withdrawal


@receiver(application_withdrawn, dispatch_uid="decisions.lapse_proposal")
def on_application_withdrawn(sender: Any, withdrawal: Withdrawal, at: datetime, **kwargs: Any) -> None:
    applications.decisions.actions.expect_nothing_released(case=withdrawal.case)
    applications.decisions.actions.lapse_proposal(case=withdrawal.case, at=at)
