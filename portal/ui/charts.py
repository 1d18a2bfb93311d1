"""Bars for charts: where each part begins and how wide it is, in per cent. Drawn by templates/ui/_bars.html as a table
whose bars are pictures, so that what a bar shows stands beside it in words too. static/js/drafting/bars.js draws the
same bars anew. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# What tells parts from one another beside their colour: the names of patterns in templates/ui/_patterns.html.
PATTERNS = ("solid", "stripes", "dots", "grid", "outline")


@dataclass(frozen=True)
class Kind:
    """What a part of a bar is. `total` is of all bars together."""

    key: str
    label: str
    pattern: str
    total: int


@dataclass(frozen=True)
class Part:
    """A part of a bar, with its beginning and width as SVG takes them: 12.50%."""

    key: str
    pattern: str
    start: str
    width: str


@dataclass(frozen=True)
class Bar:
    key: str
    label: str
    parts: tuple[Part, ...]
    amount: int
    mark: str


@dataclass(frozen=True)
class Chart:
    """Bars of one scale. `kinds` says what their parts are."""

    name: str
    bars: tuple[Bar, ...]
    kinds: tuple[Kind, ...]


def chart(
    name: str,
    kinds: Mapping[str, str],
    amounts: Mapping[str, Mapping[str, int]],
    marks: Mapping[str, int] | None = None,
) -> Chart:
    """A bar for each of `amounts` (label → kind → amount), with parts in the order of `kinds` (key → label).

    `marks` are amounts that a line in each bar shows. The widest bar or mark takes the whole width.
    """
    marks = marks or {}
    most = max([1, *(sum(parts.values()) for parts in amounts.values()), *marks.values()])
    patterns = dict(zip(kinds, PATTERNS, strict=False))
    bars = []
    for label, given in amounts.items():
        parts, start = [], 0
        for key in kinds:
            amount = given.get(key, 0)
            parts.append(Part(key, patterns[key], _percent(start, most), _percent(amount, most)))
            start += amount
        mark = _percent(marks[label], most) if label in marks else ""
        bars.append(Bar(label, label, tuple(parts), start, mark))
    shown = (
        Kind(key, words, patterns[key], sum(given.get(key, 0) for given in amounts.values()))
        for key, words in kinds.items()
    )
    return Chart(name, tuple(bars), tuple(shown))


def _percent(amount: int, most: int) -> str:
    return f"{amount * 100 / most:.2f}%"
