"""The draft's forms. A section's form refuses nothing: it shows what stands there, and what is wrong beside it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.calls.definition import CostType, Section
from applications.cases.models import Case
from applications.drafting.actions import TITLE_LENGTH
from applications.drafting.content import CostRow, CostTable
from applications.drafting.controls import ShownField
from applications.drafting.fields import ROW_SECTIONS, Flat, fields_of, row_fields, row_ids_of
from portal.files.fields import FilesField, FilesInput
from portal.files.inspection import clean_name
from portal.files.kinds import ALLOWED_ENDINGS, KINDS
from portal.ui.numbers import file_size

_MOST_DIGITS = 9
# The id of the row that the page copies when somebody adds one without asking the server.
BLANK_ROW = "blankrow"


class TitleForm(forms.Form):
    """The project's name; the action checks it."""

    title = forms.CharField(
        label=gettext_lazy("Projektets namn"),
        help_text=gettext_lazy("Ett kort namn som säger vad projektet gör, till exempel Validering i hela länet."),
        max_length=10_000,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "maxlength": TITLE_LENGTH, "autocomplete": "off"}),
    )


class StartForm(TitleForm):
    """A new application's name, and perhaps an earlier one to begin with; the action checks both."""

    copy_of = forms.TypedChoiceField(
        label=gettext_lazy("Utgå från en tidigare ansökan"),
        help_text=gettext_lazy(
            "Svar på frågor som finns i båda formulären följer med. Bilagor följer inte med. "
            "Den tidigare ansökan ändras inte."
        ),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": gettext_lazy("Ansökan finns inte bland era. Välj en annan.")},
    )

    def __init__(self, *args: Any, sources: Iterable[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(case.pk, f"{case.title} ({case.registry_number or case.call.shown_title})") for case in sources]
        self.fields["copy_of"].choices = [("", _("Nej, börja med en tom")), *choices]  # type: ignore[attr-defined]
        if not choices:
            del self.fields["copy_of"]


class AttachmentForm(forms.Form):
    """Files to add to a draft, and why some of them were refused."""

    upload = FilesField(
        label=gettext_lazy("Välj filer"),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Välj en fil först.")},
        widget=FilesInput(attrs={"class": "form-control", "accept": ",".join(ALLOWED_ENDINGS)}),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = ", ".join(str(kind.label) for kind in KINDS.values())
        self.fields["upload"].help_text = _("%(kinds)s. Högst %(limit)s per fil.") % {
            "kinds": kinds,
            "limit": file_size(limit),
        }
        # What is said of the files, without their names: for a page that shows each with what is said of it.
        self.texts: list[str] = []

    @property
    def uploads(self) -> list[UploadedFile]:
        """The files that came; nothing when none did, and then the form says so."""
        if self.is_valid():
            return list(self.cleaned_data["upload"])
        self.texts = [str(text) for text in self.errors["upload"]]
        return []

    def refuse(self, upload: UploadedFile, error: ValidationError) -> None:
        """Say why a file was not added."""
        for text in error.messages:
            self.texts.append(text)
            self.add_error("upload", f"”{clean_name(upload.name or '')}”: {text}")


@dataclass(frozen=True)
class PostedSection:
    """What a section's page sent. Names with an underscore first are the page's own, never a field's."""

    changes: dict[str, str]
    base_version: int
    removed_rows: list[str]
    then: str

    @classmethod
    def read(cls, data: QueryDict) -> "PostedSection":
        changes = {name: str(data[name]) for name in data if not name.startswith("_") and name != "csrfmiddlewaretoken"}
        for path in data.getlist("_conflict"):
            _choose(changes, path, data)
        return cls(
            changes=changes,
            base_version=number_in(data, "_version"),
            removed_rows=data.getlist("_removed"),
            then=str(data.get("_then", "stay")),
        )


def number_in(data: QueryDict, name: str) -> int:
    """A whole number that the page sent; 0 for anything else."""
    text = str(data.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0


def _choose(changes: dict[str, str], path: str, data: QueryDict) -> None:
    """Apply a person's choice between two texts. Mine stands in the field; theirs is saved already."""
    choice, theirs = data.get(f"_keep-{path}"), str(data.get(f"_theirs-{path}", ""))
    if choice == "theirs":
        changes.pop(path, None)
    elif choice == "both" and path in changes:
        changes[path] = f"{theirs}\n\n{changes[path]}"


@dataclass(frozen=True)
class Row:
    """A row of partners, activities or co-funding as the page shows it."""

    row_id: str
    number: int
    is_new: bool
    cells: dict[str, ShownField]
    amounts: list[ShownField] = field(default_factory=list)

    @property
    def wrong_amounts(self) -> list[ShownField]:
        return _wrong(self.amounts)

    @property
    def total(self) -> int:
        """The sum of the amounts that can be read."""
        values = [cell.spec.read(cell.value) for cell in self.amounts]
        return sum(value for value in values if isinstance(value, int))


@dataclass(frozen=True)
class Cell:
    """A year of a cost type: a field, or a computed amount."""

    year: int
    amount: int
    written: ShownField | None


@dataclass(frozen=True)
class GridRow:
    cost_type: CostType
    cells: list[Cell]
    total: int

    @property
    def bases(self) -> str:
        """The cost types that a flat rate is counted on, for the page's own sums."""
        return " ".join(self.cost_type.percent_of)

    @property
    def wrong_fields(self) -> list[ShownField]:
        return _wrong([cell.written for cell in self.cells if cell.written])


def _wrong(bound: list[ShownField]) -> list[ShownField]:
    return [cell for cell in bound if cell.errors]


class SectionForm:
    """The fields of one section with `values` in them: what is saved, or what was typed when it could not be saved.

    `faults` are shown beside their fields. `blank_rows` are ids of rows to write in, after those that there are.
    """

    def __init__(
        self,
        section: Section,
        years: Iterable[int],
        values: Flat,
        *,
        faults: Mapping[str, str] | None = None,
        blank_rows: Iterable[str] = (),
    ) -> None:
        self.section, self.years = section, tuple(years)
        self.blank_rows = list(blank_rows)
        self.row_ids = [*row_ids_of(values), *self.blank_rows] if section.kind in ROW_SECTIONS else []
        self.fields = {
            path: ShownField(spec, spec.shown(values.get(path, "")), (faults or {}).get(path, ""))
            for path, spec in fields_of(section, self.years, self.row_ids).items()
        }

    def __iter__(self) -> Iterator[ShownField]:
        return iter(self.fields.values())

    def __getitem__(self, path: str) -> ShownField:
        return self.fields[path]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of partners, activities or co-funding."""
        return [self._row(row_id, number) for number, row_id in enumerate(self.row_ids, start=1)]

    def _row(self, row_id: str, number: int) -> Row:
        paths = [spec.path for spec in row_fields(self.section, row_id, self.years)]
        cells = {path.split("-", 2)[2]: self[path] for path in paths}
        return Row(
            row_id=row_id,
            number=number,
            is_new=row_id in self.blank_rows,
            cells={name: cell for name, cell in cells.items() if not name.startswith("amounts-")},
            amounts=[cell for name, cell in cells.items() if name.startswith("amounts-")],
        )

    def grid(self, costs: CostTable) -> list[GridRow]:
        """The budget's rows: a field for each year, or the computed amount of a flat rate; and their sums."""
        return [GridRow(row.cost_type, [self._cell(row, year) for year in self.years], row.total) for row in costs.rows]

    def _cell(self, row: CostRow, year: int) -> Cell:
        written = None if row.cost_type.percent else self[f"amounts-{row.cost_type.key}-{year}"]
        return Cell(year, row.amounts[year], written)

    def applied_fields(self) -> list[ShownField]:
        return [self[f"applied-{year}"] for year in self.years]

    def wrong_applied_fields(self) -> list[ShownField]:
        return _wrong(self.applied_fields())
