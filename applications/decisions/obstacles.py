"""What rooms above know that stands in the way of replacing a decision, such as that it is appealed.

A room above adds what it knows with `add_obstacle` when Django starts. It is asked before a replacement is proposed and
again before it is decided.
"""

from collections.abc import Callable
from dataclasses import dataclass

from applications.decisions.models import Decision


@dataclass(frozen=True)
class Obstacle:
    """Why a decision should not be replaced. On the grounds (`Ground`) that it `stops` it can't be."""

    text: str
    stops: frozenset[str] = frozenset()


Asked = Callable[[Decision], Obstacle | None]
_asked: list[Asked] = []


def add_obstacle(asked: Asked) -> None:
    """From now on, `asked` is asked what stands in the way of replacing a decision."""
    if asked not in _asked:
        _asked.append(asked)


def obstacles_to(decision: Decision) -> list[Obstacle]:
    """All that stands in the way of replacing a decision."""
    return [obstacle for asked in _asked if (obstacle := asked(decision)) is not None]


def why_not_on(ground: str, decision: Decision) -> str:
    """Why a decision can't be replaced on this ground; "" when it can."""
    return next((obstacle.text for obstacle in obstacles_to(decision) if ground in obstacle.stops), "")
