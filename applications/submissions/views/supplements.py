"""Supplements: the officer's page, where one is asked for and looked after, and the region's, where it is answered."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

import applications.submissions.actions
from applications.cases.models import Case
from applications.cases.rules import may_handle
from applications.cases.states import Stage
from applications.drafting.queries import drafts_seen_by
from applications.submissions import due_days, rules
from applications.submissions.actions import CAN_BE_ASKED
from applications.submissions.forms import MoreTimeAnswerForm, MoreTimeForm, SendSupplementForm, SupplementForm
from applications.submissions.models import MoreTime
from applications.submissions.queries import standing_of
from applications.submissions.supplementing import days_over, requests_of, supplement_of, titles_of
from portal.accounts.access import open_to
from portal.accounts.rules import handles_cases, is_case_officer
from portal.accounts.unsent import typed_in
from portal.requests import PortalRequest
from regions.queries import signatories_of
from regions.rules import acts_for_a_region

# --- The officer's page ---------------------------------------------------------------------------------


def _staff_case(request: HttpRequest, case_id: int) -> Case:
    cases = Case.objects.visible_to_staff(request.user).with_names().select_related("draft__form_version")
    return get_object_or_404(cases.filter(draft__isnull=False), pk=case_id)


@open_to(handles_cases, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def supplements(request: HttpRequest, case_id: int) -> HttpResponse:
    """What the region was asked to complete, whether it has answered, and for the officer the form to ask."""
    case = _staff_case(request, case_id)
    sections = case.draft.form_version.parsed.sections
    usual = {"due_on": due_days.usual_due_day(localdate(), days=case.call.answer_days)}
    form = SupplementForm(typed_in(request), sections=sections, initial=usual)
    if request.method == "POST" and form.is_valid():
        try:
            asked = applications.submissions.actions.ask_supplement(
                case_id=case.pk, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            day = date_format(asked.due_on, "DATE_FORMAT")
            text = _("Begäran är skickad. Regionen har till och med den %(day)s på sig.")
            if asked.due_on != form.cleaned_data["due_on"]:
                text = _("Begäran är skickad. Sista dagen flyttades till nästa arbetsdag, den %(day)s.")
            messages.success(request, text % {"day": day})
            return redirect("submissions:supplements", case.pk)
    return _staff_page(request, case, form=form, status=422 if form.errors else 200)


@open_to(is_case_officer, keeps_unsent=True)
@require_POST
def answer_more_time(request: HttpRequest, case_id: int, more_time_id: int) -> HttpResponse:
    """The officer answers the region's question of more time."""
    case = _staff_case(request, case_id)
    form = MoreTimeAnswerForm(request.POST)
    if form.is_valid():
        try:
            more = applications.submissions.actions.answer_more_time(
                case_id=case.pk, more_time_id=more_time_id, **form.given(), by=request.user, at=timezone.now()
            )
        except MoreTime.DoesNotExist as not_there:
            raise Http404 from not_there
        except ValidationError as error:
            form.add_error(None, error)
        else:
            given = _("Regionen har nu till och med den %(day)s på sig.")
            refused = _("Svaret är skickat. Den sista dagen står kvar.")
            day = date_format(more.given_on, "DATE_FORMAT") if more.given_on else ""
            messages.success(request, given % {"day": day} if more.given_on else refused)
            return redirect("submissions:supplements", case.pk)
    return _staff_page(request, case, answer_form=form, status=422)


@open_to(is_case_officer)
@require_POST
def close_supplement(request: HttpRequest, case_id: int) -> HttpResponse:
    """The officer stops waiting."""
    case = _staff_case(request, case_id)
    try:
        applications.submissions.actions.close_supplement(case_id=case.pk, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Du väntar inte längre på kompletteringen. Regionen har fått veta det."))
    return redirect("submissions:supplements", case.pk)


def _staff_page(
    request: HttpRequest,
    case: Case,
    *,
    form: SupplementForm | None = None,
    answer_form: MoreTimeAnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    requests, today = requests_of(case), localdate()
    waiting = requests[0] if requests and requests[0].is_open else None
    more = waiting.open_more_time if waiting else None
    may_act = may_handle(request.user, case)
    standing = standing_of(case, timezone.now())
    is_changing = standing is not None and standing.reopening is not None and standing.is_open
    may_ask = may_act and not waiting and case.stage in CAN_BE_ASKED and not case.withdrawn_at and not is_changing
    wanted = {"given_on": due_days.working_day_from(more.wanted_on)} if more else {}
    context = {
        "case": case,
        "tab": "supplements",
        "requests": [(asked, titles_of(case, asked)) for asked in requests],
        "waiting": waiting,
        "standing": standing,
        "as_staff": True,
        "days_over": days_over(waiting, today) if waiting else 0,
        "more": more,
        "may_act": may_act,
        # A form that was refused is shown with what was typed, also when the case has gone on in the meantime.
        "form": form if may_ask or (form and form.is_bound) else None,
        "answer_form": answer_form or (MoreTimeAnswerForm(initial=wanted) if more and may_act else None),
    }
    return render(request, "submissions/supplements.html", context, status=status)


# --- The region's page ------------------------------------------------------------------------------------


def _regions_case(request: HttpRequest, case_id: int) -> Case:
    return get_object_or_404(drafts_seen_by(request.user).exclude(stage=Stage.DRAFT), pk=case_id)


@open_to(acts_for_a_region)
@require_http_methods(["GET", "HEAD", "POST"])
def supplement(request: PortalRequest, case_id: int) -> HttpResponse:
    """What the region is asked to complete, how far it has come, and the form to send it."""
    case = _regions_case(request, case_id)
    if request.method != "POST":
        return _regions_page(request, case)
    form = SendSupplementForm(request.POST)
    if not form.is_valid():
        return _regions_page(request, case, form=form, status=422)
    try:
        applications.submissions.actions.send_supplement(
            case_id=case.pk,
            seen_hash=form.cleaned_data["seen_hash"],
            by=request.user,
            arrived_at=request.arrived_at,
            at=timezone.now(),
        )
    except ValidationError as error:
        return _regions_page(request, _regions_case(request, case_id), refused=error.messages, status=422)
    messages.success(request, _("Kompletteringen är skickad. Det ni har ändrat är nu en ny version av ansökan."))
    return redirect("submissions:supplement", case.pk)


@open_to(acts_for_a_region, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def more_time(request: PortalRequest, case_id: int) -> HttpResponse:
    """The region asks for more time."""
    case = _regions_case(request, case_id)
    form = MoreTimeForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            applications.submissions.actions.ask_more_time(
                case_id=case.pk,
                **form.cleaned_data,
                by=request.user,
                arrived_at=request.arrived_at,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Ni har bett om mer tid. Handläggaren har fått veta det, och svarar här."))
            return redirect("submissions:supplement", case.pk)
    return _regions_page(request, case, more_form=form, status=422 if form.errors else 200)


def _regions_page(
    request: PortalRequest,
    case: Case,
    *,
    form: SendSupplementForm | None = None,
    more_form: MoreTimeForm | None = None,
    refused: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    requests, now = requests_of(case), timezone.now()
    asked = requests[0] if requests and requests[0].is_open else None
    found = supplement_of(case, asked) if asked else None
    may_submit = rules.may_submit(request.user, case)
    context: dict[str, Any] = {
        "case": case,
        "tab": "supplement",
        "now": now,
        "requests": [(each, titles_of(case, each)) for each in requests if each != asked],
        "asked": asked,
        "supplement": found,
        "days_over": days_over(asked, localdate(now)) if asked else 0,
        "more": asked.open_more_time if asked else None,
        "form": SendSupplementForm(initial={"seen_hash": found.sha256}) if found else None,
        "not_confirmed": form.errors.get("confirmed", []) if form else [],
        "refused": refused or [],
        "more_form": more_form or MoreTimeForm(),
        "may_write": rules.may_ask_more_time(request.user, case),
        "may_submit": may_submit,
        "signatories": [] if may_submit or not asked else signatories_of(case.region),
    }
    return render(request, "submissions/supplement.html", context, status=status)
