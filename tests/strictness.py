"""What is forgiven in production but not in the tests: a GET that writes, a template that names what is not there."""

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.base import Node
from django.urls import Resolver404, resolve

from tests.house.gets_that_write import GETS_THAT_WRITE

_WRITE = re.compile(r'\s*(?:INSERT\s+INTO|INSERT\s+OR\s+\w+\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
_LOCK = re.compile(r"\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b", re.IGNORECASE)


class GetWrote(AssertionError):
    """A GET changed something, or locked a row to do so."""


class GetNeverWrites:
    """Test middleware: the database refuses writes while a GET or HEAD is answered, but to the session's table."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or _name_of(request) in GETS_THAT_WRITE:
            return self.get_response(request)
        with connection.execute_wrapper(refuse_writes):
            return self.get_response(request)


def _name_of(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """A database wrapper under which only reads and the session's own rows pass. Raises GetWrote."""
    write = _WRITE.match(sql)
    if (write and write[1] != "django_session") or _LOCK.search(sql):
        raise GetWrote(f"a GET must not write: {sql[:200]}")
    return execute(sql, params, many, context)


class UndefinedVariable(AssertionError):
    """A template of ours asked for a variable that its view did not give."""


class RaiseWhenUndefined(str):
    """Django's `string_if_invalid`, which fails for our own templates and is silent for those of libraries.

    `{% if name %}` stays allowed: it is how a template asks whether it was given something.
    """

    __slots__ = ()
    ours = Path(settings.BASE_DIR) / "templates"

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __bool__(self) -> bool:
        return True

    def __mod__(self, variable: Any) -> str:
        origin = _template_being_rendered()
        if origin and Path(origin).is_relative_to(self.ours):
            raise UndefinedVariable(f"{Path(origin).relative_to(self.ours)} asks for “{variable}”, which is not there")
        return ""


def _template_being_rendered() -> str | None:
    """The file of the innermost template node on the call stack."""
    frame = inspect.currentframe()
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin.name)
        frame = frame.f_back
    return None
