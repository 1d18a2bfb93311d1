"""What the draft's pages show, put together from the content: no queries, no rules."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.calls.definition import Section
from applications.cases.models import Case
from applications.drafting import balance
from applications.drafting.actions import EditConflict, FieldConflict
from applications.drafting.amounts import amount_faults
from applications.drafting.compare import Part, compare_values
from applications.drafting.completeness import Missing, SectionState, section_states, value_faults
from applications.drafting.content import CostTable, DraftContent, FundingTable, Saved
from applications.drafting.fields import (
    ROW_SECTIONS,
    Field,
    Flat,
    fields_of,
    flatten,
    label_with_row,
    row_ids_of,
    unflatten,
)
from applications.drafting.forms import BLANK_ROW, AttachmentForm, GridRow, Row, SectionForm
from applications.drafting.models import Attachment
from applications.drafting.money import Limits, MoneyYear, cost_chart, funding_chart, money_by_year
from portal.ui.charts import Chart

# Sections whose errors stand under a row of many fields, and so have to name the field.
_GRIDS = frozenset({"budget", "funding"})


@dataclass
class DraftPage:
    """What every page of a draft shows: its sections with their states, and how long there is left."""

    case: Case
    content: DraftContent
    now: datetime

    @cached_property
    def states(self) -> list[SectionState]:
        return list(section_states(self.content, self.case.call).values())

    @property
    def is_closed(self) -> bool:
        """Whether the time to apply has gone for the region. What completes an application has a day of its own."""
        return not self.case.draft.open_sections and self.case.application_time.is_closed_at(self.now)

    @cached_property
    def missing_count(self) -> int:
        return sum(len(state.missing) for state in self.states)

    @property
    def ready_count(self) -> int:
        """Sections in which nothing is missing."""
        return sum(not state.missing for state in self.states)

    @cached_property
    def limits(self) -> Limits:
        return Limits({year.year: year.budget for year in self.case.call.years.all()}, self.case.call.budget_total)


@dataclass
class ChecklistPage(DraftPage):
    """What is left to do in each section, and the project's money year by year."""

    @cached_property
    def money(self) -> list[MoneyYear]:
        funding = self.content.funding(self.case.call.project_years)
        if not (funding.total or funding.cost_total):
            return []
        return money_by_year(funding, self.limits)

    @property
    def funding_chart(self) -> Chart:
        return funding_chart(self.content.funding(self.case.call.project_years))


@dataclass
class Conflict:
    """A field that two people wrote in: both texts with what differs marked, and who wrote the other one when."""

    label: str
    spec: Field
    found: FieldConflict
    mine_parts: list[Part] = field(init=False)
    theirs_parts: list[Part] = field(init=False)

    def __post_init__(self) -> None:
        self.mine_parts, self.theirs_parts = compare_values(self.spec, self.found.mine, self.found.theirs)

    @property
    def can_be_joined(self) -> bool:
        return self.spec.type == "long_text"

    @property
    def heading(self) -> str:
        """Who else wrote in the field: a colleague, or the person themselves in another tab."""
        values = {"name": self.found.by, "field": self.label}
        if self.found.is_own:
            return _("Du har också ändrat ”%(field)s” i ett annat fönster") % values
        return _("%(name)s har också ändrat ”%(field)s”") % values


@dataclass
class SectionPage(DraftPage):
    """One section: what is saved; or, when it could not be saved, what was typed and why."""

    section: Section
    shows_missing: bool = False
    has_extra_row: bool = False
    upload_form: AttachmentForm | None = None
    # What was typed instead of what is saved, the version it was typed on, and what stopped it.
    typed: Mapping[str, str] | None = None
    typed_on: int | None = None
    refusal: ValidationError | None = None
    conflict: EditConflict | None = None

    @property
    def number(self) -> int:
        return self.content.definition.sections.index(self.section) + 1

    @property
    def count(self) -> int:
        return len(self.content.definition.sections)

    @property
    def before(self) -> Section | None:
        return self.content.definition.sections[self.number - 2] if self.number > 1 else None

    @property
    def next_address(self) -> str:
        """The section after this one; after the last, the overview."""
        if self.number == self.count:
            return reverse("drafting:overview", args=[self.case.pk])
        return reverse("drafting:section", args=[self.case.pk, self.content.definition.sections[self.number].key])

    @property
    def is_unsaved(self) -> bool:
        """What stands on the page is not what is saved."""
        return self.typed is not None or self.conflict is not None

    @property
    def saved(self) -> Saved | None:
        return self.content.saved.get(self.section.key)

    @property
    def base_version(self) -> int:
        """The version that what stands on the page is an edit of."""
        if self.conflict:
            return self.conflict.version
        return self.content.versions.get(self.section.key, 0) if self.typed_on is None else self.typed_on

    @cached_property
    def values(self) -> Flat:
        if self.conflict:
            return self.conflict.content
        saved = flatten(self.content.section(self.section.key))
        if self.typed is None:
            return saved
        specs = fields_of(self.section, self.years, row_ids_of(self.typed))
        return saved | {path: spec.read(self.typed[path]) for path, spec in specs.items() if path in self.typed}

    @cached_property
    def shown(self) -> DraftContent:
        """The application with this section as it stands on the page: what its sums are counted on."""
        return replace(self.content, sections={**self.content.sections, self.section.key: unflatten(self.values)})

    @property
    def years(self) -> range:
        return self.case.call.project_years

    @cached_property
    def form(self) -> SectionForm:
        return SectionForm(
            self.section,
            self.years,
            self.values,
            faults=self.field_faults,
            blank_rows=[secrets.token_hex(4)] if self._needs_blank_row else [],
        )

    @property
    def _needs_blank_row(self) -> bool:
        if self.section.kind not in ROW_SECTIONS:
            return False
        return self.has_extra_row or (not row_ids_of(self.values) and self.section.kind != "funding")

    @cached_property
    def row_to_copy(self) -> Row:
        return SectionForm(self.section, self.years, {}, blank_rows=[BLANK_ROW]).rows[0]

    @cached_property
    def conflicts(self) -> dict[str, Conflict]:
        """What two people wrote differently, by path."""
        if self.conflict is None:
            return {}
        paths = [found.path for found in self.conflict.conflicts]
        specs = fields_of(self.section, self.years, row_ids_of(paths))
        return {
            found.path: Conflict(label_with_row(specs[found.path], self.conflict.content), specs[found.path], found)
            for found in self.conflict.conflicts
        }

    @cached_property
    def faults(self) -> list[Missing]:
        """What is wrong in the section, and what is missing too when somebody came here to see that."""
        if self.refusal or self.conflict:
            return []
        state = next(state for state in self.states if state.section.key == self.section.key)
        return [item for item in state.missing if item.is_wrong or self.shows_missing]

    @cached_property
    def field_faults(self) -> dict[str, str]:
        """What to say beside fields, by path."""
        if self.refusal:
            return {path: texts[0] for path, texts in _messages_of(self.refusal).items() if path != NON_FIELD_ERRORS}
        if self.conflict:
            return {}
        wrong = {item.field_id: item.message for item in reversed(self.faults)}
        if self.section.kind in _GRIDS:
            return wrong
        # The label stands beside the field already.
        return wrong | value_faults(self.section, self.values, self.case.call)

    @cached_property
    def errors(self) -> list[dict[str, str]]:
        """What to say at the top of the page, with the id of the element to go to."""
        if self.refusal:
            return [
                {"field_id": "" if path == NON_FIELD_ERRORS else f"id_{path}", "message": text}
                for path, texts in _messages_of(self.refusal).items()
                for text in texts
            ]
        if self.conflict:
            return [
                {
                    "field_id": f"conflict-{path}",
                    "message": _("%(what)s. Välj vad som ska gälla.") % {"what": conflict.heading},
                }
                for path, conflict in self.conflicts.items()
            ]
        return [{"field_id": f"id_{item.field_id}", "message": item.message} for item in self.faults]

    @cached_property
    def costs(self) -> CostTable:
        return self.shown.costs(self.years)

    @cached_property
    def grid(self) -> list[GridRow]:
        return self.form.grid(self.costs)

    @cached_property
    def funding(self) -> FundingTable:
        return self.shown.funding(self.years)

    @property
    def amount_faults(self) -> dict[str, str]:
        return amount_faults()

    @property
    def balance_texts(self) -> dict[str, str]:
        return balance.texts()

    @property
    def imbalances(self) -> list[balance.Imbalance]:
        """What does not add up as the page stands, so that it is seen while it is being written."""
        if not (self.funding.total or self.funding.cost_total):
            return []
        return balance.imbalances(self.funding, self.limits.years, self.limits.total)

    @property
    def cost_chart(self) -> Chart:
        return cost_chart(self.costs)

    @property
    def funding_chart(self) -> Chart:
        return funding_chart(self.funding)

    @cached_property
    def attachment_form(self) -> AttachmentForm:
        return self.upload_form or AttachmentForm(limit=self.section.max_bytes)

    @property
    def description_length(self) -> int:
        return Attachment.DESCRIPTION_LENGTH

    @property
    def has_room_for_files(self) -> bool:
        return len(self.content.attachments) < self.section.max_files


def _messages_of(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
