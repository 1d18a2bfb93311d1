"""The work list: the cases that somebody may see as staff, filtered, counted by state, sorted and paged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.calls.models import Call, CallYear
from applications.cases.models import Case, SavedView
from applications.cases.queries import views_of
from applications.cases.querysets import alike
from applications.cases.states import UNDECIDED
from applications.desk.ages import Age, age_of
from applications.desk.filters import ORDERS, TABS, Chip, Picker, WorkListFilter
from applications.submissions.models import SupplementRequest
from portal.prepared import Prepared, among

ROWS_ON_PAGE = 50
# What a row shows: reading the rest of a case, its officer and its region would cost more than the page's whole HTML.
_SHOWN = (
    "registry_number",
    "title",
    "stage",
    "arrived_at",
    "came_by",
    "amount_applied",
    "withdrawn_at",
    "answer_awaited_from",
    "region_id",
    "call_id",
    "officer__name",
    "officer__email",
)


@dataclass(frozen=True)
class Tab:
    key: str
    label: Any
    count: int
    # What its cases apply for together, kronor.
    amount: int


@dataclass(frozen=True)
class Column:
    """A heading that sorts: the order that pressing it gives, and how the list is sorted by it now ("" if it isn't)."""

    label: Any
    order: str
    sorted: str = ""


@dataclass(frozen=True)
class WorkList:
    filter: WorkListFilter
    page: Page[Case]
    tabs: list[Tab]
    tab: str
    # Of the cases that the list shows, on all its pages.
    amount: int
    total: int
    pickers: list[Picker]
    chips: list[Chip]
    columns: dict[str, Column]
    # The regions' names by their codes.
    regions: dict[str, str]
    # How old each undecided case on the page is, by its key.
    ages: dict[int, Age]
    today: date
    views: list[SavedView]
    # The filters as an address has them, without page; and the call that was chosen alone, with its money.
    query: str
    call_title: str = ""
    call_budget: int | None = None


def work_list_page(user: Any, parameters: QueryDict, *, at: datetime) -> WorkList:
    """The cases that `user` may see as staff, filtered, counted by tab and paged. Seven queries whatever the size,
    one more when words are searched for, and one when one call alone is chosen.

    What in `parameters` can't be read filters nothing; the rest does.
    """
    filtered = _filtered(user, parameters, at)
    tab = _tab(parameters)
    tabs = _tabs(list(_counted(filtered.qs, user)) if filtered.is_filtered else _counted_all(user, alike=alike(user)))
    chosen = next(each for each in tabs if each.key == tab)
    page = _page(_in_tab(filtered.qs, tab, user), chosen.count, parameters.get("page", ""))
    _lend_calls(page, filtered.options.calls)
    calls, today = filtered.chosen.get("call", ()), localdate(at)
    return WorkList(
        filter=filtered,
        page=page,
        tabs=tabs,
        tab=tab,
        amount=chosen.amount,
        total=chosen.count,
        pickers=list(filtered.pickers()),
        chips=list(filtered.chips()),
        columns=_columns(filtered.ordered_by),
        regions=dict(filtered.options.region),
        today=today,
        ages={case.pk: age_of(case.arrived_at, today) for case in page if case.arrived_at and _is_undecided(case)},
        views=views_of(user),
        query=without_page(parameters),
        call_title=dict(filtered.options.call)[calls[0]] if len(calls) == 1 else "",
        call_budget=_budget(calls[0]) if len(calls) == 1 else None,
    )


def work_list_rows(user: Any, parameters: QueryDict, *, at: datetime) -> QuerySet[Case]:
    """All the cases that the list would show on its pages, in its order."""
    return _in_tab(_filtered(user, parameters, at).qs, _tab(parameters), user)


def without_page(parameters: QueryDict) -> str:
    """The filters as an address has them, without what is empty."""
    kept = parameters.copy()
    kept.pop("page", None)
    for name in list(kept):
        kept.setlist(name, [value for value in kept.getlist(name) if value])
    return kept.urlencode()


def _filtered(user: Any, parameters: QueryDict, at: datetime) -> WorkListFilter:
    seen = Case.objects.named_to_staff(user).order_by(*ORDERS["oldest"])
    return WorkListFilter(parameters, queryset=seen, reader=user, at=at)


def _tab(parameters: QueryDict) -> str:
    tab = parameters.get("tab", "")
    return tab if tab in {"mine", *TABS} else ""


def _in_tab(cases: QuerySet[Case], tab: str, user: Any) -> QuerySet[Case]:
    if tab == "mine":
        return cases.filter(officer=user)
    return cases.filter(stage__in=TABS[tab][1]) if tab else cases


def _counted(cases: QuerySet[Case], user: Any) -> QuerySet[Any]:
    """By stage, how many of the cases there are and what they apply for; in one pass over them."""
    is_mine = Q(officer=user)
    rows = cases.order_by().values("stage").annotate(number=Count("*"), amount=Sum("amount_applied"))
    return rows.annotate(mine=Count("pk", filter=is_mine), my_amount=Sum("amount_applied", filter=is_mine))


@Prepared
def _counted_all(user: Any) -> QuerySet[Any]:
    return _counted(Case.objects.named_to_staff(user), user)


def _tabs(by_stage: list[Any]) -> list[Tab]:
    """The tabs, of the cases as they were counted."""

    def tab(key: str, label: Any, within: list[Any], number: str = "number", amount: str = "amount") -> Tab:
        return Tab(key, label, sum(row[number] for row in within), sum(row[amount] or 0 for row in within))

    return [
        tab("", _("Alla"), by_stage),
        tab("mine", _("Mina"), by_stage, "mine", "my_amount"),
        *(
            tab(key, label, [row for row in by_stage if row["stage"] in stages])
            for key, (label, stages) in TABS.items()
        ),
    ]


def _page(found: QuerySet[Case], count: int, number: str) -> Page[Case]:
    """A page of the cases that were found, of which there are `count`, with what a row shows."""
    page = _CountedPaginator(found.values_list("pk", flat=True), ROWS_ON_PAGE, count=count).get_page(number)
    # The page's keys are sorted out among all by themselves; the rest is read of its cases alone.
    keys = list(page.object_list)
    by_key = {case.pk: case for case in _rows(keys)}
    page.object_list = [by_key[key] for key in keys if key in by_key]
    return page


@Prepared
def _rows(keys: list[int]) -> QuerySet[Case]:
    rows = Case.objects.filter(pk__in=among(keys)).select_related("officer").only(*_SHOWN)
    return rows.annotate(supplement_due_on=_supplement_due_on())


def _lend_calls(cases: Iterable[Case], calls: Mapping[int, Call]) -> None:
    """The calls of those that did not come through the portal, for whether they came late."""
    for case in cases:
        if case.came_by and case.call_id in calls:
            case.call = calls[case.call_id]


def _supplement_due_on() -> Subquery:
    """By when a case waits for its supplement, if it does; there is never more than one. For the page's rows alone."""
    waiting = SupplementRequest.objects.waiting().filter(case=OuterRef("pk")).order_by()
    return Subquery(waiting.values("due_on")[:1])


def _budget(call: str) -> int | None:
    return CallYear.objects.filter(call=int(call)).aggregate(total=Sum("budget"))["total"]


# Each heading's orders: what the first press gives, and the second. Of age and amount the most comes first.
_COLUMNS = {
    "region": (gettext_lazy("Region och projekt"), "region", ""),
    "stage": (gettext_lazy("Läge"), "stage", ""),
    "officer": (gettext_lazy("Handläggare"), "officer", ""),
    "age": (gettext_lazy("Tid sedan inkommen"), "oldest", "newest"),
    "amount": (gettext_lazy("Sökt"), "amount", "smallest"),
}


def _columns(order: str) -> dict[str, Column]:
    found = {}
    for key, (label, first, second) in _COLUMNS.items():
        goes_down = bool(second)
        now = {first: "descending" if goes_down else "ascending", second: "ascending"}.get(order, "")
        found[key] = Column(label, second if second and order == first else first, now)
    return found


def _is_undecided(case: Case) -> bool:
    return case.stage in UNDECIDED


class _CountedPaginator(Paginator):
    """A paginator that was told how many rows there are, since the tabs have counted them."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.__dict__["count"] = count
