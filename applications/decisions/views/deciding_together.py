"""The proposals that wait for a decision maker, and deciding on several of them at once."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

import applications.decisions.actions
from applications.decisions import waiting as waiting_proposals
from applications.decisions.deciding_forms import DecideTogetherForm
from portal.accounts.access import open_to
from portal.accounts.rules import is_decision_maker


@open_to(is_decision_maker)
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """What can be decided on and what each still lacks; what was chosen is decided together, all or none."""
    form = DecideTogetherForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            decisions = applications.decisions.actions.decide_together(
                proposal_ids=[proposal.pk for proposal in form.cleaned_data["proposals"]],
                is_held=form.cleaned_data["is_held"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            number = len(decisions)
            text = ngettext("%(number)d beslut är fattat.", "%(number)d beslut är fattade.", number)
            messages.success(request, text % {"number": number})
            return redirect("deciding:held" if form.cleaned_data["is_held"] else "deciding:waiting")
    context = {
        "form": form,
        "chosen": set(form.chosen),
        "waiting": waiting_proposals.waiting_for(request.user, request.GET.get("page", ""), at=timezone.now()),
        "tab": "waiting",
    }
    return render(request, "decisions/waiting.html", context, status=422 if form.errors else 200)
