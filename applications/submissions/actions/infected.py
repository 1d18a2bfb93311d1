"""A virus in what was handed in, found afterwards: a search for viruses never holds up a submission."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

import portal.notices.actions
from applications.cases.models import Case
from applications.cases.queries import officer_at_work
from applications.drafting.models import Attachment
from applications.drafting.notices import INFECTED_FILE
from portal.files.models import StoredFile


@transaction.atomic
def tell_officer_of_virus(*, case_id: int, stored: StoredFile, at: datetime) -> None:
    """Tell a case's officer that a file which was handed in can't be opened, where the region can give another.

    The region is told by the room of drafts, whose file it is.
    """
    case = Case.objects.locked().select_related("officer").get(pk=case_id)
    if not Attachment.objects.to_be_replaced().filter(draft=case_id, file=stored).exists():
        return
    link = reverse("desk:case", args=[case.pk])
    portal.notices.actions.notify(
        people=officer_at_work(case),
        kind=INFECTED_FILE,
        template="submissions/mail_infected.txt",
        context={"case": case, "name": stored.name, "link": link},
        key=f"infected-submitted:{case.pk}:{stored.pk}",
        at=at,
        link=link,
    )
