"""Meetings: which there are, planning one, what is decided together there, who attends, and calling it off."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

import portal.audit.queries
from applications.decisions import actions, meeting_pages, rules
from applications.decisions.meeting_forms import AttendanceForm, CancelForm, DecideItemsForm, MeetingForm, words_of
from applications.decisions.models import Meeting
from portal.accounts.access import open_to
from portal.accounts.unsent import typed_in

HISTORY = 30


def find_meeting(request: HttpRequest, meeting_id: int) -> Meeting:
    meetings = Meeting.objects.visible_to(request.user).select_related("chair", "secretary", "adjuster", "call")
    return get_object_or_404(meetings, pk=meeting_id)


@open_to(rules.may_read_meetings)
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings that are planned and those that have been held."""
    context = {
        "page": meeting_pages.meetings_for(request.user, request.GET.get("page", "")),
        "may_plan": rules.may_plan_meetings(request.user),
        "tab": "meetings",
    }
    return render(request, "decisions/meetings.html", context)


@open_to(rules.may_plan_meetings, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a meeting."""
    form = MeetingForm(typed_in(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan_meeting(**form.planned(), by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Sammanträdet är planerat. Lägg nu ärenden på dagordningen."))
            return redirect("meetings:meeting", made.pk)
    context = {"form": form, "tab": "meetings"}
    return render(request, "decisions/meeting_form.html", context, status=422 if form.errors else 200)


@open_to(rules.may_plan_meetings, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Change when and where a meeting is held, and who leads it."""
    one = find_meeting(request, meeting_id)
    form = MeetingForm(typed_in(request), user=request.user, initial=words_of(one))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(meeting_id=one.pk, **form.planned(), by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Sammanträdet är ändrat."))
            return redirect("meetings:meeting", one.pk)
    context = {"form": form, "meeting": one, "tab": "meetings"}
    return render(request, "decisions/meeting_form.html", context, status=422 if form.errors else 200)


@open_to(rules.may_read_meetings)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """A meeting with its agenda, where its chair decides on several cases together."""
    one = find_meeting(request, meeting_id)
    form = DecideItemsForm(request.POST if request.method == "POST" else None, user=request.user, meeting=one)
    if form.is_bound and form.is_valid() and (answer := _decide(request, one, form)) is not None:
        return answer
    context = {
        "shown": meeting_pages.meeting_page(request.user, one, at=timezone.now()),
        "meeting": one,
        "form": form,
        "chosen": set(form.chosen),
        "may_arrange": rules.may_arrange(request.user, one),
        "may_close": rules.may_close_meeting(request.user, one),
        "history": portal.audit.queries.history(one)[:HISTORY],
        "tab": "meetings",
    }
    return render(request, "decisions/meeting.html", context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, one: Meeting, form: DecideItemsForm) -> HttpResponse | None:
    """Where to go when all that was chosen is decided; else None, and why not stands on the form."""
    try:
        decisions = actions.decide_items(
            meeting_id=one.pk,
            item_ids=[item.pk for item in form.cleaned_data["items"]],
            is_held=form.cleaned_data["is_held"],
            by=request.user,
            at=timezone.now(),
        )
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return None
    number = len(decisions)
    text = ngettext("%(number)d beslut är fattat.", "%(number)d beslut är fattade.", number)
    messages.success(request, text % {"number": number})
    return redirect("meetings:meeting", one.pk)


@open_to(rules.may_plan_meetings)
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Who is at the meeting."""
    one = find_meeting(request, meeting_id)
    there = list(one.attendees.values_list("person", flat=True))
    form = AttendanceForm(request.POST if request.method == "POST" else None, initial={"people": there})
    if form.is_bound and form.is_valid():
        try:
            people = [person.pk for person in form.cleaned_data["people"]]
            actions.set_attendance(meeting_id=one.pk, person_ids=people, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error if hasattr(error, "error_dict") else ValidationError(error.messages))
        else:
            messages.success(request, _("Deltagarna är sparade."))
            return redirect("meetings:meeting", one.pk)
    return _on_its_page(request, "decisions/meeting_people.html", one, form)


@open_to(rules.may_plan_meetings)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Call a meeting off."""
    one = find_meeting(request, meeting_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.cancel_meeting(meeting_id=one.pk, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Sammanträdet är inställt."))
            return redirect("meetings:meeting", one.pk)
    return _on_its_page(request, "decisions/meeting_cancel.html", one, form)


def _on_its_page(request: HttpRequest, template: str, one: Meeting, form: Any) -> HttpResponse:
    context = {"form": form, "meeting": one, "tab": "meetings"}
    return render(request, template, context, status=422 if form.errors else 200)
