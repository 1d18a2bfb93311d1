"""What the pages of calls need, and what a call consists of."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet, Subquery

from applications.calls import publishing
from applications.calls.deadline import ApplicationTime
from applications.calls.definition import FormDefinition
from applications.calls.models import Call, CallYear, Criterion, Extension, FormVersion, Phase
from regions.models import Membership, Region

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


def call_list(user: Any, *, moment: datetime, page: str = "", region: Region | None = None) -> CallList:
    """The calls that `user` may see, by phase at `moment`, for everyone or for one region; closed ones by page.

    Three queries.
    """
    calls = Call.objects.visible_to(user).listed()
    gone = calls.closed_at(moment).exclude(last_region_closing_at__gt=moment)
    current = [(call, _time_for(call, region)) for call in calls.exclude(pk__in=gone.values("pk"))]

    def in_phase(phase: Phase) -> list[tuple[Call, ApplicationTime]]:
        return [(call, time) for call, time in current if time.phase_at(moment) == phase]

    def in_order(phase: Phase, by: Callable[[ApplicationTime], datetime]) -> list[Call]:
        return [call for call, _time in sorted(in_phase(phase), key=lambda pair: by(pair[1]))]

    closed = calls.closed_at(moment).exclude(pk__in=[call.pk for call, _time in in_phase(Phase.OPEN)])
    return CallList(
        open=in_order(Phase.OPEN, lambda time: time.closes_at),
        upcoming=in_order(Phase.UPCOMING, lambda time: time.opens_at),
        drafts=[call for call, _time in in_phase(Phase.DRAFT)],
        closed=Paginator(closed.order_by("-closes_at", "pk"), CLOSED_ON_A_PAGE).get_page(page),
    )


def _time_for(call: Call, region: Region | None) -> ApplicationTime:
    return call.application_time_for(region.pk) if region else call.application_time


@dataclass(frozen=True)
class CallPage:
    """Everything an applicant needs to know of one call."""

    call: Call
    # For everyone, and for the region that the reader acts for.
    time: ApplicationTime
    own_time: ApplicationTime
    region_code: str
    phase: Phase
    # When it would have closed, if it has been extended for everyone.
    first_closing: datetime | None
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


def call_page(user: Any, *, slug: str, moment: datetime, region: Region | None = None) -> CallPage:
    """The page of a call that `user`, acting for `region`, may see. Four queries. Raises Call.DoesNotExist."""
    extensions = Extension.objects.filter(call=OuterRef("pk"), region=None).order_by("decided_at", "pk")
    newest = FormVersion.objects.filter(call=OuterRef("pk")).order_by("-number")
    call = (
        Call.objects.visible_to(user)
        .annotate(form_id=Subquery(newest.values("pk")[:1]), form=Subquery(newest.values("definition")[:1]))
        .annotate(first_closing=Subquery(extensions.values("closed_at")[:1]))
        .get(slug=slug)
    )
    own_time = _time_for(call, region)
    return CallPage(
        call=call,
        time=call.application_time,
        own_time=own_time,
        region_code=region.pk if region else "",
        phase=own_time.phase_at(moment),
        first_closing=call.first_closing,
        years=list(call.years.all()),
        criteria=list(call.criteria.all()),
        regions=list(call.eligible_regions.all()),
        form=FormVersion(pk=call.form_id, definition=call.form).parsed if call.form else None,
    )


def call_for_its_time(user: Any, slug: str) -> Call:
    """A call that `user` may see, with its dates alone. Raises Call.DoesNotExist."""
    times = ("slug", "opens_at", "closes_at", "published_at", "region_closings")
    return Call.objects.visible_to(user).only(*times).get(slug=slug)


def newest_form(call: Call) -> FormVersion | None:
    """The version on which a draft that starts now is written."""
    return call.form_versions.order_by("-number").first()


def publishing_faults(call: Call) -> list[ValidationError]:
    """All that keeps the call from being published, or from staying so after a change; see `publishing`."""
    form, criteria = newest_form(call), list(call.criteria.all())
    return publishing.faults(
        publishing.Parts(
            budget_total=call.budget_total,
            year_budgets=list(call.years.values_list("budget", flat=True)),
            weights=[criterion.weight for criterion in criteria],
            judged={criterion.shown_title: criterion.judged for criterion in criteria},
            opened={item.text: item.opened_sections for item in call.checklist.all()},
            outcomes_with_text=set(call.letter_texts.values_list("outcome", flat=True)),
            regions=call.eligible_regions.count(),
            form=form.parsed if form else None,
        )
    )


def regions_concerned(call: Call, region: Region | None, closes_at: datetime) -> list[Region]:
    """The regions, of all that may apply or the one, whose closing moves if the time is extended to `closes_at`."""
    may_apply = call.eligible_regions.filter(pk=region.pk) if region else call.eligible_regions.all()
    return [one for one in may_apply if call.closing_for(one.pk) < closes_at]


def people_of(regions: Collection[Region] | Collection[str]) -> list[Any]:
    """Everyone who acts for any of the regions, by name, once each: those who are told of an extension."""
    members = Membership.objects.in_regions(regions).order_by("person__name", "person_id")
    return list({member.person_id: member.person for member in members if member.person.is_active}.values())


def extensions_of(call: Call) -> QuerySet[Extension]:
    """Every extension of a call, newest first, with what a list shows of each."""
    return call.extensions.select_related("region", "decided_by")


# The parts of a call, and by which of their fields one is known from another.
PARTS = {
    "years": ("year",),
    "criteria": ("key",),
    "checklist": ("key",),
    "reminder_steps": ("days_before", "at_time"),
    "letter_texts": ("outcome",),
    "phrases": ("pk",),
}
_NOT_TOLD = {"id", "call", "audit_sequence", "audit_hash", "granted", "published_at"}
# Their own rows and their own event in the log tell of extensions.
_NOT_TOLD |= {"region_closings", "last_region_closing_at"}


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
