"""What this room does when something happens in a room below."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

import applications.submissions.actions.infected
from applications.submissions.models import Submission
from portal.files.events import file_infected
from portal.files.models import StoredFile


@receiver(file_infected, dispatch_uid="submissions.file_infected")
def on_file_infected(stored: StoredFile, at: datetime, **kwargs: Any) -> None:
    for case_id in set(Submission.objects.filter(files=stored).values_list("case", flat=True)):
        applications.submissions.actions.infected.tell_officer_of_virus(case_id=case_id, stored=stored, at=at)
