"""What this room does when something happens in a room below."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

import applications.drafting.actions
from applications.drafting.models import Attachment
from portal.files.events import file_infected
from portal.files.models import StoredFile


@receiver(file_infected, dispatch_uid="drafting.file_infected")
def on_file_infected(stored: StoredFile, at: datetime, **kwargs: Any) -> None:
    for attachment_id in Attachment.objects.filter(file=stored).values_list("pk", flat=True):
        applications.drafting.actions.note_infected_attachment(attachment_id=attachment_id, at=at)
