"""The kinds of notices.

A room makes its own known when Django starts, in a module that its apps.py imports in ready() or that an action needs:

    DECISION = register(Kind("decision", _("Beslut i era ärenden"), may_be_muted=False, concerns=acts_for_a_region))
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.accounts.rules import is_signed_in


@dataclass(frozen=True)
class Kind:
    """`key` is stored; `label` is what people see; some notices can't be turned off, such as that of a decision.

    `concerns` is the rule that says who can get such notices at all: others are not asked whether they want them.
    """

    key: str
    label: Any
    may_be_muted: bool = True
    concerns: Callable[[Any], bool] = is_signed_in


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make the kind known, and give it back. Raises ValueError when another kind has its key."""
    if _kinds.setdefault(kind.key, kind) != kind:
        raise ValueError(f"two kinds of notices are called {kind.key}")
    return kind


def kinds_for(person: Any) -> list[Kind]:
    """Every kind of notice that the person can get, by its key."""
    return [kind for _key, kind in sorted(_kinds.items()) if kind.concerns(person)]


def mutable_keys(person: Any) -> set[str]:
    """The keys of the kinds that the person can get and may turn off."""
    return {kind.key for kind in kinds_for(person) if kind.may_be_muted}
