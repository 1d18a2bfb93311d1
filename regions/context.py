"""What every page's header needs to know: for which region the person acts now."""

from typing import Any

from django.http import HttpRequest

from regions.models import Membership, Region
from regions.rules import may_edit_for, memberships_of

SESSION_KEY = "acting_for"


def acting_region(request: HttpRequest) -> Region | None:
    """The region chosen in the header, or the first of the person's regions; None for those who act for none."""
    regions = {membership.region_id: membership.region for membership in memberships_of(request.user)}
    chosen = request.session.get(SESSION_KEY, "") if regions else ""
    return regions.get(chosen) or next(iter(regions.values()), None)


def acting_for(request: HttpRequest) -> dict[str, Any]:
    """Template variables `acting_region`, `acting_memberships`, `acting_role` (in words), `acting_may_write` (they do
    not only read) and `acting_regions`.
    """
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        nothing: dict[str, Any] = {"acting_memberships": [], "acting_regions": []}
        return nothing | {"acting_region": None, "acting_role": "", "acting_may_write": False}
    region = acting_region(request)
    memberships = memberships_of(request.user)
    here = [m for m in memberships if region and m.region_id == region.pk]
    return {
        "acting_region": region,
        "acting_memberships": here,
        "acting_role": _most_telling(here),
        "acting_may_write": region is not None and may_edit_for(request.user, region),
        "acting_regions": list({m.region_id: m.region for m in memberships}.values()),
    }


def _most_telling(memberships: list[Membership]) -> str:
    """Of a person's roles in a region the one that says most of what the person may do."""
    roles = {membership.role: membership.get_role_display() for membership in memberships}
    role = Membership.Role
    order = (role.SIGNATORY, role.COORDINATOR, role.EDITOR, role.READER)
    return next((str(roles[role]) for role in order if role in roles), "")


def shown_region(request: HttpRequest) -> Region | None:
    """The region that a form was shown for, should another have been chosen since; else the one acted for."""
    regions = {membership.region_id: membership.region for membership in memberships_of(request.user)}
    return regions.get(request.POST.get("region", "")) or acting_region(request)
