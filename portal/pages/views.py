"""The site's own pages, and what is shown when something can't be."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from portal.accounts.access import open_to
from portal.accounts.rules import anyone
from portal.accounts.unsent import keep_unsent
from portal.pages.models import Page


@open_to(anyone)
@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "pages/page.html", {"page": get_object_or_404(Page, slug=slug)})


@open_to(anyone)
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For the machines that watch the portal: 200 when it can do its work, 503 when its database is away."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "failing", "database": "failing"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(request, "pages/error_413.html", status=413)
    return render(request, "pages/error_400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    context = {"reason": str(exception or ""), "written": _what_was_written(request)}
    return render(request, "pages/error_403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "pages/error_404.html", {"written": _what_was_written(request)}, status=404)


def _what_was_written(request: HttpRequest) -> list[str]:
    """The texts of a form where people write much, which they may no longer send: to be copied from the answer."""
    view = request.resolver_match.func if request.resolver_match else None
    if request.method != "POST" or not getattr(view, "keeps_unsent", False):
        return []
    own = {name: str(text) for name, text in request.POST.items() if name[0] != "_" and name != "csrfmiddlewaretoken"}
    return [text for text in own.values() if text.strip()]


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks neither the database nor the session, which may be what failed, nor takes the stylesheet for granted."""
    try:
        return HttpResponseServerError(render_to_string("pages/error_500.html"))
    except Exception:  # noqa: BLE001 - the last page there is must come whatever failed
        return HttpResponseServerError("<!doctype html><title>Fel</title><h1>Något gick fel hos oss</h1>")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For a form whose token is old. One that came from our own page is led back there, with what was written in it."""
    is_own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if is_own and keep_unsent(request):
        return redirect(request.get_full_path())
    return render(request, "pages/error_csrf.html", status=403)
