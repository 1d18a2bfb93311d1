"""What the page of a person's own notices needs to know."""

from typing import Any

from portal.notices.kinds import mutable_keys
from portal.notices.models import MutedKind


def wanted_kinds(person: Any) -> list[str]:
    """The keys of the kinds that may be turned off and that this person has not turned off."""
    muted = MutedKind.objects.filter(person=person).values_list("kind", flat=True)
    return sorted(mutable_keys() - set(muted))
