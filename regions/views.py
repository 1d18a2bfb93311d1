"""A region's own page, and the switch of region in the header."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

import regions.queries
from portal.accounts.access import open_to
from regions.context import SESSION_KEY, acting_region
from regions.models import Membership
from regions.rules import ROLE_ABILITIES, acts_for_a_region, region_codes_of


@open_to(acts_for_a_region)
@require_GET
def region(request: HttpRequest) -> HttpResponse:
    """Who acts for the region that the person acts for now."""
    acting = acting_region(request)
    if acting is None:
        raise Http404
    context = {
        "members": regions.queries.members_of(acting),
        "roles": Membership.Role,
        "abilities": ROLE_ABILITIES,
    }
    return render(request, "regions/region.html", context)


@open_to(acts_for_a_region)
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act for another of one's regions. Leads to the start page: the page before belongs to the other region."""
    code = request.POST.get("region", "")
    if code not in region_codes_of(request.user):
        raise Http404
    request.session[SESSION_KEY] = code
    return redirect("desk:start")
