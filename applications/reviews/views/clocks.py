"""Cases' time: the list by age, what the region is told of delays, and its request that a case be decided."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

import applications.reviews.actions
from applications.calls.models import LetterText, Outcome
from applications.cases.forms import is_a_key
from applications.cases.models import Case
from applications.cases.states import UNDECIDED
from applications.reviews import rules
from applications.reviews.actions.delays import MOST_CASES
from applications.reviews.ageing import ageing_list, undecided
from applications.reviews.clock_forms import DelayForm, DelaysForm, RefusalForm, RegisterRequestForm, RequestForm
from applications.reviews.handling_time import WITH_REQUEST, handling_time
from portal.accounts.access import open_to, require
from portal.accounts.rules import handles_cases, is_case_officer, is_decision_maker, is_registrar
from portal.accounts.unsent import typed_in
from portal.requests import PortalRequest
from regions.rules import acts_for_a_region

# --- The list ------------------------------------------------------------------------------------------------


@open_to(handles_cases)
@require_safe
def ageing(request: HttpRequest) -> HttpResponse:
    """The undecided cases, oldest first, against the call's time and the law's."""
    found = ageing_list(request.user, request.GET, at=timezone.now())
    return render(request, "reviews/ageing.html", {"ageing": found})


@open_to(rules.tells_of_delays, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def tell_many(request: HttpRequest) -> HttpResponse:
    """Tell the regions of the cases that were chosen in the list that they are delayed: all of them or none."""
    typed = typed_in(request)
    sent = request.GET if typed is None else typed
    seen = undecided(request.user).select_related("call", "region", "officer").order_by("arrived_at", "pk")
    chosen = seen.filter(pk__in=[pk for pk in sent.getlist("case") if is_a_key(pk)][: MOST_CASES + 1])
    form = DelaysForm(typed, cases=seen)
    if request.method == "POST" and form.is_valid():
        try:
            made = applications.reviews.actions.send_delay_notices(
                case_ids=[case.pk for case in form.cleaned_data["case"]],
                reason=form.cleaned_data["reason"],
                expected_on=form.cleaned_data["expected_on"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            number = len(made)
            said = ngettext("Regionen är underrättad.", "Regionerna i de %(number)s ärendena är underrättade.", number)
            messages.success(request, said % {"number": number})
            return redirect(_safe_address(request) or "clocks:list")
    context = {"form": form, "cases": chosen, "then": _safe_address(request)}
    return render(request, "reviews/delay_many.html", context, status=422 if form.errors else 200)


def _safe_address(request: HttpRequest) -> str:
    """Where the reader came from, if it is in the portal."""
    address = (request.POST if request.method == "POST" else request.GET).get("then", "")
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}) else ""


# --- One case, for staff -------------------------------------------------------------------------------------


def _staff_case(request: HttpRequest, case_id: int) -> Case:
    return get_object_or_404(
        Case.objects.visible_to_staff(request.user).with_names().select_related(*WITH_REQUEST), pk=case_id
    )


@open_to(handles_cases)
@require_safe
def case_time(request: HttpRequest, case_id: int) -> HttpResponse:
    """A case's clocks, the notices of delay, and the request for its decision."""
    case = _staff_case(request, case_id)
    is_undecided = case.stage in UNDECIDED
    found = handling_time(case, at=timezone.now())
    is_asked = found.request is not None
    may_ask = case.call.may_ask_for_decision and not is_asked and case.withdrawn_at is None
    context = {
        "case": case,
        "tab": "time",
        "time": found,
        "is_undecided": is_undecided,
        "may_tell": is_undecided and case.withdrawn_at is None and rules.may_tell_of_delay(request.user, case),
        "may_register": is_undecided and may_ask and rules.may_register_request(request.user, case),
        "may_refuse": is_undecided
        and is_asked
        and found.refusal is None
        and rules.may_refuse_request(request.user, case),
    }
    return render(request, "reviews/case_time.html", context)


@open_to(rules.tells_of_delays, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, case_id: int) -> HttpResponse:
    """Tell the region that its case is delayed, why, and when a decision is expected."""
    case = _staff_case(request, case_id)
    require(
        rules.may_tell_of_delay(request.user, case),
        _("Bara ärendets handläggare eller en beslutsfattare underrättar regionen."),
    )
    form = DelayForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            applications.reviews.actions.send_delay_notice(
                case_id=case.pk, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Regionen är underrättad, och ser skälet i sitt ärende."))
            return redirect("clocks:case", case.pk)
    return _form_page(request, case, "reviews/delay.html", form)


@open_to(is_case_officer | is_registrar, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, case_id: int) -> HttpResponse:
    """Register a request for a decision that came on paper or by mail."""
    case = _staff_case(request, case_id)
    require(
        rules.may_register_request(request.user, case),
        _("Bara ärendets handläggare eller en registrator registrerar begäran."),
    )
    form = RegisterRequestForm(typed_in(request), initial={"arrived_at": localtime()})
    if request.method == "POST" and form.is_valid():
        try:
            made = applications.reviews.actions.register_request(
                case_id=case.pk, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            text = _("Begäran är registrerad. Ärendet ska avgöras, eller begäran avslås, senast %(day)s.")
            messages.success(request, text % {"day": date_format(made.answer_by, "DATE_FORMAT")})
            return redirect("clocks:case", case.pk)
    return _form_page(request, case, "reviews/register_request.html", form)


@open_to(is_decision_maker, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, case_id: int) -> HttpResponse:
    """Refuse, in a decision of its own, to decide the case within four weeks."""
    case = _staff_case(request, case_id)
    require(
        rules.may_refuse_request(request.user, case),
        _("Bara en beslutsfattare som har förklarat sig fri från jäv kan avslå begäran."),
    )
    form = RefusalForm(typed_in(request), initial={"appeal": _appeal_text(case)})
    if request.method == "POST" and form.is_valid():
        try:
            applications.reviews.actions.refuse_request(
                case_id=case.pk, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Begäran är avslagen. Regionen har fått beslutet i sitt ärende."))
            return redirect("clocks:case", case.pk)
    return _form_page(request, case, "reviews/refuse_request.html", form)


def _appeal_text(case: Case) -> str:
    """How a rejection in the call is appealed, to begin with: a refusal is appealed the same way (FL 12 §)."""
    texts = LetterText.objects.filter(call=case.call_id, outcome=Outcome.REJECT)
    return texts.values_list("appeal", flat=True).first() or ""


def _form_page(request: HttpRequest, case: Case, template: str, form: Form) -> HttpResponse:
    context = {"case": case, "tab": "time", "form": form, "time": handling_time(case, at=timezone.now())}
    return render(request, template, context, status=422 if form.errors else 200)


# --- One case, for its region --------------------------------------------------------------------------------


@open_to(acts_for_a_region, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def region_time(request: PortalRequest, case_id: int) -> HttpResponse:
    """How long the case takes, why it is delayed, and the region's request that it be decided.

    Only what the region may know: whether the case is decided goes by what has been released to it.
    """
    seen = Case.objects.visible_to_region(request.user).submitted().with_names().select_related(*WITH_REQUEST)
    case = get_object_or_404(seen, pk=case_id)
    form = RequestForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = applications.reviews.actions.request_decision(
                case_id=case.pk,
                **form.cleaned_data,
                by=request.user,
                arrived_at=request.arrived_at,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            text = _("Er begäran har kommit in. Vi svarar senast %(day)s.")
            messages.success(request, text % {"day": date_format(made.answer_by, "DATE_FORMAT")})
            return redirect("clocks:region", case.pk)
    now = timezone.now()
    context: dict[str, Any] = {
        "case": case,
        "tab": "time",
        "now": now,
        "form": form,
        "time": handling_time(case, at=now),
        "may_write": rules.may_request_decision(request.user, case),
    }
    return render(request, "reviews/region_time.html", context, status=422 if form.errors else 200)
