"""The kinds of notices.

A room makes its own known when Django starts, in a module that its apps.py imports in ready() or that an action needs:

    DECISION = kinds.register(Kind("decision", _("Beslut i era ärenden"), may_be_muted=False))
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """`key` is stored; `label` is what people see; some notices can't be turned off, such as that of a decision."""

    key: str
    label: Any
    may_be_muted: bool = True


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make the kind known, and give it back. Raises ValueError when another kind has its key."""
    if _kinds.setdefault(kind.key, kind) != kind:
        raise ValueError(f"two kinds of notices are called {kind.key}")
    return kind


def all_kinds() -> list[Kind]:
    """Every kind, by its key."""
    return sorted(_kinds.values(), key=lambda kind: kind.key)


def mutable_keys() -> set[str]:
    """The keys of the kinds that a person may turn off."""
    return {kind.key for kind in _kinds.values() if kind.may_be_muted}
