"""Proposing, deciding and releasing. Called through this package: `applications.decisions.actions.decide(…)`.

Every action locks the case's row, so one at a time acts on a case.
"""

from applications.decisions.actions.deciding import decide
from applications.decisions.actions.deciding_together import decide_together
from applications.decisions.actions.proposing import lapse_proposal, propose_decision, send_back
from applications.decisions.actions.releasing import expect_nothing_released, release_decisions
from applications.decisions.actions.replacing import propose_replacement

__all__ = [
    "decide",
    "decide_together",
    "expect_nothing_released",
    "lapse_proposal",
    "propose_decision",
    "propose_replacement",
    "release_decisions",
    "send_back",
]
