"""Who may open a file. This room knows no cases: each room that keeps files says who may open those of its own.

    rules.add_gate(may_open_attachment)    # in the room's apps.py; (user, stored) -> bool

A file that no room's gate opens is closed to everyone.
"""

from collections.abc import Callable
from typing import Any

import rules

from portal.accounts.rules import is_signed_in
from portal.files.models import StoredFile

Gate = Callable[[Any, StoredFile], bool]
_gates: list[Gate] = []


def add_gate(gate: Gate) -> Gate:
    """Let `gate(user, stored)` open files, and give it back."""
    if gate not in _gates:
        _gates.append(gate)
    return gate


@rules.predicate
def may_open(user: Any, stored: StoredFile) -> bool:
    return is_signed_in(user) and any(gate(user, stored) for gate in _gates)
