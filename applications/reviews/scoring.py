"""The arithmetic of scores: points by criterion to one figure of five. Pure; exact until the last rounding."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

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


@dataclass(frozen=True)
class Spread:
    """How far apart assessors are on one criterion: the fewest and most points given, and their mean."""

    lowest: int
    highest: int
    mean: Decimal
    max_score: int

    @property
    def is_wide(self) -> bool:
        """At least half of the scale lies between them: something to talk about before agreeing."""
        return 2 * (self.highest - self.lowest) >= self.max_score - 1


def spread_of(points: Iterable[int | None], max_score: int) -> Spread | None:
    """The spread of two or more assessors' points; None for fewer."""
    given = [each for each in points if each is not None]
    if len(given) < 2:  # noqa: PLR2004 - one alone has nobody to differ from
        return None
    return Spread(min(given), max(given), mean_of(given), max_score)


def mean_of(points: Sequence[int]) -> Decimal:
    """The mean of at least one assessor's points, with one decimal (halves up)."""
    return _round(Fraction(sum(points), len(points)))


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
    return None if total is None else _round(total)


def _round(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)


_WORDS = {
    1: _("uppfyller inte kriteriet"),
    2: _("uppfyller till liten del"),
    3: _("uppfyller till viss del"),
    4: _("uppfyller väl"),
    5: _("uppfyller mycket väl"),
}


def scale(max_score: int, words: Mapping[int, str] | None = None) -> list[tuple[int, str]]:
    """The points that may be given, with their words: (1, "1 – uppfyller inte kriteriet").

    `words` are the call's own for the criterion. Without them a scale to anything but five has words at its ends only.
    """
    if words:
        return _with_words(words, max_score)
    if max_score == HIGHEST:
        return [(points, f"{points} – {word}") for points, word in _WORDS.items()]
    ends = {1: _WORDS[1], max_score: _WORDS[HIGHEST]}
    return _with_words(ends, max_score)


def _with_words(words: Mapping[int, Any], max_score: int) -> list[tuple[int, str]]:
    return [
        (points, f"{points} – {words[points]}" if points in words else str(points))
        for points in range(1, max_score + 1)
    ]
