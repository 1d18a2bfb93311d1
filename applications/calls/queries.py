"""What the pages of calls need, and what a call consists of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Subquery

from applications.calls import publishing
from applications.calls.definition import FormDefinition
from applications.calls.models import Call, CallYear, Criterion, FormVersion, Phase
from regions.models import Region

CLOSED_ON_A_PAGE = 20
ALL_REGIONS = 21


@dataclass(frozen=True)
class CallList:
    """Calls by phase: those open, closing soonest first; upcoming, opening soonest first; drafts; a page of closed."""

    open: list[Call]
    upcoming: list[Call]
    drafts: list[Call]
    closed: Page[Call]

    @property
    def is_empty(self) -> bool:
        return not (self.open or self.upcoming or self.drafts or self.closed.object_list)


def call_list(user: Any, *, moment: datetime, page: str = "") -> CallList:
    """The calls that `user` may see, by phase at `moment`; closed ones by page. Three queries."""
    calls = Call.objects.visible_to(user).listed()
    closed = calls.closed_at(moment)
    current = list(calls.exclude(pk__in=closed.values("pk")))

    def in_phase(phase: Phase) -> list[Call]:
        return [call for call in current if call.phase_at(moment) == phase]

    return CallList(
        open=sorted(in_phase(Phase.OPEN), key=lambda call: call.closes_at),
        upcoming=sorted(in_phase(Phase.UPCOMING), key=lambda call: call.opens_at),
        drafts=in_phase(Phase.DRAFT),
        closed=Paginator(closed.order_by("-closes_at", "pk"), CLOSED_ON_A_PAGE).get_page(page),
    )


@dataclass(frozen=True)
class CallPage:
    """Everything an applicant needs to know of one call."""

    call: Call
    phase: Phase
    years: list[CallYear]
    criteria: list[Criterion]
    regions: list[Region]
    form: FormDefinition | None

    @property
    def all_regions_may_apply(self) -> bool:
        return len(self.regions) == ALL_REGIONS

    @property
    def question_count(self) -> int:
        return sum(len(section.questions) for section in self.form.sections) if self.form else 0


def call_page(user: Any, *, slug: str, moment: datetime) -> CallPage:
    """The page of a call that `user` may see. Four queries. Raises Call.DoesNotExist."""
    newest = FormVersion.objects.filter(call=OuterRef("pk")).order_by("-number")
    call = (
        Call.objects.visible_to(user)
        .annotate(form_id=Subquery(newest.values("pk")[:1]), form=Subquery(newest.values("definition")[:1]))
        .get(slug=slug)
    )
    return CallPage(
        call=call,
        phase=call.phase_at(moment),
        years=list(call.years.all()),
        criteria=list(call.criteria.all()),
        regions=list(call.eligible_regions.all()),
        form=FormVersion(pk=call.form_id, definition=call.form).parsed if call.form else None,
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
