"""Proposing, deciding and releasing, and the plans beside. Called through this package:
`applications.decisions.actions.decide(…)`.

Every action on a case locks the case's row, so one at a time acts on a case; every action on a scenario locks that.
"""

from applications.decisions.actions.agendas import add_to_agenda, arrange_item, move_on_agenda, take_off_agenda
from applications.decisions.actions.boards import freeze_board
from applications.decisions.actions.deciding import decide
from applications.decisions.actions.deciding_together import decide_together
from applications.decisions.actions.meeting_decisions import decide_items
from applications.decisions.actions.meetings import cancel_meeting, change_meeting, plan_meeting, set_attendance
from applications.decisions.actions.minutes import approve_minutes, close_meeting, make_minutes
from applications.decisions.actions.proposing import lapse_proposal, propose_decision, send_back
from applications.decisions.actions.proposing_plans import propose_scenario
from applications.decisions.actions.releasing import expect_nothing_released, release_decisions
from applications.decisions.actions.replacing import propose_replacement
from applications.decisions.actions.scenarios import (
    archive_scenario,
    choose_scenario,
    copy_scenario,
    describe_scenario,
    let_go_of_scenario,
    make_scenario,
    restore_scenario,
    set_amounts,
)
from applications.decisions.actions.solving import order_solving, solve

__all__ = [
    "add_to_agenda",
    "approve_minutes",
    "archive_scenario",
    "arrange_item",
    "cancel_meeting",
    "change_meeting",
    "choose_scenario",
    "close_meeting",
    "copy_scenario",
    "decide",
    "decide_items",
    "decide_together",
    "describe_scenario",
    "expect_nothing_released",
    "freeze_board",
    "lapse_proposal",
    "let_go_of_scenario",
    "make_minutes",
    "make_scenario",
    "move_on_agenda",
    "order_solving",
    "plan_meeting",
    "propose_decision",
    "propose_replacement",
    "propose_scenario",
    "release_decisions",
    "restore_scenario",
    "send_back",
    "set_amounts",
    "set_attendance",
    "solve",
    "take_off_agenda",
]
