"""An application as people read it, in answers and tables: the same for a draft and a version handed in. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import sqrt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications.calls.definition import Question, Section
from applications.drafting.content import AttachedFile, DraftContent
from applications.drafting.fields import funder_kind_label
from portal.ui.numbers import kronor

# A text from which a column is as wide as it gets.
_LONG_TEXT = 300


@dataclass(frozen=True)
class Answer:
    """A question and what was answered; nothing when it was not."""

    label: str
    text: str
    key: str = ""


@dataclass(frozen=True)
class Cell:
    text: str
    is_amount: bool = False


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """Rows under headings, and perhaps a last row of sums."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]
    sums: Row = ()

    @property
    def shares(self) -> list[int]:
        """How much of the width each column is given, per cent: more where texts are longer, but not as much more."""
        columns = zip(self.head, *([cell.text for cell in row] for row in self.rows), strict=True)
        weights = [sqrt(min(max(map(len, texts)), _LONG_TEXT)) for texts in columns]
        return [round(100 * weight / sum(weights)) for weight in weights]


def _row(*values: str | int | None) -> Row:
    """Values as cells: whole numbers are kronor."""
    return tuple(Cell(kronor(value), True) if isinstance(value, int) else Cell(value or "") for value in values)


@dataclass(frozen=True)
class ShownSection:
    key: str
    title: str
    answers: tuple[Answer, ...] = ()
    table: Table | None = None
    files: tuple[AttachedFile, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.answers or self.files or (self.table and self.table.rows))


def shown_sections(content: DraftContent, years: Iterable[int]) -> list[ShownSection]:
    """Every section of the form with what the application says in it, in the form's order."""
    years = tuple(years)
    show = {
        "questions": _questions,
        "partners": _partners,
        "period": _period,
        "activities": _activities,
        "budget": _budget,
        "funding": _funding,
        "attachments": _attachments,
    }
    return [show[section.kind](section, content, years) for section in content.definition.sections]


def _questions(section: Section, content: DraftContent, years: tuple[int, ...]) -> ShownSection:
    answers = (Answer(str(q.label), _answer(q, content.answer(section.key, q.key)), q.key) for q in section.questions)
    return ShownSection(section.key, str(section.title), answers=tuple(answers))


def _answer(question: Question, value: str) -> str:
    if question.type == "choice":
        return next((str(option.label) for option in question.options if option.key == value), value)
    if question.type == "yes_no":
        return {"yes": _("Ja"), "no": _("Nej")}.get(value, value)
    return value


def _partners(section: Section, content: DraftContent, years: tuple[int, ...]) -> ShownSection:
    rows = tuple(_row(p.name, p.org_number, p.role, p.share) for p in content.partners)
    head = (_("Namn"), _("Organisationsnummer"), _("Roll i projektet"), _("Del av budgeten"))
    return ShownSection(section.key, str(section.title), table=Table(head, rows))


def _period(section: Section, content: DraftContent, years: tuple[int, ...]) -> ShownSection:
    answers = (
        Answer(_("Projektet börjar"), _day(content.start_on)),
        Answer(_("Projektet slutar"), _day(content.end_on)),
    )
    return ShownSection(section.key, str(section.title), answers=answers)


def _activities(section: Section, content: DraftContent, years: tuple[int, ...]) -> ShownSection:
    rows = tuple(_row(a.name, a.description, _day(a.start_on), _day(a.end_on)) for a in content.activities)
    head = (_("Aktivitet"), _("Beskrivning"), _("Börjar"), _("Slutar"))
    return ShownSection(section.key, str(section.title), table=Table(head, rows))


def _budget(section: Section, content: DraftContent, years: tuple[int, ...]) -> ShownSection:
    costs = content.costs(years)
    rows = tuple(_row(str(row.cost_type.label), *row.amounts.values(), row.total) for row in costs.rows)
    head = (_("Kostnadsslag"), *map(str, years), _("Summa"))
    sums = _row(_("Summa"), *costs.totals.values(), costs.total)
    return ShownSection(section.key, str(section.title), table=Table(head, rows, sums))


def _funding(section: Section, content: DraftContent, years: tuple[int, ...]) -> ShownSection:
    funding = content.funding(years)
    rows = [_row(_("Söks här"), *funding.applied.values(), funding.applied_total)]
    rows += [
        _row(
            f"{funder.name} ({funder_kind_label(funder.kind)})",
            *(funder.amounts.get(year, 0) for year in years),
            funder.total,
        )
        for funder in funding.funders
    ]
    head = (_("Finansiering"), *map(str, years), _("Summa"))
    sums = _row(_("Summa"), *funding.totals.values(), funding.total)
    return ShownSection(section.key, str(section.title), table=Table(head, tuple(rows), sums))


def _attachments(section: Section, content: DraftContent, years: tuple[int, ...]) -> ShownSection:
    return ShownSection(section.key, str(section.title), files=tuple(content.attachments))


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""
