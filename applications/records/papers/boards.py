"""How the call stood when a decision was made: what was frozen with it.

A case's file says of other cases only what their own regions know: a case whose decision is not told is left out, and
so is one in which somebody has declared a conflict of interest, for who may read this file may be that person. The
whole board, as its hash was made of it, is in the file once nothing is left out (docs/decisions, 53).
"""

from collections.abc import Iterator
from io import BytesIO

from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.cases.models import Case, ConflictDeclaration
from applications.decisions import board
from applications.decisions.board import BoardRow, ShownBoard
from applications.decisions.models import Decision, DecisionBoard
from applications.records.papers.paper import Original, Paper, Part, Row, Table, Text, facts
from portal.ui.numbers import kronor


def papers_of(case: Case) -> Iterator[Paper]:
    kept = DecisionBoard.objects.filter(decision__case=case).select_related("board", "decision__release")
    boards = list(kept.order_by("pk"))
    if not boards:
        return
    seen = _may_be_told_of(case)
    held = Decision.objects.filter(case__call=case.call_id, release__isnull=True).exclude(case=case)
    first_held = held.order_by("decided_at").values_list("decided_at", flat=True).first()
    for each in boards:
        # What a held decision of another case granted is among what was committed when a later one was made.
        tells_committed = first_held is None or each.decision.decided_at <= first_held
        yield _paper(case, each, seen, tells_committed=tells_committed)


def _may_be_told_of(case: Case) -> set[str]:
    """The registry numbers of the call's cases that may be read of here. One query."""
    barred = ConflictDeclaration.objects.filter(has_conflict=True).exclude(ruling="none")
    told = Case.objects.filter(call=case.call_id).exclude(released_outcome="")
    told = told.exclude(pk__in=barred.values("case"))
    return {number for number in (case.registry_number, *told.values_list("registry_number", flat=True)) if number}


def _paper(case: Case, kept: DecisionBoard, seen: set[str], *, tells_committed: bool) -> Paper:
    key = f"board:{kept.pk}"
    shown = board.thaw(kept.board.content, kept.committed, number=case.registry_number or "", seen=seen)
    left_out = ngettext(
        "%(number)s ärende visas inte: dess region har inte fått besked, eller någon har jäv i det.",
        "%(number)s ärenden visas inte: deras regioner har inte fått besked, eller någon har jäv i dem.",
        shown.hidden,
    ) % {"number": shown.hidden}
    told = [
        (_("Scenario som förslagen följde"), shown.scenario_name or _("Inget")),
        (_("Ärendets plats"), _place(shown)),
        (_("Utan poäng"), ", ".join(shown.without_score)),
        (_("Återkallade"), ", ".join(shown.withdrawn)),
        (_("Inte med här"), left_out if shown.hidden else ""),
        (_("Beslutat i andra ärenden"), "" if tells_committed else _("Visas när alla regioner har fått besked.")),
        (_("Kontrollsumma (SHA-256) för läget"), kept.board.sha256),
        (_("Kontrollsumma (SHA-256) för läget och vad som var beslutat innan"), kept.sha256),
    ]
    whole = not shown.hidden and tells_committed
    return Paper(
        key=key,
        kind=_("Läge"),
        title=_("Läget när beslutet fattades"),
        at=kept.decision.decided_at,
        parts=(
            Part(texts=facts(key, told)),
            Part(_("Utlysningens pengar"), table=_years(key, shown, tells_committed=tells_committed)),
            Part(_("Rangordningen"), table=_ranking(key, shown)),
        ),
        originals=tuple(_originals(kept)) if whole else (),
        tells_of_deciding=not kept.decision.is_released,
    )


def _place(shown: ShownBoard) -> str:
    if shown.this is None:
        return ""
    return _("%(place)s av %(ranked)s") % {"place": shown.this.place, "ranked": shown.ranked}


def _years(key: str, shown: ShownBoard, *, tells_committed: bool) -> Table:
    heads = (_("År"), _("Budget"), _("Beslutat i andra ärenden"), _("Kvar"))
    rows = []
    for one in shown.years:
        beside = (kronor(one.committed), kronor(one.left)) if tells_committed else ("–", "–")
        rows.append(_row(f"{key}:year:{one.year}", heads, (one.year, kronor(one.budget), *beside), amounts_from=1))
    return Table(heads, tuple(rows))


def _ranking(key: str, shown: ShownBoard) -> Table:
    heads = (_("Plats"), _("Ärende"), _("Region"), _("Projekt"), _("Poäng"), _("Sökt"), _("Scenario"))
    rows = (_row(f"{key}:case:{row.number}", heads, _words(row), amounts_from=4) for row in shown.rows)
    return Table(heads, tuple(rows))


def _words(row: BoardRow) -> tuple[str, ...]:
    planned = kronor(row.planned) if row.planned else "–"
    return (str(row.place), row.number, row.region, row.title, row.score, kronor(row.applied), planned)


def _row(key: str, heads: tuple[str, ...], words: tuple[str, ...], *, amounts_from: int) -> Row:
    cells = zip(heads, words, strict=True)
    return Row(key, tuple(Text(f"{key}:{n}", head, word, n >= amounts_from) for n, (head, word) in enumerate(cells)))


def _originals(kept: DecisionBoard) -> Iterator[Original]:
    """The two texts that the decision's hash was made of, to the letter."""
    for stem, text, sha256 in (
        ("lage", kept.board.content, kept.board.sha256),
        ("beslutat-innan", kept.committed, board.sha256_of(kept.committed)),
    ):
        yield Original(f"{stem}-{kept.sha256[:12]}.json", _Text(text), sha256)


class _Text:
    """A text that is opened as stored files are."""

    def __init__(self, text: str) -> None:
        self.text = text

    def open(self, _mode: str) -> "File[bytes]":
        return File(BytesIO(self.text.encode()))
