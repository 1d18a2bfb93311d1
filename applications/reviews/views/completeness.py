"""The page of the completeness check, and the supplement request that comes of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import applications.reviews.actions
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.reviews import checklist
from applications.reviews.check_page import CheckPage, check_page
from applications.reviews.checking_forms import CheckForm, PointsSupplementForm
from applications.reviews.models import CompletenessCheck
from applications.submissions import due_days
from portal.accounts.access import open_to
from portal.accounts.rules import handles_cases, is_case_officer
from portal.accounts.unsent import typed_in


@open_to(handles_cases, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, case_id: int) -> HttpResponse:
    """The completeness check: its form for the officer, its result for others who see the case."""
    case = get_object_or_404(Case.objects.visible_to_staff(request.user).with_names(), pk=case_id)
    typed = typed_in(request)
    page = check_page(request.user, case, at=timezone.now(), as_typed=typed is not None)
    form = CheckForm(
        typed,
        points=[each.point for each in page.points],
        found=page.found,
        initial={"comment": page.begun.comment if page.begun else ""},
    )
    if request.method == "POST" and (answer := _taken(request, case, form)):
        return answer
    context = {
        "case": case,
        "tab": "assessment",
        "page": page,
        "form": form,
        # A form that was refused is shown with what was typed, also when the case has gone on in the meantime.
        "form_is_open": form.is_bound or page.is_to_do or (page.may_check and "gor-om" in request.GET),
        "rows": list(zip(page.points, form.point_fields(), strict=True)),
    }
    return render(request, "reviews/check.html", context, status=422 if form.errors else 200)


def _taken(request: HttpRequest, case: Case, form: CheckForm) -> HttpResponse | None:
    """Save the check, half done or done, and lead on; or let the form say why not."""
    if not form.is_valid():
        return None
    given: dict[str, Any] = {"found": form.found(), "comment": form.cleaned_data["comment"]}
    try:
        if "save" in request.POST:
            applications.reviews.actions.save_check(case_id=case.pk, **given, by=request.user, at=timezone.now())
            messages.success(request, _("Granskningen är sparad så långt. Fortsätt när du vill."))
            return redirect("reviews:check", case.pk)
        done = applications.reviews.actions.check_completeness(
            case_id=case.pk,
            **given,
            seen_version=form.cleaned_data["seen_version"] or 0,
            by=request.user,
            at=timezone.now(),
        )
    except ValidationError as error:
        form.refuse(error)
        return None
    return _after_check(request, case, done)


def _after_check(request: HttpRequest, case: Case, done: CompletenessCheck) -> HttpResponse:
    if not done.is_complete:
        messages.warning(
            request,
            _("Granskningen är sparad: ansökan är inte komplett. Begär komplettering, eller föreslå avvisning."),
        )
        return redirect("reviews:check", case.pk)
    if case.stage == Stage.CHECKING:
        messages.success(request, _("Ansökan är komplett. Nu kan den bedömas."))
        return redirect("reviews:assess", case.pk)
    messages.success(request, _("Granskningen är sparad: ansökan är komplett."))
    return redirect("reviews:check", case.pk)


@open_to(is_case_officer, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, case_id: int) -> HttpResponse:
    """A supplement request that begins with what the check found lacking. The officer reads it before it is sent."""
    cases = Case.objects.visible_to_staff(request.user).with_names().select_related("draft__form_version")
    case = get_object_or_404(cases.filter(draft__isnull=False), pk=case_id)
    page = check_page(request.user, case, at=timezone.now())
    form = _ask_form(request, page)
    if request.method == "POST" and form.is_valid():
        try:
            asked = applications.reviews.actions.ask_about_points(
                case_id=case.pk, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            day = date_format(asked.due_on, "DATE_FORMAT")
            text = _("Begäran är skickad. Regionen har till och med den %(day)s på sig.")
            messages.success(request, text % {"day": day})
            return redirect("submissions:supplements", case.pk)
    context = {
        "case": case,
        "tab": "assessment",
        "page": page,
        "form": form,
        "form_is_open": form.is_bound or page.may_ask,
    }
    return render(request, "reviews/ask.html", context, status=422 if form.errors else 200)


def _ask_form(request: HttpRequest, page: CheckPage) -> PointsSupplementForm:
    definition = page.case.draft.form_version.parsed
    items = page.mendable
    initial = {
        "points": [item["key"] for item in items],
        "text": checklist.request_text(items),
        "sections": checklist.sections_for(items, page.case.call.checklist.all(), definition),
        "due_on": due_days.usual_due_day(localdate(), days=page.case.call.answer_days),
    }
    return PointsSupplementForm(typed_in(request), items=items, sections=definition.sections, initial=initial)
