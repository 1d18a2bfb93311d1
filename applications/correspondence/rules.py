"""Who may write in a case. Each predicate reads as a sentence: `may_write_for_authority(user, case)`."""

from typing import Any

import rules
from django.db.models import Q

from applications.cases.models import Case, Side
from applications.cases.rules import may_handle, was_submitted
from applications.correspondence.models import Message, MessageFile
from portal.files.models import StoredFile
from regions.rules import may_edit_for


@rules.predicate
def may_edit_for_its_region(user: Any, case: Case) -> bool:
    return may_edit_for(user, case.region_id)


may_write_for_region = may_edit_for_its_region & was_submitted
# One voice on each side: the officer answers for the authority, and others tell the officer.
may_write_for_authority = may_handle & was_submitted
may_write = {Side.REGION: may_write_for_region, Side.AUTHORITY: may_write_for_authority}


def may_open_sent_file(user: Any, stored: StoredFile) -> bool:
    """Whoever may read a message may open its files, on either side."""
    return MessageFile.objects.filter(file=stored, message__in=Message.objects.visible_to(user)).exists()


def cases_with_sent_file(uuid: Any) -> Q:
    """The cases in which a file went with a message."""
    return Q(pk__in=MessageFile.objects.filter(file__uuid=uuid).values("message__case"))
