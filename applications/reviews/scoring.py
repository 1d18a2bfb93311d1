"""The arithmetic of scores: points by criterion to one figure of five. Pure; exact until the last rounding."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

HIGHEST = 5


@dataclass(frozen=True)
class Scored:
    """The points that a criterion got, on its scale from 1 to `max_score`, and its weight beside the others'."""

    points: int | None
    max_score: int
    weight: int


def weighted_total(scores: Iterable[Scored]) -> Decimal | None:
    """The weighted mean, on a scale to 5 whatever the criteria's own scales, with one decimal (halves up).

    Each criterion counts as its share of its highest points, times its weight; weights need not add up to 100.
    None when there are no criteria, or one of them has no points yet.
    """
    return _rounded(_exact_total(scores))


def mean_total(assessments: Iterable[Iterable[Scored]]) -> Decimal | None:
    """The mean of several assessments' totals, rounded once. None when there is none, or one is incomplete."""
    totals = [_exact_total(scores) for scores in assessments]
    known = [total for total in totals if total is not None]
    if not known or len(known) < len(totals):
        return None
    return _rounded(sum(known, Fraction()) / len(known))


def _exact_total(scores: Iterable[Scored]) -> Fraction | None:
    given = list(scores)
    weights = sum(score.weight for score in given)
    if not weights:
        return None
    total = Fraction()
    for score in given:
        if score.points is None:
            return None
        total += Fraction(score.points, score.max_score) * score.weight
    return total / weights * HIGHEST


def _rounded(total: Fraction | None) -> Decimal | None:
    if total is None:
        return None
    return (Decimal(total.numerator) / total.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)


_WORDS = {
    1: _("uppfyller inte kriteriet"),
    2: _("uppfyller till liten del"),
    3: _("uppfyller till viss del"),
    4: _("uppfyller väl"),
    5: _("uppfyller mycket väl"),
}


def scale(max_score: int) -> list[tuple[int, str]]:
    """The points that may be given, with their words: (1, "1 – uppfyller inte kriteriet").

    A scale to anything but five has words at its ends only.
    """
    if max_score == HIGHEST:
        return [(points, f"{points} – {word}") for points, word in _WORDS.items()]
    ends = {1: _WORDS[1], max_score: _WORDS[HIGHEST]}
    return [
        (points, f"{points} – {ends[points]}" if points in ends else str(points)) for points in range(1, max_score + 1)
    ]
