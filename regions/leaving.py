"""What waits for a person in a region, and goes to somebody else when they leave it.

This room knows no applications: each room that keeps something for a person says so itself.

    leaving.add_source(Source(waits=…, hand_over=…))    # in the room's apps.py
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from regions.models import Region


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what it is, what it is about, and where in the portal."""

    title: str
    about: str
    url: str


class HandOver(Protocol):
    def __call__(self, *, person: Any, region: Region, to: Any, by: Any, at: datetime) -> None:
        """Give all that waits for `person` in `region` to another person, or to nobody: `to` is None."""


@dataclass(frozen=True)
class Source:
    """What one room keeps for a person in a region: `waits(person, region)`, and how it goes to another."""

    waits: Callable[[Any, Region], list[Waiting]]
    hand_over: HandOver


_sources: list[Source] = []
_awaits_signatory: list[Callable[[Region], list[Waiting]]] = []


def add_source(source: Source) -> None:
    """Let a room say what waits for a person. Told twice it is known once."""
    if source not in _sources:
        _sources.append(source)


def add_what_awaits_a_signatory(waits: Callable[[Region], list[Waiting]]) -> None:
    """Let a room say what waits in a region for anyone who may hand in."""
    if waits not in _awaits_signatory:
        _awaits_signatory.append(waits)


def what_waits_for(person: Any, region: Region) -> list[Waiting]:
    return [waiting for source in _sources for waiting in source.waits(person, region)]


def what_awaits_a_signatory(region: Region) -> list[Waiting]:
    return [waiting for waits in _awaits_signatory for waiting in waits(region)]


def hand_over(*, person: Any, region: Region, to: Any, by: Any, at: datetime) -> list[Waiting]:
    """Give all that waits for `person` to `to`, and say what it was."""
    waiting = what_waits_for(person, region)
    for source in _sources:
        source.hand_over(person=person, region=region, to=to, by=by, at=at)
    return waiting
