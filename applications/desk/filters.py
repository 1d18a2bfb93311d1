"""The work list's filters, search and order, cleaned from the address: nonsense in it filters nothing."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from applications.calls.models import Call
from applications.cases.models import Case, Side
from applications.cases.states import Stage
from applications.submissions.models import SupplementRequest
from portal.accounts.models import StaffRole, User
from regions.models import Region

# Tabs above the list: which stages each holds.
TABS: dict[str, tuple[Any, tuple[Stage, ...]]] = {
    "new": (_("Nya"), (Stage.SUBMITTED,)),
    "checking": (_("Granskas"), (Stage.CHECKING,)),
    "assessing": (_("Bedöms"), (Stage.ASSESSING,)),
    "proposed": (_("För beslut"), (Stage.PROPOSED,)),
    "decided": (_("Beslutade"), (Stage.DECIDED, Stage.NOTIFIED)),
}
ORDERS = {
    "oldest": ("arrived_at", "pk"),
    "newest": ("-arrived_at", "-pk"),
    "region": ("region__name", "pk"),
    "amount": ("-amount_applied", "pk"),
    "stage": ("stage", "arrived_at", "pk"),
}


class _CallField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, call: Call) -> str:
        return call.shown_title


class _CallFilter(django_filters.ModelChoiceFilter):
    field_class = _CallField


class WorkListFilter(django_filters.FilterSet):
    """Filters over the cases that the user may see as staff."""

    q = django_filters.CharFilter(method="search", label=_("Sök på projekt, region eller diarienummer"), max_length=100)
    call = _CallFilter(
        queryset=Call.objects.published().only("pk", "title", "title_en"),
        label=_("Utlysning"),
        empty_label=_("Alla utlysningar"),
    )
    region = django_filters.ModelChoiceFilter(
        queryset=Region.objects.all(), label=_("Region"), empty_label=_("Alla regioner")
    )
    officer = django_filters.ModelChoiceFilter(
        queryset=User.objects.filter(staff_roles__role=StaffRole.Role.CASE_OFFICER),
        label=_("Handläggare"),
        empty_label=_("Alla handläggare"),
    )
    waits = django_filters.ChoiceFilter(
        method="only_waiting",
        label=_("Väntar"),
        empty_label=_("Visa alla"),
        choices=[
            ("supplement", _("På komplettering")),
            ("late", _("På försenad komplettering")),
            ("message", _("På svar från oss")),
        ],
    )
    order = django_filters.ChoiceFilter(
        method="sort",
        label=_("Ordning"),
        empty_label=None,
        choices=[
            ("oldest", _("Äldst först")),
            ("newest", _("Nyast först")),
            ("region", _("Region")),
            ("amount", _("Störst belopp först")),
            ("stage", _("Läge")),
        ],
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.form.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def search(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        words = value.split()[:8]
        for word in words:
            cases = cases.filter(
                Q(title__icontains=word) | Q(region__name__icontains=word) | Q(registry_number__icontains=word)
            )
        return cases

    def only_waiting(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        if value == "message":
            return cases.filter(answer_awaited_from=Side.AUTHORITY)
        asked = SupplementRequest.objects.waiting()
        waiting = {"supplement": asked, "late": asked.overdue_on(localdate())}[value]
        return cases.filter(Exists(waiting.filter(case=OuterRef("pk"))))

    def sort(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return cases.order_by(*ORDERS[value])
