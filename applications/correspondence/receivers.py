"""What this room does when something happens in a room below."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

import applications.correspondence.actions
from applications.correspondence.models import MessageFile
from portal.files.events import file_infected
from portal.files.models import StoredFile


@receiver(file_infected, dispatch_uid="correspondence.file_infected")
def on_file_infected(stored: StoredFile, at: datetime, **kwargs: Any) -> None:
    for message_id in MessageFile.objects.filter(file=stored).values_list("message", flat=True):
        applications.correspondence.actions.tell_of_virus(message_id=message_id, stored=stored, at=at)
