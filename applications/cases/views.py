"""Who handles a case: taking it, declaring conflict of interest, asking assessors, handing over."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import applications.cases.actions
from applications.cases import queries, rules
from applications.cases.actions import MOST_CASES
from applications.cases.forms import (
    AssessorForm,
    AssignForm,
    ContactForm,
    DeclarationForm,
    HandOverForm,
    SavedViewForm,
    SettleForm,
    is_a_key,
)
from applications.cases.models import Case, SavedView
from portal.accounts.access import open_to, require
from portal.accounts.rules import handles_cases, is_case_officer, is_decision_maker
from regions.rules import acts_for_a_region


def _case(request: HttpRequest, case_id: int) -> Case:
    return get_object_or_404(Case.objects.visible_to_staff(request.user).with_names(), pk=case_id)


def _named_case(request: HttpRequest, case_id: int) -> Case:
    """A case by its name alone, for those who have yet to declare themselves in it."""
    cases = Case.objects.named_to_staff(request.user).select_related("call", "region", "officer", "contact")
    return get_object_or_404(cases, pk=case_id)


@open_to(acts_for_a_region)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, case_id: int) -> HttpResponse:
    """The region chooses whom the authority turns to first."""
    cases = Case.objects.visible_to_region(request.user).select_related("region", "call", "contact")
    case = get_object_or_404(cases, pk=case_id)
    require(
        rules.may_choose_contact(request.user, case), _("Bara den som får skriva för regionen väljer kontaktperson.")
    )
    form = ContactForm(request.POST if request.method == "POST" else None, case=case)
    if form.is_valid():
        person = form.cleaned_data["person"]
        try:
            applications.cases.actions.set_contact(
                case_id=case.pk, person_id=person.pk, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s är nu kontaktperson.") % {"name": person})
            return redirect("drafting:overview", case.pk)
    context = {"case": case, "form": form}
    return render(request, "cases/contact.html", context, status=422 if form.is_bound else 200)


@open_to(is_case_officer)
@require_POST
def take(request: HttpRequest, case_id: int) -> HttpResponse:
    """Become the case's officer, and go on to the declaration of conflict of interest."""
    case = _named_case(request, case_id)
    try:
        applications.cases.actions.take_case(case_id=case.pk, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("desk:case", case.pk)
    if rules.has_declared_no_conflict(request.user, case):
        messages.success(request, _("Du är nu ärendets handläggare."))
        return redirect("desk:case", case.pk)
    return redirect("cases:declare", case.pk)


@open_to(handles_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, case_id: int) -> HttpResponse:
    """Declare a conflict of interest in the case, or none."""
    case = _named_case(request, case_id)
    form = DeclarationForm(request.POST or None)
    then = _safe_address(request)
    if form.is_valid():
        has_conflict = form.cleaned_data["has_conflict"]
        try:
            applications.cases.actions.declare_conflict(
                case_id=case.pk,
                by=request.user,
                has_conflict=has_conflict,
                statement=form.cleaned_data["statement"],
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _after_declaration(request, case, has_conflict=has_conflict, then=then)
    context = {
        "case": case,
        "tab": "",
        "form": form,
        "then": then,
        "is_officer": rules.is_officer_of(request.user, case),
        **_what_was_declared(request, case),
    }
    return render(request, "cases/declare.html", context, status=422 if form.errors else 200)


def _what_was_declared(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the person said before, and who has come to the case since."""
    before = rules.declaration_of(request.user, case)
    known = {party["name"] for party in before.parties} if before else set()
    is_asked_again = before is not None and not rules.has_declared_no_conflict(request.user, case)
    added = [party["name"] for party in case.parties if party["name"] not in known] if is_asked_again else []
    return {"declaration": before, "is_asked_again": is_asked_again, "added": added}


def _after_declaration(request: HttpRequest, case: Case, *, has_conflict: bool, then: str) -> HttpResponse:
    if has_conflict:
        messages.success(
            request,
            _("Tack. Din jävsanmälan i %(number)s är sparad och ärendet är nu stängt för dig.")
            % {"number": case.registry_number},
        )
        return redirect("desk:work_list")
    messages.success(request, _("Du har förklarat att du inte har jäv. Du kan nu arbeta med ärendet."))
    return redirect(then or "desk:case", *([] if then else [case.pk]))


def _safe_address(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is within the portal."""
    address = request.POST.get("then") or request.GET.get("then") or ""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}) else ""


@open_to(is_decision_maker)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, case_id: int, declaration_id: int) -> HttpResponse:
    """A decision maker settles a conflict of interest that a colleague has declared (förvaltningslagen 18 §)."""
    case = _case(request, case_id)
    declarations = case.declarations.to_settle().others_than_of(request.user).select_related("person")
    declaration = get_object_or_404(declarations, pk=declaration_id)
    form = SettleForm(request.POST or None)
    if form.is_valid():
        try:
            applications.cases.actions.settle_conflict(
                declaration_id=declaration.pk, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Prövningen är sparad. %(name)s får veta.") % {"name": declaration.person})
            return redirect("cases:people", case.pk)
    context = {"case": case, "tab": "", "form": form, "declaration": declaration}
    return render(request, "cases/settle.html", context, status=422 if form.errors else 200)


@open_to(handles_cases)
@require_GET
def people(request: HttpRequest, case_id: int) -> HttpResponse:
    """Who handles the case, and for its officer the forms to change that."""
    case = _case(request, case_id)
    return _people_page(request, case, assessor_form=AssessorForm(case=case), hand_over_form=HandOverForm(case=case))


@open_to(is_case_officer)
@require_POST
def assessors(request: HttpRequest, case_id: int) -> HttpResponse:
    """The officer asks somebody to assess the case."""
    case = _case(request, case_id)
    require(rules.is_officer_of(request.user, case), _("Bara ärendets handläggare kan be någon bedöma det."))
    form = AssessorForm(request.POST, case=case)
    if form.is_valid():
        person = form.cleaned_data["person"]
        try:
            applications.cases.actions.ask_assessor(case_id=case.pk, person=person, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s är tillfrågad och får ett mejl.") % {"name": person})
            return redirect("cases:people", case.pk)
    return _people_page(request, case, assessor_form=form, hand_over_form=HandOverForm(case=case), status=422)


@open_to(is_case_officer)
@require_POST
def hand_over(request: HttpRequest, case_id: int) -> HttpResponse:
    """The officer gives the case to another officer or back to the work list."""
    case = _case(request, case_id)
    require(rules.may_hand_over(request.user, case), _("Bara ärendets handläggare kan lämna över det."))
    form = HandOverForm(request.POST, case=case)
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            applications.cases.actions.hand_over_case(case_id=case.pk, to=to, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("%(name)s är nu ärendets handläggare.") % {"name": to}
                if to
                else _("Ärendet har nu ingen handläggare och kan tas från arbetslistan."),
            )
            return redirect("cases:people", case.pk)
    return _people_page(request, case, assessor_form=AssessorForm(case=case), hand_over_form=form, status=422)


def _people_page(request: HttpRequest, case: Case, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "case": case,
        "tab": "",
        "handlers": queries.handlers_of(case),
        "declared": queries.conflicts_declared(case),
        "may_settle": rules.may_settle_conflicts(request.user, case),
        "may_take": rules.may_take(request.user, case) and case.officer_id is None,
        "may_ask": rules.may_handle(request.user, case),
        "may_hand_over": rules.may_hand_over(request.user, case),
        **forms,
    }
    return render(request, "cases/people.html", context, status=status)


@open_to(rules.distributes_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest) -> HttpResponse:
    """Give the cases that were chosen in the work list to one officer: all of them or none."""
    sent = request.POST if request.method == "POST" else request.GET
    seen = Case.objects.named_to_staff(request.user).select_related("region", "officer").order_by("arrived_at", "pk")
    chosen = seen.filter(pk__in=[pk for pk in sent.getlist("case") if is_a_key(pk)][: MOST_CASES + 1])
    form = AssignForm(
        request.POST if request.method == "POST" else None, cases=seen, offered=queries.who_may_take_each(chosen)
    )
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            applications.cases.actions.assign_cases(
                case_ids=[case.pk for case in form.cleaned_data["case"]], to=to, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            number = len(form.cleaned_data["case"])
            said = ngettext("%(name)s har nu ärendet.", "%(name)s har nu de %(number)s ärendena.", number)
            messages.success(request, said % {"name": to, "number": number})
            return redirect(_safe_address(request) or "desk:work_list")
    context = {"form": form, "cases": chosen, "then": _safe_address(request)}
    return render(request, "cases/assign.html", context, status=422 if form.is_bound else 200)


@open_to(handles_cases)
@require_GET
def saved_views(request: HttpRequest) -> HttpResponse:
    """A person's own views of the work list, to rename and remove."""
    return _saved_views_page(request)


@open_to(handles_cases)
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Give the filters of the work list a name."""
    form = SavedViewForm(request.POST)
    if form.is_valid():
        name, query = form.cleaned_data["name"], form.cleaned_data["query"]
        try:
            view = applications.cases.actions.save_view(name=name, query=query, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Vyn ”%(name)s” är sparad. Du hittar den ovanför listan.") % {"name": view})
            return redirect(f"{reverse('desk:work_list')}?{view.query}")
    return _saved_views_page(request, form=form, status=422)


@open_to(handles_cases)
@require_POST
def rename_view(request: HttpRequest, view_id: int) -> HttpResponse:
    form = SavedViewForm(request.POST)
    if form.is_valid():
        try:
            view = applications.cases.actions.rename_view(
                view_id=view_id, name=form.cleaned_data["name"], by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        except SavedView.DoesNotExist:
            raise Http404 from None
        else:
            messages.success(request, _("Vyn heter nu ”%(name)s”.") % {"name": view})
            return redirect("cases:saved_views")
    return _saved_views_page(request, form=form, renamed=view_id, status=422)


@open_to(handles_cases)
@require_POST
def remove_view(request: HttpRequest, view_id: int) -> HttpResponse:
    try:
        name = applications.cases.actions.remove_view(view_id=view_id, by=request.user)
    except SavedView.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Vyn ”%(name)s” är borttagen. Ärendena är kvar.") % {"name": name})
    return redirect("cases:saved_views")


def _saved_views_page(
    request: HttpRequest, *, form: SavedViewForm | None = None, renamed: int | None = None, status: int = 200
) -> HttpResponse:
    views = queries.views_of(request.user)
    if renamed is not None and all(view.pk != renamed for view in views):
        raise Http404
    context = {"views": views, "form": form, "renamed": renamed}
    return render(request, "cases/saved_views.html", context, status=status)
