"""The portal and the bare view behind one gunicorn, each with its own middleware."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

from portal.wsgi import application as portal

# isort: split
# The portal's application has set Django up, and so the bare view's models can be imported.
from bench.baseline import ADDRESS, bare_application

_bare = bare_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    chosen = _bare if environ["PATH_INFO"] == ADDRESS else portal
    return chosen(environ, start_response)
