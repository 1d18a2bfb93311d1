"""The public pages of calls."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.calls import queries
from applications.calls.calendar import dates_of_call
from applications.calls.models import Call
from portal.accounts.access import open_to
from portal.accounts.rules import anyone
from portal.calendar import ical
from regions.context import acting_region
from regions.rules import acts_for


@open_to(anyone)
@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    calls = queries.call_list(request.user, moment=now, page=request.GET.get("page", ""), region=acting_region(request))
    return render(request, "calls/list.html", {"calls": calls, "now": now})


@open_to(anyone)
@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """One call, with all that an applicant needs. A draft is seen by call administrators alone."""
    now = timezone.now()
    try:
        page = queries.call_page(request.user, slug=slug, moment=now, region=acting_region(request))
    except Call.DoesNotExist:
        raise Http404 from None
    return render(request, "calls/call.html", {"page": page, "call": page.call, "now": now})


@open_to(anyone)
@require_safe
def time_left(request: HttpRequest, slug: str) -> HttpResponse:
    """How long there is left, for a page that has stood open: for `?region=`, or the region that is acted for."""
    now, asked = timezone.now(), request.GET.get("region", "")
    region = asked if acts_for(request.user, asked) else getattr(acting_region(request), "pk", "")
    try:
        call = queries.call_for_its_time(request.user, slug)
    except Call.DoesNotExist:
        raise Http404 from None
    context = {"call": call, "time": call.application_time_for(region), "region_code": region, "now": now}
    return render(request, "calls/_deadline.html", {**context, "is_fresh": True})


@open_to(anyone)
@require_safe
def call_dates(request: HttpRequest, slug: str) -> HttpResponse:
    """When a published call opens and closes, as a file for calendars."""
    found = get_object_or_404(Call.objects.published().listed(), slug=slug)
    content = ical.write(dates_of_call(found), name=found.shown_title, at=timezone.now())
    filename = {"Content-Disposition": f'attachment; filename="{found.slug}.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=filename)
