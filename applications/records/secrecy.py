"""What is secret in a disclosure: its marks as masks, what can be marked, and the note of what was masked and why."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.records.bundle import Contents, MaskedFile
from applications.records.masking import Leftover, Masks, leftovers, masked
from applications.records.models import CaseFile, Disclosure, SecrecyMark
from applications.records.papers import papers_of
from applications.records.papers.paper import Paper


def marks_of(disclosure: Disclosure) -> list[SecrecyMark]:
    """The marks that hold."""
    marks = disclosure.marks.filter(removed_at__isnull=True).select_related("replacement", "marked_by")
    return list(marks.order_by("pk"))


def masks_of(marks: Iterable[SecrecyMark]) -> Masks:
    """Marks as what masks papers. A file with a copy in its place is masked in the papers' lists as any other."""
    by_kind: dict[str, dict[str, str]] = {kind: {} for kind in SecrecyMark.Kind.values}
    for mark in marks:
        by_kind[mark.kind][mark.target] = mark.ground
    return Masks(by_kind["part"], by_kind["words"], by_kind["file"])


def digest_of(marks: Iterable[SecrecyMark]) -> str:
    """A hash of the marks: a masked file that was made with others is out of date."""
    rows = [[mark.kind, mark.target, mark.ground, mark.replacement_id] for mark in marks]
    return hashlib.sha256(json.dumps(sorted(rows, key=str)).encode()).hexdigest()


def masked_contents(wanted: CaseFile, title: str, at: datetime) -> tuple[Contents, str]:
    """What the masked file of a disclosure holds, and the digest of the marks that it was made with."""
    marks = marks_of(wanted.disclosure) if wanted.disclosure else []
    masks = masks_of(marks)
    files = {mark.target: MaskedFile(mark.ground, mark.replacement) for mark in marks if mark.kind == "file"}
    contents = Contents(
        stem=wanted.stem,
        title=title,
        made_at=at,
        papers=masked(papers_of(wanted.case, public_only=True), masks),
        is_masked=True,
        masked_files=files,
        note=_note(marks, masks),
    )
    return contents, digest_of(marks)


def _note(marks: list[SecrecyMark], masks: Masks) -> str:
    """What was masked and why. It never says what was masked."""
    lines = ["Det här är maskerat, och varför.", ""]
    for mark in marks:
        lines += [f"- {_called(mark, masks)}", f"  {mark.ground}"]
        if mark.replacement_id:
            lines.append("  En maskerad kopia finns i stället.")
    if not marks:
        lines.append("Inget är maskerat.")
    lines += [
        "",
        "Det som är maskerat är borttaget ur texten och inte övertäckt.",
        "Portalens egna filer (ansökan och brev som PDF) finns inte med, för de går inte att maskera.",
        "Arbetsmaterial, och beslut som inte är lämnade till regionen, är inte allmänna handlingar och finns inte med.",
        "Vill du ha ett skriftligt beslut om det som inte lämnas ut, som går att överklaga? Be myndigheten om det.",
        "",
    ]
    return "\n".join(lines)


def _called(mark: SecrecyMark, masks: Masks) -> str:
    return masks.without_words(mark.label)


@dataclass(frozen=True)
class Target:
    """Something that can be marked on the page: a whole paper, a field or a row; or that is marked already."""

    key: str
    label: str
    words: str
    ground: str | None


@dataclass(frozen=True)
class MarkablePaper:
    paper: Paper
    ground: str | None
    targets: tuple[Target, ...]

    def has_any(self, keys: Collection[str]) -> bool:
        """Whether the paper, or something in it, is among `keys`."""
        return self.paper.key in keys or any(target.key in keys for target in self.targets)


@dataclass(frozen=True)
class MarkingPage:
    papers: list[MarkablePaper]
    marks: list[SecrecyMark]
    leftovers: list[Leftover]
    labels: dict[str, str]
    # The attachments that are not marked, by uuid, as they are numbered in the file.
    files: list[tuple[str, str]]


@translation.override("sv")
def marking_page(disclosure: Disclosure, case: Case) -> MarkingPage:
    """All that can be marked in a disclosure, what is marked, and where what is marked still stands."""
    papers = papers_of(case, public_only=True)
    marks = marks_of(disclosure)
    masks = masks_of(marks)
    shown = [_markable(paper, masks) for paper in papers]
    labels = {paper.key: paper.title for paper in papers}
    labels |= {target.key: f"{one.paper.title}: {target.label}" for one in shown for target in one.targets}
    files = list({file.uuid: file.name for paper in papers for file in paper.files}.items())
    numbered = [
        (uuid, _("Bilaga %(number)s: %(name)s") % {"number": number, "name": name})
        for number, (uuid, name) in enumerate(files, 1)
        if uuid not in masks.files
    ]
    return MarkingPage(shown, marks, leftovers(papers, masks), labels, numbered)


def _markable(paper: Paper, masks: Masks) -> MarkablePaper:
    targets = []
    for part in paper.parts:
        # A file in a list of files is marked with the file itself.
        for text in part.texts:
            if not text.key.startswith("file:"):
                targets.append(Target(text.key, text.label or part.heading, text.text, masks.ground_of(text.key)))
        for number, row in enumerate(part.table.rows if part.table else (), 1):
            label = _("%(heading)s, rad %(number)s") % {"heading": part.heading or paper.title, "number": number}
            targets.append(Target(row.key, label, row.words, masks.ground_of(row.key)))
    return MarkablePaper(paper, masks.ground_of(paper.key), tuple(targets))
