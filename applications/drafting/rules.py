"""Who may do what to a draft. Each predicate reads as a sentence."""

from datetime import datetime
from typing import Any

import rules

from applications.calls.models import Call
from applications.cases.models import Case
from applications.drafting.models import Attachment
from portal.files.models import StoredFile
from regions.models import Region
from regions.rules import may_edit_for


@rules.predicate
def may_write_in(user: Any, case: Case) -> bool:
    return may_edit_for(user, case.region_id)


def may_write_section(user: Any, case: Case, section_key: str) -> bool:
    """Whether a form would do any good: the person may write, and the section is open. Else it is shown as text."""
    return may_write_in(user, case) and not case.discarded_at and case.draft.is_section_open(section_key)


def is_open(call: Call, region: Region, at: datetime) -> bool:
    """Whether the region can begin to apply: grace is for what is already on its way."""
    return call.application_time_for(region.pk).is_open_at(at)


def is_eligible(region: Region, call: Call) -> bool:
    return call.eligible_regions.filter(pk=region.pk).exists()


def may_open_attachment(user: Any, stored: StoredFile) -> bool:
    """A region's people open the files of their region's drafts, also those taken away, which can be put back."""
    mine = Case.objects.visible_to_region(user)
    return Attachment.objects.filter(file=stored, draft__case__in=mine).exists()
