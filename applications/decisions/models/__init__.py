"""Proposals and decisions, and the plans and boards that they rest on."""

from applications.decisions.models.boards import Board, DecisionBoard
from applications.decisions.models.decisions import Decision, GrantedAmount, Release
from applications.decisions.models.meetings import ItemAttendance, Meeting, MeetingAttendee, MeetingItem
from applications.decisions.models.minutes import Minutes, MinutesApproval, MinutesFile
from applications.decisions.models.proposals import Ground, Proposal, ProposedAmount
from applications.decisions.models.reasons import ProposalReason
from applications.decisions.models.scenarios import Scenario, ScenarioAmount, ScenarioLock, Solving

__all__ = [
    "Board",
    "Decision",
    "DecisionBoard",
    "GrantedAmount",
    "Ground",
    "ItemAttendance",
    "Meeting",
    "MeetingAttendee",
    "MeetingItem",
    "Minutes",
    "MinutesApproval",
    "MinutesFile",
    "Proposal",
    "ProposalReason",
    "ProposedAmount",
    "Release",
    "Scenario",
    "ScenarioAmount",
    "ScenarioLock",
    "Solving",
]
