"""Requests as a web server hands them over: through `portal.wsgi`, to a page that tells what it was told."""

import json
from datetime import datetime
from typing import Any
from wsgiref.util import setup_testing_defaults

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, JsonResponse
from django.urls import path

from portal.accounts.access import open_to
from portal.accounts.rules import anyone

PROXY, STRANGER = "10.0.0.5", "203.0.113.9"


@open_to(anyone)
def told(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        {
            "arrived_at": request.arrived_at.isoformat(),
            "client": get_adapter(request).get_client_ip(request) if request.META["REMOTE_ADDR"] else "",
            "secure": request.is_secure(),
            "headers": sorted(name for name in request.headers if name.startswith("X-")),
        }
    )


urlpatterns = [path("", told)]


def ask(**environ: Any) -> dict[str, Any]:
    """What the page was told: its own words, with `arrived_at` as a moment."""
    # Reads the settings when it is imported, so not before the fixtures of the session have made theirs.
    from portal.wsgi import application

    environ = {"HTTP_HOST": "localhost", "REMOTE_ADDR": STRANGER, **environ}
    setup_testing_defaults(environ)
    statuses: list[str] = []
    body = b"".join(application(environ, lambda status, headers, error=None: statuses.append(status)))
    assert statuses == ["200 OK"]
    answer = json.loads(body)
    return {**answer, "arrived_at": datetime.fromisoformat(answer["arrived_at"])}
