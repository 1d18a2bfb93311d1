"""Taking what is secret out of a case's papers, before anything is made of them. Pure.

What is masked is replaced in the data from which the file is made, so that it is nowhere in the file: there is nothing
underneath.
"""

import re
from collections.abc import Iterable, Mapping
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

    Of what was masked, whole texts are looked for, each of their lines, and every e-mail address and telephone number.
    """
    papers = list(papers)
    hidden = {
        needle for paper in papers for text in paper.texts() if masks.ground_of(text.key) for needle in _needles(text)
    }
    if not hidden:
        return []
    looked_for = re.compile("|".join(map(re.escape, sorted(hidden, key=len, reverse=True))))
    return [
        Leftover(text.key, paper.title, text.label)
        for paper in masked(papers, masks)
        for text in paper.texts()
        if looked_for.search(_plain(text.text))
    ]


_CONTACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\d[\d \u00a0()/-]{5,}\d")


def _needles(text: Text) -> set[str]:
    lines = [text.text, *text.text.splitlines(), *_CONTACT.findall(text.text)]
    return {plain for line in lines if len(plain := _plain(line)) >= _SHORTEST_TO_LOOK_FOR}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
