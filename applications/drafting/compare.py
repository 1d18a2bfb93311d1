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
    words, other_words = re.findall(r"\s+|\S+", one), re.findall(r"\s+|\S+", other)
    left: list[Part] = []
    right: list[Part] = []
    for tag, start, end, other_start, other_end in SequenceMatcher(None, words, other_words).get_opcodes():
        if end > start:
            left.append(Part("".join(words[start:end]), tag != "equal"))
        if other_end > other_start:
            right.append(Part("".join(other_words[other_start:other_end]), tag != "equal"))
    return left, right


def compare_values(field: Field, one: Value, other: Value) -> tuple[list[Part], list[Part]]:
    """Two values of a field as they are read: texts word by word, anything else whole."""
    texts = field.in_words(one), field.in_words(other)
    if field.type in {"short_text", "long_text"}:
        return compare(*texts)
    left, right = ([Part(text, True)] if text else [] for text in texts)
    return left, right
