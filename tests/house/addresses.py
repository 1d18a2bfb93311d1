"""All addresses of the site, read from the URL configuration as it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

OUR_PACKAGES = ("portal.", "regions.", "applications.")


@dataclass(frozen=True)
class Address:
    """`name` as `reverse` takes it, the names of what it is given, and its view."""

    name: str
    parameters: tuple[str, ...]
    view: Any

    @property
    def is_ours(self) -> bool:
        return self.view.__module__.startswith(OUR_PACKAGES)


def all_addresses() -> list[Address]:
    """Every address, the demonstration's own among them whether or not this is a demonstration."""
    found = {address.name or str(address): address for address in _walk(get_resolver().url_patterns, (), ())}
    demo = import_module("applications.demo.urls")
    for address in _walk(demo.urlpatterns, (demo.app_name,), ()):
        found.setdefault(address.name, address)
    return sorted(found.values(), key=lambda address: address.name)


def _walk(patterns: list[Any], namespaces: tuple[str, ...], parameters: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        taken = parameters + tuple(pattern.pattern.converters or pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, inner, taken)
        elif isinstance(pattern, URLPattern):
            yield Address(":".join((*namespaces, pattern.name or "")), taken, pattern.callback)
