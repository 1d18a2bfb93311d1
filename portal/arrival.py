"""The moment a request arrived, which is the moment that counts against a deadline.

A document has come in when it reaches the authority (förvaltningslagen 22 §), so a request that waited for a
free worker must not be judged by when a view got to it. The moment is, in this order:

1. the reverse proxy's stamp, X-Request-Start, when the request comes from a proxy in TRUSTED_PROXIES;
2. the outermost point of the WSGI application (portal.wsgi).
"""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from django.http import HttpResponse
from django.utils import timezone

from portal.proxies import is_trusted_proxy
from portal.requests import PortalRequest

ENVIRON_KEY = "portal.arrived_at"
# A stamp is believed within these bounds of our own clock: a proxy may be a little ahead, a request may have waited.
_MAY_BE_AHEAD = timedelta(seconds=2)
_MAY_HAVE_WAITED = timedelta(minutes=10)
_STAMP = re.compile(r"t=(\d{9,11}\.\d{1,6})", re.ASCII)

log = structlog.get_logger(__name__)


def arrival_from_environ(environ: dict[str, object], now: datetime) -> datetime:
    """The moment of arrival of the request in `environ`: the trusted proxy's stamp when it is believable, else `now`.

    nginx writes the stamp as `t=${msec}`: seconds since 1970 with milliseconds.
    """
    stamp = _STAMP.fullmatch(str(environ.get("HTTP_X_REQUEST_START", "")))
    if not stamp or not is_trusted_proxy(str(environ.get("REMOTE_ADDR", ""))):
        return now
    stamped = datetime.fromtimestamp(float(stamp[1]), UTC)
    if now - _MAY_HAVE_WAITED <= stamped <= now + _MAY_BE_AHEAD:
        return min(stamped, now)
    log.warning("request_stamp_not_believed", seconds_off=(now - stamped).total_seconds())
    return now


class ArrivalMiddleware:
    """Gives every request its `arrived_at`."""

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        # Django's development server and test client do not come by portal.wsgi.
        request.arrived_at = request.META.get(ENVIRON_KEY) or timezone.now()
        return self.get_response(request)


def stamp_arrival(environ: dict[str, object]) -> None:
    """Write the moment of arrival into a WSGI environ."""
    environ[ENVIRON_KEY] = arrival_from_environ(environ, datetime.fromtimestamp(time.time(), UTC))
