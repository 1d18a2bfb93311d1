"""Ways in which a letter reaches its region: the portal with its notice by mail, and others that are registered.

A channel hands over within the transaction that delivers the letter, so it writes to the outbox and sends nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from applications.cases.models import Case
from applications.letters.models import Letter


def _everybody(letter: Letter) -> bool:
    return True


@dataclass(frozen=True)
class Channel:
    """A way to reach a region: what it is called in the ledger, what it does, and for which letters."""

    key: str
    name: Any
    # hand_over(case, letter, at): the case is locked, the letter's file is kept.
    hand_over: Callable[[Case, Letter, datetime], None]
    reaches: Callable[[Letter], bool] = _everybody


_channels: dict[str, Channel] = {}


def register(channel: Channel) -> Channel:
    """Hand letters over by `channel` too, from now on, and give it back."""
    _channels[channel.key] = channel
    return channel


def channels_for(letter: Letter) -> list[Channel]:
    """Every way that this letter goes, in the order in which they were registered."""
    return [channel for channel in _channels.values() if channel.reaches(letter)]


def name_of(key: str) -> Any:
    """What a channel is called; its key where it is no longer there."""
    return _channels[key].name if key in _channels else key
