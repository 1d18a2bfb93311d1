"""How a call stands: its ranking, what is committed, and which plans there are."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

import applications.decisions.actions
from applications.calls.models import Call
from applications.decisions import rules, scenarios
from applications.decisions.contenders import standing
from applications.decisions.models import Scenario
from applications.decisions.scenario_forms import NewScenarioForm
from applications.decisions.spending import spending
from portal.accounts.access import open_to
from portal.accounts.rules import reads_every_case
from portal.accounts.unsent import typed_in
from regions.models import Region

ROWS = 50


def call_frame(request: HttpRequest, call: Call, tab: str) -> dict[str, Any]:
    """What every page of a call's money has: the call and its tabs."""
    return {
        "call": call,
        "tab": tab,
        "scenario_tabs": scenarios.tabs_for(request.user, call),
        "may_plan": rules.may_plan(request.user),
    }


def _call(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(Call.objects.visible_to(request.user).listed(), slug=slug)


@open_to(reads_every_case)
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """The calls, to choose whose money to look at."""
    found = scenarios.calls_with_money(request.user)
    return render(
        request, "decisions/budget_calls.html", {"page": Paginator(found, ROWS).get_page(request.GET.get("page"))}
    )


@open_to(reads_every_case)
@require_safe
def ranking(request: HttpRequest, slug: str) -> HttpResponse:
    """All applications of a call in order of score, with a line where the money of each year ends."""
    call = _call(request, slug)
    found = standing(call, request.user).ranking()
    context = {
        **call_frame(request, call, "ranking"),
        "ranking": found,
        "page": Paginator(found.rows, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "decisions/ranking.html", context)


@open_to(reads_every_case)
@require_safe
def committed(request: HttpRequest, slug: str) -> HttpResponse:
    """What decisions in force have granted, by year and region."""
    call = _call(request, slug)
    stands = standing(call, request.user)
    context = {
        **call_frame(request, call, "committed"),
        "spending": spending(stands, Region.objects.all()),
        "hidden_count": len(stands.contenders) - len(stands.shown),
        "decided": sum(1 for each in stands.contenders if each.outcome),
        "applications": len(stands.contenders),
    }
    return render(request, "decisions/committed.html", context)


@open_to(reads_every_case)
@require_safe
def all_scenarios(request: HttpRequest, slug: str) -> HttpResponse:
    """Every plan for a call's money, those put away too."""
    call = _call(request, slug)
    found = Scenario.objects.visible_to(request.user).filter(call=call).select_related("made_by")
    context = {
        **call_frame(request, call, "scenarios"),
        "page": Paginator(found.filter(archived_at=None), ROWS).get_page(request.GET.get("page")),
        "archived": found.exclude(archived_at=None)[:ROWS],
    }
    return render(request, "decisions/scenarios.html", context)


@open_to(rules.may_plan, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new_scenario(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a plan."""
    call = _call(request, slug)
    form = NewScenarioForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = applications.decisions.actions.make_scenario(
                call_id=call.pk,
                name=form.cleaned_data["name"],
                reasons=form.cleaned_data["reasons"],
                follows_ranking=form.cleaned_data["start"] == "ranking",
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("budget:scenario", made.pk)
    context = {**call_frame(request, call, "new"), "form": form}
    return render(request, "decisions/scenario_new.html", context, status=422 if form.errors else 200)
