"""Appeals: the list of a case's with the form to register one, the page of one with its next step, and the region's."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import applications.records.actions
from applications.cases.models import Case
from applications.letters.appeal_time import may_be_appealed
from applications.records import queries, rules
from applications.records.appeal_days import last_day_to_appeal
from applications.records.forms import DismissForm, HandOverForm, ReconsiderForm, RegisterAppealForm, TimeForm
from applications.records.models import Appeal, AppealStep
from applications.records.queries import AppealPage
from applications.records.views.seen import frame, refuse, staff_case
from portal.accounts.access import open_to
from regions.rules import acts_for_a_region


@open_to(rules.keeps_records)
@require_http_methods(["GET", "HEAD", "POST"])
def appeals(request: HttpRequest, case_id: int) -> HttpResponse:
    """A case's appeals, and the form to register one that came in."""
    case = staff_case(request, case_id)
    initial = {"appellant": "region", "appellant_name": case.region.name, "arrived_at": localtime()}
    form = RegisterAppealForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = applications.records.actions.register_appeal(
                case_id=case.pk, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Överklagandet är registrerat."))
            return redirect("records:appeal", case.pk, made.pk)
    decision = queries.decision_to_appeal(case)
    context = frame(
        case,
        appeals=queries.appeals_of(case),
        form=form,
        decision=decision,
        may_be_appealed=decision is not None and may_be_appealed(decision),
        may=rules.may_keep_records(request.user, case),
    )
    return render(request, "records/appeals.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, case_id: int, appeal_id: int) -> tuple[Case, AppealPage]:
    case = staff_case(request, case_id)
    seen = Appeal.objects.visible_to(request.user).select_related("decision", "file", "document", "registered_by")
    appeal = get_object_or_404(seen.prefetch_related("steps__case_file", "steps__decision"), pk=appeal_id, case=case)
    return case, queries.appeal_page(appeal)


@open_to(rules.keeps_records)
@require_safe
def appeal(request: HttpRequest, case_id: int, appeal_id: int) -> HttpResponse:
    """An appeal, what has been done with it, and the form of its next step."""
    case, page = _found(request, case_id, appeal_id)
    return _page(request, case, page)


def _page(request: HttpRequest, case: Case, page: AppealPage, form: Form | None = None) -> HttpResponse:
    decides = page.next in {"late", "reconsider"}
    may = (rules.may_decide_on_appeal if decides else rules.may_keep_records)(request.user, case)
    decision = page.appeal.decision
    known = queries.received_on(decision) if page.next == "time" and page.appeal.is_the_regions else None
    last_day = last_day_to_appeal(
        received_on=known,
        decided_on=localdate(decision.decided_at),
        represents_the_public=page.appeal.represents_the_public,
    )
    changed_by = queries.decision_that_changed(decision) if page.next == "reconsider" else None
    # A new decision is what became of it, until somebody says otherwise.
    begin_with = {"received_on": known, "is_changed": "yes" if changed_by else None}
    form = form or (_form_of(page, case, **begin_with) if page.next else None)
    context = frame(case, page=page, form=form, may=may, decides=decides, known=known, last_day=last_day)
    context["new_decision"] = changed_by
    return render(request, "records/appeal.html", context, status=422 if form and form.errors else 200)


def _form_of(page: AppealPage, case: Case, data: Any = None, **initial: Any) -> Form:
    if page.next == "time":
        return TimeForm(data, initial=initial)
    if page.next == "late":
        return DismissForm(data)
    if page.next == "reconsider":
        return ReconsiderForm(data, initial=initial)
    files = [
        (state.case_file.pk, date_format(localtime(state.case_file.made_at), "DATETIME_FORMAT"))
        for state in queries.files_of_case(case)
        if state.case_file.is_there
    ]
    return HandOverForm(data, files=files)


@open_to(rules.keeps_records)
@require_POST
def take_step(request: HttpRequest, case_id: int, appeal_id: int) -> HttpResponse:
    """Take the step that comes next; one that was taken meanwhile is not taken again."""
    case, page = _found(request, case_id, appeal_id)
    if not page.next or request.POST.get("step") != page.next:
        messages.warning(request, _("Överklagandet har gått vidare sedan sidan laddades. Så här står det nu."))
        return redirect("records:appeal", case.pk, page.appeal.pk)
    actions: dict[str, Callable[..., Any]] = {
        "time": applications.records.actions.check_time,
        "late": applications.records.actions.dismiss_appeal,
        "reconsider": applications.records.actions.reconsider,
        "hand_over": applications.records.actions.hand_over_appeal,
    }
    act = actions[page.next]
    form = _form_of(page, case, request.POST)
    if form.is_valid():
        try:
            step = act(appeal_id=page.appeal.pk, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _what_was_done(page.appeal, step))
            return redirect("records:appeal", case.pk, page.appeal.pk)
    return _page(request, case, page, form)


def _what_was_done(appeal: Appeal, step: AppealStep) -> str:
    """What a step came to, and what comes next."""
    kinds = AppealStep.Kind
    reconsidered = _("Omprövningen är antecknad. Nu ska överklagandet lämnas över till domstolen.")
    if step.kind == kinds.DISMISSED:
        if appeal.is_the_regions:
            return _("Överklagandet är avvisat. Regionen har fått veta det.")
        return _("Överklagandet är avvisat. Skicka beslutet till den som överklagade.")
    return {
        kinds.IN_TIME: _("Det är antecknat att överklagandet kom in i tid. Nu ska en beslutsfattare ompröva beslutet."),
        kinds.LATE: _("Det är antecknat att överklagandet kom in för sent. Nu ska en beslutsfattare avvisa det."),
        kinds.LATE_ACCEPTED: _(
            "Det är antecknat att överklagandet kom in för sent, men inte avvisas. Nu ska beslutet omprövas."
        ),
        kinds.STANDS: reconsidered,
        kinds.CHANGED: reconsidered,
        kinds.HANDED_OVER: _("Det är antecknat att överklagandet är överlämnat till %(court)s.")
        % {"court": step.court},
    }[kinds(step.kind)]


@open_to(acts_for_a_region)
@require_safe
def regions_appeal(request: HttpRequest, case_id: int, appeal_id: int) -> HttpResponse:
    """A region's own appeal: that it came in, and how it ended with the authority."""
    case = get_object_or_404(Case.objects.visible_to_region(request.user).with_names(), pk=case_id)
    found = (
        case.appeals.of_the_region()
        .select_related("file")
        .prefetch_related("steps__decision")
        .filter(pk=appeal_id)
        .first()
    )
    if found is None:
        raise Http404
    context = {"case": case, "tab": "case", "now": timezone.now(), "page": queries.appeal_page(found)}
    return render(request, "records/regions_appeal.html", context)
