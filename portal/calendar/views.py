"""A person's calendar address, and what calendar programs read from it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import portal.calendar.actions
from portal.accounts.access import open_to
from portal.accounts.rules import anyone, is_signed_in
from portal.calendar import dates, ical
from portal.calendar.models import Feed

# A new address waits in its person's session for the page that shows it.
NEW_ADDRESS = "calendar_address"


@open_to(is_signed_in)
@require_http_methods(["GET", "POST"])
def own_calendar(request: HttpRequest) -> HttpResponse:
    """The page of it. A POST makes a new address, which the page then shows once: only its digest is kept."""
    if request.method == "POST":
        request.session[NEW_ADDRESS] = portal.calendar.actions.renew_feed(person=request.user, at=timezone.now())
        return redirect("calendar:own")
    address = request.session.pop(NEW_ADDRESS, "")
    feed = Feed.objects.filter(person=request.user.pk).first()
    answer = render(request, "calendar/own.html", {"feed": feed, "address": address})
    answer["Cache-Control"] = "private, no-store"
    return answer


@open_to(is_signed_in)
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    portal.calendar.actions.close_feed(person=request.user)
    request.session.pop(NEW_ADDRESS, None)
    return redirect("calendar:own")


@open_to(anyone)
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All dates of the person whose address it is, to whoever holds it, such as their calendar program."""
    person = get_object_or_404(Feed.objects.with_token(token).select_related("person")).person
    now = timezone.now()
    with translation.override(person.language):
        content = ical.write(dates.dates_for(person, at=now), name=_("Regionala valideringsmedel"), at=now)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private"})
