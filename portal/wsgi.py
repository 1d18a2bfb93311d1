"""The WSGI application. Its outermost act is to note when the request arrived (portal.arrival), and from whom."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from django.core.wsgi import get_wsgi_application

from portal.arrival import stamp_arrival
from portal.proxies import forget_what_strangers_claim, note_client_address

_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    stamp_arrival(environ)
    note_client_address(environ)
    forget_what_strangers_claim(environ)
    return _django(environ, start_response)
