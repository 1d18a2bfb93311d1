"""The work list's filters, search and order, cleaned from the address: nonsense in it filters nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.calls.models import Call
from applications.calls.querysets import TITLE_AND_TIME
from applications.cases.models import Case, Side
from applications.cases.querysets import has_ended
from applications.cases.searching import holds_words
from applications.cases.states import ENDED, UNDECIDED, Stage
from applications.desk.ages import arrived_before_the_laws_time
from applications.submissions.models import SupplementRequest
from portal.accounts.models import StaffRole, User
from portal.prepared import Prepared
from regions.models import Region

# Tabs above the list: which stages each holds.
TABS: dict[str, tuple[Any, tuple[Stage, ...]]] = {
    "new": (gettext_lazy("Nya"), (Stage.SUBMITTED,)),
    "checking": (gettext_lazy("Granskas"), (Stage.CHECKING,)),
    "assessing": (gettext_lazy("Bedöms"), (Stage.ASSESSING,)),
    "proposed": (gettext_lazy("För beslut"), (Stage.PROPOSED,)),
    "decided": (gettext_lazy("Beslutade"), ENDED),
}
ORDERS: dict[str, tuple[Any, ...]] = {
    # By age, which what is decided has none of.
    "oldest": (has_ended(), "arrived_at", "pk"),
    "newest": (has_ended(), "-arrived_at", "-pk"),
    "region": ("region__name", "pk"),
    "amount": ("-amount_applied", "pk"),
    "smallest": ("amount_applied", "pk"),
    "stage": ("stage", "arrived_at", "pk"),
    "officer": (F("officer__name").asc(nulls_last=True), "arrived_at", "pk"),
}
# In the place of an officer: cases that nobody at work is responsible for.
NOBODY = "none"
FLAGS: dict[str, Any] = {
    "supplement": gettext_lazy("Väntar på komplettering"),
    "late": gettext_lazy("Komplettering försenad"),
    "message": gettext_lazy("Väntar på svar från oss"),
    "old": gettext_lazy("Äldre än sex månader"),
    "withdrawn": gettext_lazy("Återkallad"),
    "registered": gettext_lazy("Kom in på annat sätt"),
}
# The filters of which any number of options can be chosen.
_PICKED = ("call", "region", "officer", "flag")


@dataclass(frozen=True)
class Options:
    """What can be chosen in each filter, as pairs of value and words; and the calls themselves, by their keys."""

    calls: dict[int, Call]
    call: list[tuple[str, str]]
    region: list[tuple[str, str]]
    officer: list[tuple[str, str]]
    flag: list[tuple[str, str]]


def options() -> Options:
    """Three queries."""
    calls = {call.pk: call for call in _calls()}
    return Options(
        calls=calls,
        call=[(str(pk), call.shown_title) for pk, call in calls.items()],
        region=_regions(),
        officer=[(NOBODY, _("Ingen handläggare")), *((str(pk), name) for pk, name in _officers())],
        flag=[(key, str(label)) for key, label in FLAGS.items()],
    )


@Prepared
def _calls() -> QuerySet[Call]:
    return Call.objects.published().only(*TITLE_AND_TIME, "grace_minutes").order_by("-opens_at", "-pk")


@Prepared
def _regions() -> QuerySet[Any]:
    return Region.objects.order_by("name").values_list("pk", "name")


@Prepared
def _officers() -> QuerySet[Any]:
    officers = User.objects.filter(staff_roles__role=StaffRole.Role.CASE_OFFICER, is_active=True)
    return officers.values_list("pk", "name")


class _Known(forms.Field):
    """Any number of known options. What is none of them is left out, and the rest holds."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, known: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = known

    def clean(self, value: Any) -> list[str]:
        return [each for each in dict.fromkeys(map(str, value or ())) if each in self.known]


class _PickedFilter(django_filters.Filter):
    field_class = _Known


@dataclass(frozen=True)
class Picker:
    """A filter as it is chosen from: each option's value, its words, and whether it is chosen."""

    name: str
    label: Any
    options: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Chip:
    """One thing that the list is filtered by, in words, and the address's query without it."""

    words: str
    without: str


class WorkListFilter(django_filters.FilterSet):
    """Filters over the cases that the user may see as staff."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Sök i ärenden"), max_length=100)
    call = _PickedFilter(label=gettext_lazy("Utlysning"), field_name="call", lookup_expr="in")
    region = _PickedFilter(label=gettext_lazy("Region"), field_name="region", lookup_expr="in")
    officer = _PickedFilter(label=gettext_lazy("Handläggare"), method="of_officers")
    flag = _PickedFilter(label=gettext_lazy("Märkning"), method="with_flags")
    order = django_filters.ChoiceFilter(method="sort", choices=[(key, key) for key in ORDERS])

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, queryset: QuerySet[Case], reader: Any, at: datetime) -> None:
        super().__init__(data=data, queryset=queryset)
        self.reader = reader
        self.at = at
        self.options = options()
        for name in _PICKED:
            self.filters[name].extra["known"] = frozenset(value for value, _words in getattr(self.options, name))

    def search(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return cases.filter(holds_words(value, reader=self.reader))

    def of_officers(self, cases: Any, name: str, value: list[str]) -> QuerySet[Case]:
        theirs = cases.filter(officer__in=[each for each in value if each != NOBODY])
        return theirs | cases.without_officer() if NOBODY in value else theirs

    def with_flags(self, cases: QuerySet[Case], name: str, value: list[str]) -> QuerySet[Case]:
        for flag in value:
            cases = cases.filter(self._flagged(flag))
        return cases

    def _flagged(self, flag: str) -> Q:
        if flag == "message":
            return Q(answer_awaited_from=Side.AUTHORITY)
        if flag == "withdrawn":
            return Q(withdrawn_at__isnull=False)
        if flag == "registered":
            return ~Q(came_by="")
        if flag == "old":
            return Q(stage__in=UNDECIDED) & Q(arrived_at__lt=arrived_before_the_laws_time(self.at))
        asked = SupplementRequest.objects.waiting()
        waiting = asked if flag == "supplement" else asked.overdue_on(localdate(self.at))
        return Q(Exists(waiting.filter(case=OuterRef("pk"))))

    def sort(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return cases.order_by(*ORDERS[value])

    @property
    def chosen(self) -> dict[str, Any]:
        """What the filters are, as far as they could be read."""
        self.form.is_valid()
        return self.form.cleaned_data

    @property
    def is_filtered(self) -> bool:
        return any(self.chosen.get(name) for name in ("q", *_PICKED))

    @property
    def ordered_by(self) -> str:
        return self.chosen.get("order") or "oldest"

    def pickers(self) -> Iterator[Picker]:
        for name in _PICKED:
            chosen = self.chosen.get(name, ())
            shown = [(value, words, value in chosen) for value, words in getattr(self.options, name)]
            yield Picker(name, self.filters[name].label, shown)

    def chips(self) -> Iterator[Chip]:
        """Everything that the list is filtered by beside its tab, to be taken away one by one."""
        if typed := self.chosen.get("q"):
            yield Chip(f"”{typed}”", self._without("q", typed))
        for name in _PICKED:
            words = dict(getattr(self.options, name))
            for value in self.chosen.get(name, ()):
                yield Chip(words[value], self._without(name, value))

    def _without(self, name: str, value: str) -> str:
        left = self.data.copy()
        left.pop("page", None)
        left.setlist(name, [] if name == "q" else [each for each in left.getlist(name) if each != value])
        return left.urlencode()
