"""Whom a case names beside its region, for judging a conflict of interest, and since which version. Pure."""

from applications.cases.models import Case, Party


def take_in_parties(case: Case, parties: list[Party], version: int) -> list[str]:
    """Set on a locked case whom its application names, and since which version. Returns the names of who is new.

    Who was there before and is written otherwise is known by the organisation number.
    """
    known = {key for party in case.parties for key in _keys(party)}
    added = [party["name"] for party in parties if known.isdisjoint(_keys(party))]
    case.parties = parties
    if added:
        case.parties_since = version
    return added


def _keys(party: Party) -> set[str]:
    """What one party is known by: name and organisation number, without what differs in writing alone."""
    number = "".join(character for character in party["number"] if character.isdigit())
    return {" ".join(party["name"].casefold().split()), number} - {""}
