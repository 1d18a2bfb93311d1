"""A staff member's start page: what is late, what is soon to be, and what else waits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from applications.desk.queries import staff_tasks
from applications.desk.waiting import Task

# How long before its last day something is shown as soon to be.
SOON = timedelta(days=30)


@dataclass(frozen=True)
class StaffStart:
    """Each thing that waits stands in one place only; what has a last day with that which is nearest first."""

    late: list[Task]
    soon: list[Task]
    waits: list[Task]


def staff_start(user: Any, *, at: datetime) -> StaffStart:
    tasks, until = staff_tasks(user, at=at), localdate(at) + SOON
    late = [task for task in tasks if task.is_late]
    soon = [task for task in tasks if not task.is_late and task.last_day and task.last_day <= until]
    # Objects, and not what they say: two may say the same.
    dated = {id(task) for task in (*late, *soon)}
    return StaffStart(
        late=sorted(late, key=_last_day),
        soon=sorted(soon, key=_last_day),
        waits=[task for task in tasks if id(task) not in dated],
    )


def _last_day(task: Task) -> date:
    return task.last_day or date.max
