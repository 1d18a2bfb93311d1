"""Mails and jobs in the outbox, made as rows: nobody is told of them."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from portal.outbox.models import Job, Mail

QUEUED = datetime(2022, 6, 1, 10, 0, tzinfo=UTC)


def mail(**fields: Any) -> Mail:
    """A mail that waits to be sent."""
    return Mail.objects.create(
        **{
            "key": f"mail:{uuid4()}",
            "to": "karin@example.test",
            "subject": "3 dagar kvar: ansökan är inte inlämnad",
            "body": "Hej!\n\nDet är tre dagar kvar.\n",
            "category": "test",
            "created_at": QUEUED,
            "next_attempt_at": QUEUED,
            **fields,
        }
    )


def job(**fields: Any) -> Job:
    """A job that waits to be run; its task does nothing harmful: it looks at the outbox."""
    return Job.objects.create(
        **{
            "key": f"job:{uuid4()}",
            "task": "outbox.relay",
            "created_at": QUEUED,
            "next_attempt_at": QUEUED,
            **fields,
        }
    )
