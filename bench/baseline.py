"""The bare view that pages are compared with: 25 rows and one join from PostgreSQL in a small template.

It has the middleware and the context processors of a new Django project, no session and nobody signed in: what the
portal's own middleware, its sign-in and its header cost is on the pages' side of the ratio.
"""

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import override_settings

from applications.cases.models import Case

ADDRESS = "/bench/"
ROWS = 25


def baseline(request: HttpRequest) -> HttpResponse:
    cases = Case.objects.select_related("region").order_by("pk")[:ROWS]
    return render(request, "bench/baseline.html", {"cases": cases}, using="bare")


def bare(handler: BaseHandler) -> None:
    """Give a handler the bare view's middleware instead of the portal's."""
    with override_settings(MIDDLEWARE=settings.BARE_MIDDLEWARE):
        handler.load_middleware()


def bare_application() -> WSGIHandler:
    """The bare view as a WSGI application of its own."""
    application = WSGIHandler()
    bare(application)
    return application
