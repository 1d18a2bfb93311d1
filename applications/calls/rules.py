"""Who may do what with calls. Each predicate reads as a sentence: `may_administer_calls(user)`."""

from collections.abc import Callable
from typing import Any

import rules

from portal.accounts.rules import is_call_administrator

may_administer_calls = is_call_administrator

# Rooms above say when it is too late to give longer: each gate answers why not, "" when it does not mind.
ExtensionGate = Callable[[Any], str]
_extension_gates: list[ExtensionGate] = []


def add_extension_gate(gate: ExtensionGate) -> None:
    """Let a room above refuse longer time in a call. Called once, when Django starts."""
    _extension_gates.append(gate)


def why_not_extend(call: Any) -> list[str]:
    """Everything that speaks against giving longer in a published call; nothing when it can be done."""
    return [reason for gate in _extension_gates if (reason := gate(call))]


# Django admin asks by app label and by permission. A call is never deleted: a draft that nobody sees costs nothing,
# and its log stays whole. Its parts are deleted with the call's own form, and form versions stand as they are.
rules.add_perm("calls", may_administer_calls)
for _model in ("call", "callyear", "criterion", "checklistitem", "reminderstep", "lettertext", "phrase"):
    for _act in ("view", "add", "change"):
        rules.add_perm(f"calls.{_act}_{_model}", may_administer_calls)
for _model in ("callyear", "criterion", "checklistitem", "reminderstep", "lettertext"):
    rules.add_perm(f"calls.delete_{_model}", may_administer_calls)
