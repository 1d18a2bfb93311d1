"""An officer turns the chosen scenario into proposals for their own cases."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

import applications.decisions.actions
from applications.decisions import queries, scenarios
from applications.decisions.contenders import standing
from applications.decisions.models import Scenario
from applications.decisions.ranking import planned_outcome
from applications.decisions.scenario_forms import ProposeForm
from applications.decisions.scenarios import PlanRow
from applications.decisions.views.ranking import call_frame
from applications.decisions.views.scenarios import find_scenario
from portal.accounts.access import open_to
from portal.accounts.rules import is_case_officer
from portal.accounts.unsent import typed_in


@dataclass(frozen=True)
class OwnCase:
    """One of the officer's cases, and what the scenario would have proposed in it."""

    row: PlanRow
    outcome: Any
    is_chosen: bool


@open_to(is_case_officer, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """All of the officer's cases that are ready, to be proposed at once: all or none."""
    one = find_scenario(request, scenario_id)
    mine = _own_rows(request, one)
    ready = {row.contender.case_id: row for row in mine if row.contender.stage in queries.OUTCOMES}
    form = ProposeForm(
        typed_in(request),
        ready=list(ready),
        granting={case_id: row.total > 0 for case_id, row in ready.items()},
        initial={"revision": one.revision, "cases": list(ready)},
    )
    if request.method == "POST" and form.is_valid() and _propose(request, one, form):
        return redirect("budget:scenario", one.pk)
    ticked = {str(case_id) for case_id in form["cases"].value() or []}
    context = {
        **call_frame(request, one.call, "scenario"),
        "scenario": one,
        "form": form,
        "ready": [
            OwnCase(row, planned_outcome(row.contender.applied, row.amounts), str(row.contender.case_id) in ticked)
            for row in ready.values()
        ],
        "not_ready": [row for row in mine if row.contender.case_id not in ready],
    }
    return render(request, "decisions/scenario_propose.html", context, status=422 if form.errors else 200)


def _own_rows(request: HttpRequest, one: Scenario) -> list[PlanRow]:
    rows = scenarios.plan_rows(standing(one.call, request.user), scenarios.plan_of(one))
    return [row for row in rows if row.contender.officer_id == request.user.pk]


def _propose(request: HttpRequest, one: Scenario, form: ProposeForm) -> bool:
    """Whether all were proposed. Else the form says which were not, and why."""
    try:
        made = applications.decisions.actions.propose_scenario(
            scenario_id=one.pk,
            case_ids=form.cleaned_data["cases"],
            revision=form.cleaned_data["revision"],
            reasons={name: form.cleaned_data[name] for name in ("granted", "rejected")},
            by=request.user,
            at=timezone.now(),
        )
    except (ValidationError, PermissionDenied) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return False
    messages.success(
        request,
        ngettext(
            "%(number)s förslag är lämnat, och väntar på en beslutsfattare.",
            "%(number)s förslag är lämnade, och väntar på en beslutsfattare.",
            len(made),
        )
        % {"number": len(made)},
    )
    return True
