"""The page to decide on a proposal, or to send it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import applications.decisions.actions
from applications.cases.forms import DeclarationForm
from applications.cases.models import Case
from applications.decisions import queries, readiness, rules
from applications.decisions.forms import DecideForm, SendBackForm
from applications.decisions.models import Proposal
from applications.reviews.queries import basis_shown_to
from portal.accounts.access import open_to
from portal.accounts.rules import is_decision_maker


def _case(request: HttpRequest, case_id: int) -> Case:
    return get_object_or_404(Case.objects.visible_to_staff(request.user).with_names(), pk=case_id)


@open_to(is_decision_maker)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """The decision maker reads the proposal, the check and the letter, and decides."""
    case = _case(request, case_id)
    proposal = queries.open_proposal(request.user, case)
    if request.method == "POST":
        form = DecideForm(request.POST, user=request.user, case=case, proposal=proposal)
        if (answer := _decide(request, case, form)) is not None:
            return answer
    else:
        initial = {"proposal": proposal.pk if proposal else None}
        form = DecideForm(user=request.user, case=case, proposal=proposal, initial=initial)
    if proposal is None:
        return redirect("decisions:case", case.pk)
    shown = queries.ProposalOnPage(proposal, queries.rows_of(proposal))
    context = {
        "case": case,
        "tab": "decision",
        "shown": shown,
        "points": readiness.points(queries.facts_of(proposal, request.user, shown.rows, timezone.now())),
        "form": form,
        # What was sent may be about a proposal that another has come after: the page is about the one it shows.
        "proposal_key": proposal.pk,
        "may_decide": rules.may_decide(request.user, proposal),
        "declaration_form": _declaration_to_make(request.user, proposal),
        "basis": basis_shown_to(request.user, case),
    }
    return render(request, "decisions/decide.html", context, status=422 if form.errors else 200)


def _declaration_to_make(user: Any, proposal: Proposal) -> DeclarationForm | None:
    """The declaration of conflict of interest, for a decision maker who has not made it."""
    if rules.may_become_decider(user, proposal) and not rules.may_decide(user, proposal):
        return DeclarationForm()
    return None


def _decide(request: HttpRequest, case: Case, form: DecideForm) -> HttpResponse | None:
    """Where to go when it is decided, or when nothing is left to decide on; else None, and why stands on the form."""
    if not form.is_valid():
        return _told(request, case, form)
    try:
        decision = applications.decisions.actions.decide(
            proposal_id=form.cleaned_data["proposal"].pk,
            is_held=form.cleaned_data["is_held"],
            participant_ids=[person.pk for person in form.cleaned_data["participants"]],
            dissent=form.cleaned_data["dissent"],
            by=request.user,
            at=timezone.now(),
        )
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return _told(request, case, form)
    text = (
        _("Beslutet är fattat: %(outcome)s. Brevet görs nu och regionen får besked när det är klart.")
        if decision.is_released
        else _("Beslutet är fattat: %(outcome)s. Regionen får inget veta förrän beslutet släpps.")
    )
    messages.success(request, text % {"outcome": decision.get_outcome_display().lower()})
    return redirect("decisions:case", case.pk)


def _told(request: HttpRequest, case: Case, form: DecideForm) -> HttpResponse | None:
    """Say why it is not decided on the page where the decision stands, unless the form is still to be shown."""
    if queries.open_proposal(request.user, case) is not None:
        return None
    for texts in form.errors.values():
        messages.error(request, " ".join(map(str, texts)))
    return redirect("decisions:case", case.pk)


@open_to(is_decision_maker)
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, case_id: int) -> HttpResponse:
    """The decision maker sends the proposal back and says why."""
    case = _case(request, case_id)
    proposal = queries.open_proposal(request.user, case)
    if request.method != "POST" and proposal is None:
        return redirect("decisions:case", case.pk)
    if request.method != "POST" and not rules.may_send_back(request.user, proposal):
        return redirect("decisions:decide", case.pk)
    form = SendBackForm(
        request.POST or None, user=request.user, case=case, initial={"proposal": proposal.pk if proposal else None}
    )
    if request.method == "POST" and form.is_valid():
        try:
            applications.decisions.actions.send_back(
                proposal_id=form.cleaned_data["proposal"].pk,
                comment=form.cleaned_data["comment"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Förslaget är skickat tillbaka till föredraganden."))
            return redirect("decisions:case", case.pk)
    context = {"case": case, "tab": "decision", "form": form}
    return render(request, "decisions/send_back.html", context, status=422 if form.errors else 200)
