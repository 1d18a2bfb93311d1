"""Proposals and decisions."""

from applications.decisions.models.decisions import Decision, GrantedAmount, Release
from applications.decisions.models.proposals import Ground, Proposal, ProposedAmount

__all__ = ["Decision", "GrantedAmount", "Ground", "Proposal", "ProposedAmount", "Release"]
