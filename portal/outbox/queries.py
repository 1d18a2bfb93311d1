"""What pages need to know of the outbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.outbox.models import Job, Mail

SHOWN = 50
PATIENCE = timedelta(minutes=15)


@dataclass(frozen=True)
class FailedDeliveries:
    """What somebody has to look at, newest first, at most 50 of each; and how much waits longer than it should."""

    mails: list[Mail]
    jobs: list[Job]
    overdue: int

    def __bool__(self) -> bool:
        return bool(self.mails or self.jobs or self.overdue)


def failed_deliveries(*, at: datetime) -> FailedDeliveries:
    """Deliveries that were given up, and the number of those that should have been done a quarter of an hour ago.

    Overdue ones mean that no worker runs, or that the mail server is away. Four queries, whatever the size.
    """
    return FailedDeliveries(
        mails=list(Mail.objects.failed().select_related("person").order_by("-created_at")[:SHOWN]),
        jobs=list(Job.objects.failed().order_by("-created_at")[:SHOWN]),
        overdue=Mail.objects.overdue_at(at, PATIENCE).count() + Job.objects.overdue_at(at, PATIENCE).count(),
    )
