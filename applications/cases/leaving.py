"""What waits for a person of a region in its cases: those where they are whom the authority turns to."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

import applications.cases.actions
from applications.cases.models import Case
from regions.leaving import Source, Waiting
from regions.models import Region


def _waits(person: Any, region: Region) -> list[Waiting]:
    cases = Case.objects.kept().filter(region=region, contact=person).select_related("call").order_by("-pk")
    return [Waiting(_("Kontaktperson"), about(case), reverse("drafting:overview", args=[case.pk])) for case in cases]


def about(case: Case) -> str:
    """A case in a line: the project, and its number or the call that its draft is for."""
    return f"{case.title} · {case.registry_number or case.call.shown_title}"


CONTACT = Source(waits=_waits, hand_over=applications.cases.actions.hand_over_contact)
