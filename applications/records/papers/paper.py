"""What a paper of a case is, as data: the same for the file's PDF, for marking and masking what is secret. Pure.

Everything that a paper says stands in a `Text`, and every text has a key: `submission:12:project:summary`. Whatever
begins with a key and a colon is part of it, so that a field, a row, a section or a whole paper can be marked as secret.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Text:
    """The smallest thing that can be marked: what it is called, and what it says."""

    key: str
    label: str
    text: str
    is_amount: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table. It is marked as a whole."""

    key: str
    cells: tuple[Text, ...]

    @property
    def words(self) -> str:
        return ", ".join(cell.text for cell in self.cells if cell.text)


@dataclass(frozen=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Part:
    """A passage of a paper under a heading of its own, or under the paper's when it has none."""

    heading: str = ""
    texts: tuple[Text, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class PaperFile:
    """A file that belongs to a paper: `stored` is its row, `uuid` what it is marked by."""

    uuid: str
    name: str
    stored: Any


@dataclass(frozen=True)
class Original:
    """A file that the portal made and keeps, such as a letter: `content` is its field, `sha256` what it was then."""

    name: str
    content: Any
    sha256: str


@dataclass(frozen=True)
class Paper:
    """One paper. What is not public yet is left out of what is given to the public, and each paper says which it is:

    `is_working_paper`: not before the region has been told how its case was decided.
    `tells_of_deciding`: not now, for it tells of a decision, or of one that is being made, that no region knows of.
    """

    key: str
    kind: str
    title: str
    at: datetime
    parts: tuple[Part, ...]
    files: tuple[PaperFile, ...] = ()
    originals: tuple[Original, ...] = ()
    is_working_paper: bool = False
    tells_of_deciding: bool = False

    def texts(self) -> Iterator[Text]:
        """Every text in it, in order."""
        for part in self.parts:
            yield from part.texts
            for row in part.table.rows if part.table else ():
                yield from row.cells


def facts(key: str, pairs: Iterable[tuple[str, str]]) -> tuple[Text, ...]:
    """Labels and words as texts with keys of their own: `…:0`, `…:1`. What says nothing is left out."""
    return tuple(Text(f"{key}:{number}", label, text) for number, (label, text) in enumerate(pairs) if text)


def without_empty(paper: Paper) -> Paper:
    """The paper without parts that say nothing."""
    return replace(paper, parts=tuple(part for part in paper.parts if part.texts or (part.table and part.table.rows)))
