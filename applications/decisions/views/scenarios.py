"""One plan for a call's money: its page, what changes it, and what is made of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import portal.audit.queries
from applications.decisions import actions, rules, scenarios
from applications.decisions.contenders import standing
from applications.decisions.models import Scenario
from applications.decisions.scenario_forms import AmountsForm, CompareForm, RulesForm, ScenarioForm
from applications.decisions.views.ranking import ROWS, call_frame
from portal.accounts.access import open_to
from portal.accounts.rules import reads_every_case
from portal.accounts.unsent import typed_in

Act = Callable[..., Scenario]


def find_scenario(request: HttpRequest, scenario_id: int) -> Scenario:
    seen = Scenario.objects.visible_to(request.user).select_related("call", "made_by", "changed_by", "copied_from")
    return get_object_or_404(seen, pk=scenario_id)


@open_to(reads_every_case)
@require_safe
def scenario(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """What a plan gives: case by case, by year and by region."""
    one = find_scenario(request, scenario_id)
    shown = scenarios.scenario_page(request.user, one)
    context = {
        **call_frame(request, one.call, "scenario"),
        "scenario": one,
        "shown": shown,
        "page": Paginator(shown.rows, ROWS).get_page(request.GET.get("page")),
        "history": portal.audit.queries.history(one)[:ROWS],
        "now": timezone.now(),
    }
    return render(request, "decisions/scenario.html", context)


@open_to(rules.may_plan, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """What a plan is called, and why it is as it is."""
    one = find_scenario(request, scenario_id)
    form = ScenarioForm(typed_in(request), initial={"name": one.name, "reasons": one.reasons})
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_scenario(scenario_id=one.pk, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Namn och skäl är sparade."))
            return redirect("budget:scenario", one.pk)
    context = {**call_frame(request, one.call, "scenario"), "scenario": one, "form": form}
    return render(request, "decisions/scenario_describe.html", context, status=422 if form.errors else 200)


@open_to(rules.may_plan, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def amounts(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """Amounts and locks by hand, a page of cases at a time."""
    one = find_scenario(request, scenario_id)
    stands = standing(one.call, request.user)
    rows = scenarios.plan_rows(stands, scenarios.plan_of(one), scenarios.locks_of(one))
    page = Paginator([row for row in rows if row.contender.is_open], ROWS).get_page(request.GET.get("page"))
    form = AmountsForm(
        typed_in(request), rows=list(page.object_list), years=stands.years, initial={"revision": one.revision}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_amounts(
                scenario_id=one.pk,
                amounts=form.amounts(),
                locks=form.locks(),
                revision=form.cleaned_data["revision"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
            # Saved once more, what was typed goes on top of what the other wrote.
            form.data = {**form.data.dict(), "revision": str(one.revision)}  # type: ignore[attr-defined]
        else:
            messages.success(request, _("Beloppen är sparade."))
            return redirect("budget:scenario", one.pk)
    context = {
        **call_frame(request, one.call, "scenario"),
        "scenario": one,
        "form": form,
        "page": page,
        "hidden_count": len(stands.contenders) - len(stands.shown),
    }
    return render(request, "decisions/scenario_amounts.html", context, status=422 if form.errors else 200)


@open_to(rules.may_plan, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def solver(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """The rules that the solver keeps to, and the order to it."""
    one = find_scenario(request, scenario_id)
    first = {"min_score": one.min_score, "region_share": one.region_share, "lowest_share": one.lowest_share}
    form = RulesForm(typed_in(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.order_solving(scenario_id=one.pk, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("budget:scenario", one.pk)
    context = {
        **call_frame(request, one.call, "scenario"),
        "scenario": one,
        "form": form,
        "locks": one.locks.count(),
    }
    return render(request, "decisions/scenario_solver.html", context, status=422 if form.errors else 200)


@open_to(reads_every_case)
@require_safe
def compare(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """Two plans of a call beside each other."""
    one = find_scenario(request, scenario_id)
    others = Scenario.objects.visible_to(request.user).filter(call=one.call_id).exclude(pk=one.pk)
    form = CompareForm(request.GET or None, others=others)
    found = None
    if form.is_bound and form.is_valid():
        found = scenarios.comparison(request.user, one, form.cleaned_data["other"])
    context = {
        **call_frame(request, one.call, "scenario"),
        "scenario": one,
        "form": form,
        "found": found,
        "page": Paginator(found.differences, ROWS).get_page(request.GET.get("page")) if found else None,
        "has_others": others.exists(),
    }
    return render(request, "decisions/scenario_compare.html", context)


def _by_a_button(act: Act, done: Any) -> Callable[..., HttpResponse]:
    """A view for one button: it calls `act` on the scenario, says what was done, and shows the scenario."""

    @open_to(rules.may_plan)
    @require_POST
    def view(request: HttpRequest, scenario_id: int) -> HttpResponse:
        one = find_scenario(request, scenario_id)
        try:
            changed = act(scenario_id=one.pk, by=request.user, at=timezone.now())
        except ValidationError as error:
            for text in error.messages:
                messages.error(request, text)
            return redirect("budget:scenario", one.pk)
        messages.success(request, done % {"name": one.name})
        return redirect("budget:scenario", changed.pk)

    return view


copy = _by_a_button(actions.copy_scenario, gettext_lazy("Det här är en kopia av ”%(name)s”. Ändra den som du vill."))
archive = _by_a_button(actions.archive_scenario, gettext_lazy("Scenariot är arkiverat. Du kan ta tillbaka det."))
restore = _by_a_button(actions.restore_scenario, gettext_lazy("Scenariot är tillbaka."))
choose = _by_a_button(actions.choose_scenario, gettext_lazy("Förslagen i utlysningen följer nu ”%(name)s”."))
let_go = _by_a_button(actions.let_go_of_scenario, gettext_lazy("Förslagen följer inte längre ”%(name)s”."))
