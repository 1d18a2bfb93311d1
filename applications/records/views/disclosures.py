"""Requests for public documents: the list of a case's, and the page of one, where what is secret is marked."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import applications.records.actions
from applications.cases.models import Case
from applications.records import queries, rules
from applications.records.forms import (
    DecideDisclosureForm,
    MarkFileForm,
    MarkPartsForm,
    MarkWordsForm,
    OpenDisclosureForm,
)
from applications.records.models import Disclosure
from applications.records.secrecy import digest_of, marking_page
from applications.records.views.seen import frame, refuse, staff_case
from portal.accounts.access import open_to

FORMAL = (
    "Du kan begära ett skriftligt beslut om det som vi inte lämnar ut. Skriv till oss och ange diarienumret. "
    "Beslutet får du kostnadsfritt, med besked om hur det överklagas."
)


@open_to(rules.keeps_records)
@require_http_methods(["GET", "HEAD", "POST"])
def disclosures(request: HttpRequest, case_id: int) -> HttpResponse:
    """The requests for a case's documents, and the form to take up a new one."""
    case = staff_case(request, case_id)
    form = OpenDisclosureForm(request.POST or None, initial={"received_at": localtime()})
    if request.method == "POST" and form.is_valid():
        try:
            made = applications.records.actions.open_disclosure(
                case_id=case.pk, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            return redirect("records:disclosure", case.pk, made.pk)
    may = rules.may_keep_records(request.user, case) and not rules.has_yet_to_assess(request.user, case)
    context = frame(case, disclosures=queries.disclosures_of(case), form=form, may=may)
    return render(request, "records/disclosures.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, case_id: int, disclosure_id: int) -> tuple[Case, Disclosure]:
    case = staff_case(request, case_id)
    seen = Disclosure.objects.visible_to(request.user).select_related("opened_by", "decision")
    found = get_object_or_404(seen, pk=disclosure_id, case=case)
    found.case = case
    return case, found


@open_to(rules.keeps_records)
@require_safe
def disclosure(request: HttpRequest, case_id: int, disclosure_id: int) -> HttpResponse:
    """One request: what is marked as secret, the files to give out, and the decision."""
    return _page(request, *_found(request, case_id, disclosure_id))


def _page(request: HttpRequest, case: Case, found: Disclosure, status: int = 200, **forms: Form) -> HttpResponse:
    may = rules.may_keep_records(request.user, case) and not rules.has_yet_to_assess(request.user, case)
    page = marking_page(found, case) if may else None
    files = queries.files_of_disclosure(found)
    parts_form = forms.get("parts_form", MarkPartsForm(auto_id="id_parts_%s"))
    ticked = parts_form["keys"].value() or ()
    context = frame(
        case,
        found=found,
        page=page,
        may=may and not found.is_decided,
        files=files,
        waits=any(state.waits for state in files),
        marks_sha256=digest_of(page.marks) if page else "",
        parts_form=parts_form,
        ticked=ticked,
        papers=[(paper, paper.has_any(ticked)) for paper in page.papers] if page else (),
        words_form=forms.get("words_form", MarkWordsForm(auto_id="id_words_%s")),
        file_form=forms.get("file_form", MarkFileForm(auto_id="id_file_%s", files=page.files if page else ())),
        decide_form=forms.get("decide_form", DecideDisclosureForm(initial={"formal_decision": FORMAL})),
    )
    return render(request, "records/disclosure.html", context, status=status)


def _do(
    request: HttpRequest, seen: tuple[Case, Disclosure], act: Callable[..., Any], *, done: str, **forms: Form
) -> HttpResponse:
    """Take a form of the page, under the name by which the page knows it, do one thing, and come back; or show the

    page with what was wrong.
    """
    (case, found), (form,) = seen, forms.values()
    if form.is_valid():
        try:
            act(disclosure_id=found.pk, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, done)
            return redirect("records:disclosure", case.pk, found.pk)
    return _page(request, case, found, 422, **forms)


@open_to(rules.keeps_records)
@require_POST
def mark_parts(request: HttpRequest, case_id: int, disclosure_id: int) -> HttpResponse:
    form = MarkPartsForm(request.POST, auto_id="id_parts_%s")
    act = applications.records.actions.mark_parts
    seen = _found(request, case_id, disclosure_id)
    return _do(request, seen, act, done=_("Det du valde är markerat."), parts_form=form)


@open_to(rules.keeps_records)
@require_POST
def mark_words(request: HttpRequest, case_id: int, disclosure_id: int) -> HttpResponse:
    form = MarkWordsForm(request.POST, auto_id="id_words_%s")
    act = applications.records.actions.mark_words
    seen = _found(request, case_id, disclosure_id)
    return _do(request, seen, act, done=_("Orden är markerade i hela akten."), words_form=form)


@open_to(rules.keeps_records)
@require_POST
def mark_file(request: HttpRequest, case_id: int, disclosure_id: int) -> HttpResponse:
    case, found = _found(request, case_id, disclosure_id)
    files = marking_page(found, case).files
    form = MarkFileForm(request.POST, request.FILES, auto_id="id_file_%s", files=files)
    act = applications.records.actions.mark_file
    return _do(request, (case, found), act, done=_("Bilagan är markerad."), file_form=form)


@open_to(rules.keeps_records)
@require_POST
def remove_mark(request: HttpRequest, case_id: int, disclosure_id: int, mark_id: int) -> HttpResponse:
    case, found = _found(request, case_id, disclosure_id)
    try:
        applications.records.actions.remove_mark(
            disclosure_id=found.pk, mark_id=mark_id, by=request.user, at=timezone.now()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Markeringen är borttagen."))
    return redirect("records:disclosure", case.pk, found.pk)


@open_to(rules.keeps_records)
@require_POST
def order_copy(request: HttpRequest, case_id: int, disclosure_id: int) -> HttpResponse:
    """Have the file made, masked or with everything that is public."""
    case, found = _found(request, case_id, disclosure_id)
    try:
        applications.records.actions.order_copy(
            disclosure_id=found.pk, is_masked="masked" in request.POST, by=request.user, at=timezone.now()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("records:disclosure", case.pk, found.pk)


@open_to(rules.keeps_records)
@require_POST
def decide(request: HttpRequest, case_id: int, disclosure_id: int) -> HttpResponse:
    act = applications.records.actions.decide_disclosure
    form = DecideDisclosureForm(request.POST)
    seen = _found(request, case_id, disclosure_id)
    return _do(request, seen, act, done=_("Beslutet om utlämnande är antecknat."), decide_form=form)
