"""What the pages of calls need, and what a call consists of."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Subquery

from applications.calls import deadline, publishing
from applications.calls.definition import FormDefinition, parse
from applications.calls.models import Call, CallYear, Criterion, FormVersion, Phase
from regions.models import Region

CLOSED_ON_A_PAGE = 20


@dataclass(frozen=True)
class CallOnPage:
    """A call with its place in time: what every list and head of page tells of it."""

    call: Call
    moment: datetime

    @property
    def phase(self) -> Phase:
        return self.call.phase_at(self.moment)

    @property
    def days_left(self) -> int:
        return self.call.days_left_at(self.moment)

    @property
    def time_left(self) -> str:
        return deadline.days_left_in_words(self.call.closes_at, self.moment)

    @property
    def percent_gone(self) -> int:
        return deadline.part_gone(self.call.opens_at, self.call.closes_at, self.moment)


@dataclass(frozen=True)
class CallList:
    """Calls by phase: those open, closing soonest first; upcoming, opening soonest first; drafts; a page of closed."""

    open: list[CallOnPage]
    upcoming: list[CallOnPage]
    drafts: list[CallOnPage]
    closed: Page

    @property
    def is_empty(self) -> bool:
        return not (self.open or self.upcoming or self.drafts or self.closed.object_list)


def call_list(user: Any, *, moment: datetime, page: str | None = None) -> CallList:
    """The calls that `user` may see, by phase at `moment`; closed ones by page. Three queries."""
    calls = Call.objects.visible_to(user).defer("body", "body_en")
    current = [CallOnPage(call, moment) for call in calls.exclude(pk__in=calls.closed_at(moment).values("pk"))]
    closed = Paginator(calls.closed_at(moment).order_by("-closes_at", "pk"), CLOSED_ON_A_PAGE).get_page(page)
    closed.object_list = [CallOnPage(call, moment) for call in closed.object_list]
    return CallList(
        open=sorted((c for c in current if c.phase == Phase.OPEN), key=lambda c: c.call.closes_at),
        upcoming=sorted((c for c in current if c.phase == Phase.UPCOMING), key=lambda c: c.call.opens_at),
        drafts=[c for c in current if c.phase == Phase.DRAFT],
        closed=closed,
    )


@dataclass(frozen=True)
class CallPage(CallOnPage):
    """Everything an applicant needs to know of one call."""

    years: list[CallYear]
    criteria: list[Criterion]
    regions: list[Region]
    form: FormDefinition | None

    @property
    def all_regions_may_apply(self) -> bool:
        return len(self.regions) == ALL_REGIONS

    def is_open_to(self, region: Region | None) -> bool:
        return region in self.regions

    @cached_property
    def question_count(self) -> int:
        return sum(len(section.questions) for section in self.form.sections) if self.form else 0


ALL_REGIONS = 21


def with_newest_form(calls: Any) -> Any:
    """Calls that carry the definition of their newest form as `newest_definition`, in the same query."""
    newest = FormVersion.objects.filter(call=OuterRef("pk")).order_by("-number")
    return calls.annotate(newest_definition=Subquery(newest.values("definition")[:1]))


def call_page(call: Call, *, moment: datetime) -> CallPage:
    """The page of a call from `with_newest_form`. Three queries."""
    return CallPage(
        call=call,
        moment=moment,
        years=list(call.years.all()),
        criteria=list(call.criteria.all()),
        regions=list(call.eligible_regions.all()),
        form=parse(call.newest_definition) if call.newest_definition else None,  # type: ignore[attr-defined]
    )


def newest_form(call: Call) -> FormVersion | None:
    """The version on which a draft that starts now is written."""
    return call.form_versions.order_by("-number").first()


def publishing_faults(call: Call) -> list[ValidationError]:
    """All that keeps the call from being published, or from staying so after a change; see `publishing`."""
    form = newest_form(call)
    return publishing.faults(
        publishing.Parts(
            budget_total=call.budget_total,
            year_budgets=list(call.years.values_list("budget", flat=True)),
            weights=list(call.criteria.values_list("weight", flat=True)),
            outcomes_with_text=set(call.letter_texts.values_list("outcome", flat=True)),
            regions=call.eligible_regions.count(),
            form=form.parsed if form else None,
        )
    )


# The parts of a call, and by which of their fields one is known from another.
PARTS = {
    "years": ("year",),
    "criteria": ("key",),
    "checklist": ("key",),
    "reminder_steps": ("days_before", "at_time"),
    "letter_texts": ("outcome",),
}
_NOT_TOLD = {"id", "call", "audit_sequence", "audit_hash", "granted", "published_at"}


def call_snapshot(call: Call) -> dict[str, Any]:
    """What the call says now, as flat data: {"title": …, "years.2022.budget": …, "eligible_regions": […]}."""
    snapshot = _fields(call, "")
    snapshot["eligible_regions"] = sorted(call.eligible_regions.values_list("pk", flat=True))
    for name, known_by in PARTS.items():
        for part in getattr(call, name).all():
            path = "-".join(str(getattr(part, field)) for field in known_by)
            snapshot |= _fields(part, f"{name}.{path}.")
    return snapshot


def _fields(thing: Any, prefix: str) -> dict[str, Any]:
    return {
        f"{prefix}{field.name}": field.value_from_object(thing)
        for field in thing._meta.concrete_fields
        if field.name not in _NOT_TOLD
    }
