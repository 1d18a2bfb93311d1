"""Two texts or values side by side, with what differs marked. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from applications.drafting.fields import Field, Value


@dataclass(frozen=True)
class Part:
    """A piece of a text, and whether the other text lacks it."""

    text: str
    differs: bool


def compare(one: str, other: str) -> tuple[list[Part], list[Part]]:
    """Both texts in pieces, word by word: put together again, the pieces are the texts."""
    words, other_words = _words(one), _words(other)
    left: list[Part] = []
    right: list[Part] = []
    for tag, start, end, other_start, other_end in SequenceMatcher(None, words, other_words).get_opcodes():
        if end > start:
            left.append(Part("".join(words[start:end]), tag != "equal"))
        if other_end > other_start:
            right.append(Part("".join(other_words[other_start:other_end]), tag != "equal"))
    return left, right


# How many words are shown before and after each change, when they are many.
_AROUND = 12


@dataclass(frozen=True)
class Change:
    """A piece of a text that was changed: what went, what came, or what stands in both, cut where it is long."""

    text: str
    kind: str  # "same", "removed" or "added"


def changes_between(old: str, new: str) -> list[Change]:
    """How one text became another, word by word, in one line of pieces. Long unchanged stretches are cut."""
    words, new_words = _words(old), _words(new)
    found: list[Change] = []
    steps = SequenceMatcher(None, words, new_words).get_opcodes()
    for number, (tag, start, end, new_start, new_end) in enumerate(steps):
        if tag == "equal":
            is_first, is_last = number == 0, number == len(steps) - 1
            found.append(Change(_shortened(words[start:end], is_first=is_first, is_last=is_last), "same"))
            continue
        if end > start:
            found.append(Change("".join(words[start:end]), "removed"))
        if new_end > new_start:
            found.append(Change("".join(new_words[new_start:new_end]), "added"))
    return found


def _shortened(words: list[str], *, is_first: bool, is_last: bool) -> str:
    before, after = 0 if is_first else _AROUND, 0 if is_last else _AROUND
    if len(words) <= before + after + _AROUND:
        return "".join(words)
    return f"{''.join(words[:before])} … {''.join(words[len(words) - after :])}"


def _words(text: str) -> list[str]:
    """Each word with the space after it."""
    return re.findall(r"\S+\s*|\s+", text)


def compare_values(field: Field, one: Value, other: Value) -> tuple[list[Part], list[Part]]:
    """Two values of a field as they are read: texts word by word, anything else whole."""
    texts = field.in_words(one), field.in_words(other)
    if field.type in {"short_text", "long_text"}:
        return compare(*texts)
    left, right = ([Part(text, True)] if text else [] for text in texts)
    return left, right
