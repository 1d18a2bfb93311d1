"""Taking what is secret out of a case's papers, before anything is made of them. Pure.

What is masked is replaced in the data from which the file is made, so that it is nowhere in the file: there is nothing
underneath.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from applications.records.papers.paper import Paper, PaperFile, Part, Row, Table, Text

# A shorter text would be found within other words.
SHORTEST_WORDS = 3
# Texts that are shorter than this are not looked for where they also stand: a "Ja" stands everywhere.
_SHORTEST_TO_LOOK_FOR = 6


def mask_text(ground: str) -> str:
    return f"[maskerat: {ground}]"


@dataclass(frozen=True)
class Masks:
    """What is secret: parts by key, words wherever they stand, files by uuid; each with its ground."""

    parts: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def ground_of(self, key: str) -> str | None:
        """The ground by which what has this key is secret; of the widest mark that holds it."""
        pieces = key.split(":")
        for length in range(1, len(pieces) + 1):
            ground = self.parts.get(":".join(pieces[:length]))
            if ground:
                return ground
        return self.files.get(pieces[1]) if pieces[0] == "file" and len(pieces) > 1 else None

    def without_words(self, text: str) -> str:
        """`text` with every masked word replaced, however it is spaced or capitalised. The longest first."""
        for words in sorted(self.words, key=len, reverse=True):
            text = _pattern(words).sub(mask_text(self.words[words]), text)
        return text


def _pattern(words: str) -> re.Pattern[str]:
    """The words as they may stand: with any space between them, and the marks that invisibly break or join."""
    between = "[\u00ad\u200b\u200c\u200d\u2060]*"
    spaced = r"\s+".join(between.join(map(re.escape, word)) for word in words.split())
    return re.compile(spaced, re.IGNORECASE)


def masked(papers: Iterable[Paper], masks: Masks) -> list[Paper]:
    """The papers without what is secret. Originals, which can't be masked, are left out."""
    return [_masked_paper(paper, masks) for paper in papers]


def _masked_paper(paper: Paper, masks: Masks) -> Paper:
    files = tuple(_masked_file(file, masks) for file in paper.files)
    if ground := masks.ground_of(paper.key):
        whole = Part(texts=(Text(paper.key, "", mask_text(ground)),))
        return replace(paper, title=paper.kind, parts=(whole,), files=files, originals=())
    return replace(
        paper,
        title=masks.without_words(paper.title),
        parts=tuple(_masked_part(part, masks) for part in paper.parts),
        files=files,
        originals=(),
    )


def _masked_file(file: PaperFile, masks: Masks) -> PaperFile:
    return replace(file, name=masks.without_words(file.name))


def _masked_part(part: Part, masks: Masks) -> Part:
    table = part.table and Table(
        tuple(masks.without_words(head) for head in part.table.head),
        tuple(_masked_row(row, masks) for row in part.table.rows),
    )
    return Part(masks.without_words(part.heading), tuple(_masked_text(text, masks) for text in part.texts), table)


def _masked_row(row: Row, masks: Masks) -> Row:
    return replace(row, cells=tuple(_masked_text(cell, masks) for cell in row.cells))


def _masked_text(text: Text, masks: Masks) -> Text:
    if ground := masks.ground_of(text.key):
        return replace(text, label=masks.without_words(text.label), text=mask_text(ground), is_amount=False)
    return replace(text, label=masks.without_words(text.label), text=masks.without_words(text.text))


@dataclass(frozen=True)
class Leftover:
    """Something that was masked in one place and still stands in another."""

    key: str
    paper: str
    label: str


def leftovers(papers: Iterable[Paper], masks: Masks) -> list[Leftover]:
    """Where what is masked as a part of a paper still stands in the rest: an address in an answer and in a message.

    Of what was masked, whole texts are looked for, each of their lines, and every e-mail address and telephone number;
    of words that were masked wherever they stand, their other forms.
    """
    papers = list(papers)
    hidden = {
        needle for paper in papers for text in paper.texts() if masks.ground_of(text.key) for needle in _needles(text)
    }
    looked_for = [re.compile(re.escape(needle)) for needle in hidden]
    other_forms = [form for words in masks.words for form in _other_forms(words)]
    if not looked_for and not other_forms:
        return []
    return [
        Leftover(text.key, paper.title, text.label)
        for paper in masked(papers, masks)
        for text in paper.texts()
        if _stands_in(looked_for, _plain(text.text)) or _stands_in(other_forms, _bare(text.text))
    ]


def _stands_in(forms: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(form.search(text) for form in forms)


def _other_forms(words: str) -> Iterator[re.Pattern[str]]:
    """How what was masked may be told all the same, in the letters of `_bare`: a surname alone, any of a name's words
    in an e-mail address, and a number with other spaces.
    """
    if len(digits := re.sub(r"\D", "", words)) >= _SHORTEST_TO_LOOK_FOR:
        yield re.compile(r"(?<!\d)" + r"\D?".join(digits) + r"(?!\d)")
    pieces = [piece.strip(".,") for piece in words.split()]
    names = [piece for piece in pieces if len(piece) >= SHORTEST_WORDS and piece[:1].isupper() and piece.isalpha()]
    if len(pieces) > 1 and names:
        *others, surname = (rf"(?<![^\W\d_]){re.escape(_bare(name))}(?![^\W\d_])" for name in names)
        yield re.compile(surname)
        yield from (re.compile(rf"{name}[\w.+-]*@") for name in others)


def _bare(text: str) -> str:
    """Small letters without marks, as in an e-mail address: "Åsa" is "asa"."""
    parts = unicodedata.normalize("NFKD", _MASKED.sub("", text).casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


_MASKED = re.compile(r"\[maskerat: [^\]]*\]")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\d[\d \u00a0()/-]{5,}\d")


def _needles(text: Text) -> set[str]:
    lines = [text.text, *text.text.splitlines(), *_CONTACT.findall(text.text)]
    return {plain for line in lines if len(plain := _plain(line)) >= _SHORTEST_TO_LOOK_FOR}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
