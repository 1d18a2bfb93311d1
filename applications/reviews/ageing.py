"""The undecided cases by age: which are past their time, of which of them the region knows, and what they wait for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy

from applications.calls.models import Call
from applications.cases.models import Case
from applications.cases.states import UNDECIDED
from applications.reviews.clocks import LAWS_MONTHS, NEAR, last_arrival_past
from applications.reviews.handling_time import HandlingTime, handling_times
from applications.reviews.models import DecisionRequest, DelayNotice
from applications.submissions.models import SupplementRequest
from portal.accounts.rules import is_decision_maker

ROWS_ON_PAGE = 50
_SHOWN = (
    "registry_number",
    "title",
    "stage",
    "arrived_at",
    "withdrawn_at",
    "region__name",
    "officer__name",
    "officer__email",
    "call__decision_months",
)
# Older than any case: what a promise of thousands of years comes to.
_LONG_AGO = date(1970, 1, 1)


def arrived_before(months: int, today: date) -> datetime:
    """What came in before this moment has, on `today`, gone past so many months."""
    day = max(last_arrival_past(months, today), _LONG_AGO) + timedelta(days=1)
    return make_aware(datetime.combine(day, time.min))


def past_due(today: date, promises: Iterable[int | None]) -> Q:
    """Cases that have gone past what their calls promise, else past the law's six months (`CaseClock.is_past_due`).

    `promises` are the months that calls promise, each once.
    """
    found = Q(pk__in=[])
    for months in {each or LAWS_MONTHS for each in promises}:
        promised = Q(call__decision_months=months)
        if months == LAWS_MONTHS:
            promised |= Q(call__decision_months=None) | Q(call__decision_months=0)
        found |= promised & Q(arrived_at__lt=arrived_before(months, today))
    return found


def near_due(today: date, promises: Iterable[int | None]) -> Q:
    """Cases that soon go past their day (`CaseClock.is_near_due`)."""
    months = list(promises)
    return past_due(today + NEAR + timedelta(days=1), months) & ~past_due(today, months)


def is_told(today: date) -> Q:
    """Of the newest notice of delay: the day that the region was told of has not gone."""
    newer = DelayNotice.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    return Q(Exists(DelayNotice.objects.filter(~Exists(newer), case=OuterRef("pk"), expected_on__gte=today)))


def to_be_told(today: date, promises: Iterable[int | None]) -> Q:
    """Cases whose region is to be told that they are delayed (`CaseClock.is_to_be_told`)."""
    return past_due(today, promises) & ~is_told(today) & Q(withdrawn_at=None)


def undecided(user: Any) -> QuerySet[Case]:
    """The undecided cases that lists may name to `user` as staff."""
    return Case.objects.named_to_staff(user).filter(stage__in=UNDECIDED)


def promises_made() -> list[int | None]:
    """The months that published calls promise, each once. One query."""
    return list(Call.objects.published().order_by().values_list("decision_months", flat=True).distinct())


# --- The list ----------------------------------------------------------------------------------------------------


def _of_any(today: date, promises: list[int | None]) -> Q:
    return Q()


def _past_six_months(today: date, promises: list[int | None]) -> Q:
    return Q(arrived_at__lt=arrived_before(LAWS_MONTHS, today))


def _with_region(today: date, promises: list[int | None]) -> Q:
    return Q(Exists(SupplementRequest.objects.waiting().filter(case=OuterRef("pk"))))


def _asked(today: date, promises: list[int | None]) -> Q:
    return Q(Exists(DecisionRequest.objects.filter(case=OuterRef("pk"), refusal=None)))


# What the list can be narrowed to, each with a tab and a count.
VIEWS: dict[str, tuple[Any, Callable[[date, list[int | None]], Q]]] = {
    "": (gettext_lazy("Alla"), _of_any),
    "att-underratta": (gettext_lazy("Att underrätta"), to_be_told),
    "forsenade": (gettext_lazy("Över handläggningstiden"), past_due),
    "snart": (gettext_lazy("Snart över"), near_due),
    "sex-manader": (gettext_lazy("Över sex månader"), _past_six_months),
    "hos-regionen": (gettext_lazy("Hos regionen"), _with_region),
    "begaran": (gettext_lazy("Begäran om avgörande"), _asked),
}


@dataclass(frozen=True)
class View:
    key: str
    label: Any
    count: int


@dataclass(frozen=True)
class Row:
    case: Case
    time: HandlingTime
    # Whether the reader may tell the region that it is delayed.
    may_tell: bool


@dataclass(frozen=True)
class AgeingList:
    """A page of the list, oldest first."""

    page: Page[Case]
    rows: list[Row]
    views: list[View]
    view: str
    calls: list[tuple[str, str]]
    call: str
    is_mine: bool

    @property
    def may_tell(self) -> bool:
        return any(row.may_tell for row in self.rows)

    @property
    def some_may_not_be_told(self) -> bool:
        """Whether some rows can't be chosen, which the page explains."""
        return not all(row.may_tell for row in self.rows)


def ageing_list(user: Any, parameters: QueryDict, *, at: datetime) -> AgeingList:
    """The undecided cases by age, narrowed by view, call and officer. Six queries whatever the size.

    What in `parameters` can't be read filters nothing.
    """
    today = localdate(at)
    calls = list(Call.objects.published().only("pk", "title", "title_en", "decision_months"))
    promises: list[int | None] = [call.decision_months for call in calls]
    options = [(str(call.pk), call.shown_title) for call in calls]
    call, view = parameters.get("call", ""), parameters.get("visa", "")
    call = call if call in dict(options) else ""
    view = view if view in VIEWS else ""
    is_mine = bool(parameters.get("mina"))
    cases = undecided(user)
    if call:
        cases = cases.filter(call=int(call))
    if is_mine:
        cases = cases.filter(officer=user)
    views = _counted(cases, today, promises)
    shown = cases.filter(VIEWS[view][1](today, promises)).order_by("arrived_at", "pk")
    shown = shown.select_related("region", "officer", "call").only(*_SHOWN)
    paginator = Paginator(shown, ROWS_ON_PAGE)
    paginator.__dict__["count"] = next(each.count for each in views if each.key == view)
    page = paginator.get_page(parameters.get("page", ""))
    times = handling_times(list(page), at=at)
    decides = is_decision_maker(user)
    return AgeingList(
        page=page,
        rows=[
            Row(case, times[case.pk], case.withdrawn_at is None and (decides or case.officer_id == user.pk))
            for case in page
        ],
        views=views,
        view=view,
        calls=options,
        call=call,
        is_mine=is_mine,
    )


def _counted(cases: QuerySet[Case], today: date, promises: list[int | None]) -> list[View]:
    """How many there are in each view. One query."""
    names = {key: f"in_{number}" for number, key in enumerate(VIEWS)}
    counts = cases.order_by().aggregate(
        **{names[key]: Count("pk", filter=narrow(today, promises)) for key, (_label, narrow) in VIEWS.items()}
    )
    return [View(key, label, counts[names[key]]) for key, (label, _narrow) in VIEWS.items()]
