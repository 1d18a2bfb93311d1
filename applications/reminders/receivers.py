"""What this room does when something happens in a room below."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.dispatch import receiver

import applications.reminders.actions
from applications.calls.events import deadline_extended
from applications.calls.models import Extension


@receiver(deadline_extended, dispatch_uid="reminders.deadline_extended")
def on_deadline_extended(extension: Extension, regions: Collection[str], at: datetime, **kwargs: Any) -> None:
    applications.reminders.actions.tell_of_extension(extension=extension, regions=regions, at=at)
