"""Files that go with a message: taken and stored before the case is locked, and held by the message after."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

import portal.files.actions
import portal.notices.actions
from applications.cases.models import Case
from applications.cases.queries import officer_at_work
from applications.correspondence.models import Message, MessageFile
from applications.correspondence.notices import INFECTED_MESSAGE_FILE
from portal.files.models import StoredFile


def store_files(uploads: Sequence[UploadedFile], *, by: Any, at: datetime) -> list[StoredFile]:
    """Check and store what is to go with a message: all, or none of it will be sent.

    A large file holds up nobody: nothing is locked. What is stored and then not sent points at nothing, and goes at
    night (files.actions.remove_orphans). Raises ValidationError under the form's name for files.
    """
    if len(uploads) > MessageFile.MOST:
        text = _("Skicka högst %(limit)s filer på en gång. Välj färre, eller skicka resten i ett meddelande till.")
        raise ValidationError({"uploads": text % {"limit": MessageFile.MOST}}, code="too_many_files")
    stored, faults = [], []
    for upload in uploads:
        try:
            stored.append(portal.files.actions.store_file(upload=upload, by=by, at=at))
        except ValidationError as error:
            faults += [f"{upload.name}: {message}" for message in error.messages]
    if faults:
        raise ValidationError({"uploads": faults}, code="file")
    return stored


def attach(message: Message, stored: Sequence[StoredFile]) -> None:
    """Hold files by a message that has just been written, in its transaction."""
    MessageFile.objects.bulk_create([MessageFile(message=message, file=file) for file in stored])


@transaction.atomic
def tell_of_virus(*, message_id: int, stored: StoredFile, at: datetime) -> None:
    """A virus was found in what was sent with a message: tell who sent it, and the case's officer. Told once."""
    message = Message.objects.select_related("sent_by").get(pk=message_id)
    case = Case.objects.locked().select_related("officer").get(pk=message.case_id)
    link = reverse("correspondence:hearing", args=[case.pk])
    people = {person.pk: person for person in (message.sent_by, *officer_at_work(case))}
    portal.notices.actions.notify(
        people=list(people.values()),
        kind=INFECTED_MESSAGE_FILE,
        template="correspondence/mail_infected.txt",
        context={"case": case, "name": stored.name, "link": link},
        key=f"infected-message:{message.pk}:{stored.pk}",
        at=at,
        link=link,
    )
