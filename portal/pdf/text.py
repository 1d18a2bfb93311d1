"""Text from people, made fit for a document."""

import re
import unicodedata

_CONTROLS = {"Cc", "Cs"}
# Marks that turn the direction of writing, so that a line reads as something else than it says.
_TURNING = frozenset([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_NO_CHARACTERS = range(0xFDD0, 0xFDF0)
# Signs that people paste and our fonts lack, and how they are written instead, as HTML.
_ALIKE = {
    0x2011: "-",  # hard hyphen
    0x202F: "\u00a0",  # narrow hard space
    0x2028: "\n",
    0x2029: "\n",
    **dict.fromkeys([0x200C, 0x200D, 0x2060, 0xFE0E], ""),  # joiners, and the plain form of the sign before
    0xFE0F: "",  # asks for the coloured form of the sign before
    0xF0B7: "\u2022",  # the bullet of word processors
    0x2190: "&lt;-",
    0x2192: "-&gt;",
    0x2264: "&lt;=",
    0x2265: "&gt;=",
}
UNKNOWN = "[?]"
# No word is this long: somebody leant on a key, or pasted what is not text.
_ENDLESS_WORD = re.compile(r"\S{200,}")
_PIECE = 50
_AFTER_NUMBER = re.compile(r"(?<=\d) (?=§|%|\d{3}\b|kr\b|kronor\b|procent\b)|(?<=§) (?=\d)")


def clean(text: str) -> str:
    """`text` composed (NFC), with line ends as line feeds and without what can't be shown or misleads.

    Dropped are control characters but line feed and tab, surrogates, code points that are no characters (XML can't hold
    them) and marks that change the direction of writing.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    dropped = {ord(character): None for character in set(text) if _is_dropped(character)}
    return text.translate(dropped) if dropped else text


def with_good_breaks(text: str) -> str:
    """`text` with no line's end inside a number, or between it and its sign or what it counts (36 §, 4 350 000 kr).

    And with places to break lines in words of 200 letters or more, which lines and pages can't otherwise hold: the time
    to lay out a word grows with the square of its length, and one of 200 000 letters would hold a worker for long.
    """
    return _ENDLESS_WORD.sub(lambda word: "\u200b".join(_pieces(word[0])), _AFTER_NUMBER.sub("\u00a0", text))


def _pieces(word: str) -> list[str]:
    return [word[start : start + _PIECE] for start in range(0, len(word), _PIECE)]


def with_known_characters(html: str, known: frozenset[int]) -> str:
    """`html` with what the fonts lack written in another way: alike where there is something alike, else as "[?]".

    PDF/UA forbids the empty box that a font shows for what it lacks, and a gap would go unseen.
    """
    lacking = {ord(character) for character in set(html)} - known - {ord("\n"), ord("\t")}
    if not lacking:
        return html
    html = html.translate({point: _ALIKE.get(point, "\ufffd") for point in lacking})
    while "\ufffd\ufffd" in html:
        html = html.replace("\ufffd\ufffd", "\ufffd")
    return html.replace("\ufffd", UNKNOWN)


def _is_dropped(character: str) -> bool:
    point = ord(character)
    is_no_character = point & 0xFFFE == 0xFFFE or point in _NO_CHARACTERS  # noqa: PLR2004 - the last two of each plane
    return (
        is_no_character
        or point in _TURNING
        or (unicodedata.category(character) in _CONTROLS and character not in "\n\t")
    )
