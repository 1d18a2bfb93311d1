"""The decisions that are held, and telling their regions of several of them at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

import applications.decisions.actions
from applications.decisions.deciding_forms import ReleaseForm
from applications.decisions.waiting import held_decisions
from portal.accounts.access import open_to
from portal.accounts.rules import is_decision_maker


@open_to(is_decision_maker)
@require_http_methods(["GET", "HEAD", "POST"])
def held(request: HttpRequest) -> HttpResponse:
    """The decisions that regions do not know of; those that are chosen are released together."""
    form = ReleaseForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            decisions = applications.decisions.actions.release_decisions(
                decision_ids=[decision.pk for decision in form.cleaned_data["decisions"]],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal))
        else:
            number = len(decisions)
            text = ngettext(
                "%(number)d beslut är släppt. Regionen får besked när brevet är klart.",
                "%(number)d beslut är släppta. Regionerna får besked när breven är klara.",
                number,
            )
            messages.success(request, text % {"number": number})
            return redirect("deciding:held")
    context = {"form": form, "calls": held_decisions(request.user), "tab": "held"}
    return render(request, "decisions/held.html", context, status=422 if form.errors else 200)
