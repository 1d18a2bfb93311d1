"""The agenda of a meeting: what stands on it and in which order, and the page to decide on one case."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from applications.decisions import actions, meeting_pages, queries, readiness, rules
from applications.decisions.meeting_forms import AgendaForm, ArrangeForm, DecideItemForm
from applications.decisions.models import MeetingItem
from applications.decisions.views.meetings import find_meeting
from applications.reviews.queries import basis_shown_to
from portal.accounts.access import open_to


def _find_item(request: HttpRequest, item_id: int) -> MeetingItem:
    try:
        return meeting_pages.item_for(request.user, item_id)
    except MeetingItem.DoesNotExist:
        raise Http404 from None


@open_to(rules.may_plan_meetings)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Choose among the proposals that wait for a decision."""
    meeting = find_meeting(request, meeting_id)
    form = AgendaForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            items = actions.add_to_agenda(
                meeting_id=meeting.pk,
                proposal_ids=[proposal.pk for proposal in form.cleaned_data["proposals"]],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            number = len(items)
            text = ngettext(
                "%(number)d ärende är lagt på dagordningen.", "%(number)d ärenden är lagda på dagordningen.", number
            )
            messages.success(request, text % {"number": number})
            return redirect("meetings:meeting", meeting.pk)
    context = {
        "form": form,
        "chosen": set(form.chosen),
        "meeting": meeting,
        "proposals": meeting_pages.may_put_on_agenda(request.user, meeting),
        "tab": "meetings",
    }
    return render(request, "decisions/agenda_add.html", context, status=422 if form.errors else 200)


@open_to(rules.may_read_meetings)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """One case of the agenda: what is proposed, what it still lacks, who takes part, and the decision."""
    one = _find_item(request, item_id)
    form = DecideItemForm(request.POST if request.method == "POST" else None, item=one)
    if form.is_bound and form.is_valid():
        try:
            decisions = actions.decide_items(
                meeting_id=one.meeting_id, item_ids=[one.pk], **form.decided(), by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            text = _("§ %(number)s är beslutad: %(outcome)s.")
            outcome = decisions[0].get_outcome_display().lower()
            messages.success(request, text % {"number": one.position, "outcome": outcome})
            return redirect("meetings:meeting", one.meeting_id)
    return _item_page(request, one, form, ArrangeForm(item=one))


def _item_page(request: HttpRequest, one: MeetingItem, form: Any, arranging: ArrangeForm) -> HttpResponse:
    proposal, now = one.proposal, timezone.now()
    shown = queries.ProposalOnPage(proposal, queries.rows_of(proposal))
    facts = queries.facts_of(proposal, one.decider, shown.rows, now)
    why_not = rules.why_not_decide_item(request.user, one)
    waits = one.is_open and proposal.state == proposal.State.OPEN and one.meeting.is_planned
    context = {
        "item": one,
        "meeting": one.meeting,
        "case": proposal.case,
        "shown": shown,
        "decision": queries.decision_of_item(one),
        "waits": waits,
        "points": readiness.points(replace(facts, is_read_by_decider=not why_not)),
        "why_not": why_not,
        "form": form,
        "arrange_form": arranging,
        "may_arrange": waits and rules.may_arrange(request.user, one.meeting),
        "basis": basis_shown_to(request.user, proposal.case),
        "tab": "meetings",
    }
    status = 422 if form.errors or arranging.errors else 200
    return render(request, "decisions/meeting_item.html", context, status=status)


@open_to(rules.may_plan_meetings)
@require_POST
def arrange(request: HttpRequest, item_id: int) -> HttpResponse:
    """Who presents a case, and who decides it."""
    one = _find_item(request, item_id)
    form = ArrangeForm(request.POST, item=one)
    if form.is_valid():
        chair = form.cleaned_data["own_chair"]
        try:
            actions.arrange_item(
                item_id=one.pk,
                presenter_id=form.cleaned_data["presenter"].pk,
                own_chair_id=chair.pk if chair else None,
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("§ %(number)s är ändrad.") % {"number": one.position})
            return redirect("meetings:item", one.pk)
    return _item_page(request, one, DecideItemForm(item=one), form)


@open_to(rules.may_plan_meetings)
@require_POST
def move(request: HttpRequest, item_id: int) -> HttpResponseRedirect:
    """Let a case change places with its neighbour."""
    up = request.POST.get("to") == "up"
    return _changed(request, item_id, lambda **how: actions.move_on_agenda(item_id=item_id, up=up, **how))


@open_to(rules.may_plan_meetings)
@require_POST
def remove(request: HttpRequest, item_id: int) -> HttpResponseRedirect:
    return _changed(request, item_id, lambda **how: actions.take_off_agenda(item_id=item_id, **how))


def _changed(request: HttpRequest, item_id: int, act: Callable[..., None]) -> HttpResponseRedirect:
    one = _find_item(request, item_id)
    try:
        act(by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("meetings:meeting", one.meeting_id)
