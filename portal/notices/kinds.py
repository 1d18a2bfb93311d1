"""The kinds of notices. A room registers its own when Django starts: `kinds.register(Kind(...))` in its apps.py."""

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
    """Make the kind known, and give it back."""
    _kinds[kind.key] = kind
    return kind


def all_kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.key)


def mutable_keys() -> set[str]:
    return {kind.key for kind in _kinds.values() if kind.may_be_muted}
