"""Telling the workers, through Celery's queue, that something waits for them in the outbox."""

import time

import structlog
from celery import current_app

log = structlog.get_logger(__name__)

QUIET_SECONDS = 10


class WorkerQueue:
    """The way to the workers. When it is away it is left alone for a while, so that it does not hold up the web."""

    def __init__(self) -> None:
        self._quiet_until = 0.0

    def tell(self, task: str, *ids: int) -> bool:
        """Have a worker run `task` with a row's id. False when the queue is away: the relay finds the row later."""
        if time.monotonic() < self._quiet_until:
            return False
        try:
            current_app.send_task(task, args=ids)
        except Exception as error:  # noqa: BLE001 - whatever the broker's library raises
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            log.warning("queue_unavailable", task=task, ids=ids, error=type(error).__name__)
            return False
        return True


queue = WorkerQueue()
