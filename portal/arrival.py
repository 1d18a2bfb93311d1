"""The moment a request arrived, which is the moment that counts against a deadline.

A document has come in when it reaches the authority (förvaltningslagen 22 §), so a request that waited for a
free worker must not be judged by when a view got to it. The moment is, in this order:

1. the reverse proxy's stamp, X-Request-Start, when the request comes from a proxy in TRUSTED_PROXIES;
2. the outermost point of the WSGI application (portal.wsgi).
"""

import ipaddress
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

ENVIRON_KEY = "portal.arrived_at"
# A stamp is believed within these bounds of our own clock: a proxy may be a little ahead, a request may have waited.
_MAY_BE_AHEAD = timedelta(seconds=2)
_MAY_HAVE_WAITED = timedelta(minutes=10)
_STAMP = re.compile(r"t=(\d{9,11}\.\d{1,6})")

log = structlog.get_logger(__name__)


def is_trusted_proxy(address: str) -> bool:
    """Whether `address` (REMOTE_ADDR; empty for a Unix socket) is one of TRUSTED_PROXIES ("unix" names the socket)."""
    if not address:
        return "unix" in settings.TRUSTED_PROXIES
    try:
        host = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(host in ipaddress.ip_network(network) for network in settings.TRUSTED_PROXIES if network != "unix")


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

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Django's development server and test client do not come by portal.wsgi.
        request.arrived_at = request.META.get(ENVIRON_KEY) or timezone.now()  # type: ignore[attr-defined]
        return self.get_response(request)


def stamp_arrival(environ: dict[str, object]) -> None:
    """Write the moment of arrival into a WSGI environ."""
    environ[ENVIRON_KEY] = arrival_from_environ(environ, datetime.fromtimestamp(time.time(), UTC))
