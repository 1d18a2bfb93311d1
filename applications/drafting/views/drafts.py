"""Beginning a draft, its overview, its name, taking it away and putting it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import applications.drafting.actions
from applications.calls.models import Call
from applications.cases.models import Case
from applications.drafting.forms import StartForm, TitleForm
from applications.drafting.pages import ChecklistPage, DraftPage
from applications.drafting.queries import (
    MOST_SHOWN,
    begun_in,
    discarded_in,
    draft_content,
    drafts_seen_by,
    drafts_with_people,
    sources_for_copy,
)
from applications.drafting.rules import is_open, may_write_in
from applications.drafting.standing import copy_of
from applications.drafting.views.not_there import not_there_is_404
from portal.accounts.access import open_to, require
from regions.context import shown_region
from regions.rules import acts_for_a_region, may_edit_for, may_sign_for


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(acts_for_a_region)
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """What the region already has in the call, and the form to begin another."""
    call = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    region, now = shown_region(request), timezone.now()
    if region is None:
        raise Http404
    sources = sources_for_copy(request.user, region)[:MOST_SHOWN]
    form = StartForm(request.POST if request.method == "POST" else None, sources=sources)
    if request.method == "POST" and form.is_valid():
        try:
            case = applications.drafting.actions.start_draft(
                call=call, region=region, **form.cleaned_data, by=request.user, at=now
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Utkastet finns nu, och alla som skriver för regionen kan skriva i det."))
            return redirect("drafting:copied" if case.draft.copied_from_id else "drafting:overview", case.pk)
    context = {"call": call, "region": region, "cases": begun_in(request.user, call, region), "form": form}
    context |= {"application_time": call.application_time_for(region.pk), "is_open": is_open(call, region, now)}
    context |= {"may_write": may_edit_for(request.user, region)}
    context["discarded"] = discarded_in(request.user, region, call)
    return render(request, "drafting/start.html", context, status=422 if form.is_bound else 200)


@require_safe
@open_to(acts_for_a_region)
@not_there_is_404
def overview(request: HttpRequest, case_id: int) -> HttpResponse:
    """All sections with their state and what is missing in them."""
    case = drafts_with_people(request.user).get(pk=case_id)
    if not case.draft.is_open:
        return redirect("submissions:application", case.pk)
    if case.draft.open_sections:
        return redirect("submissions:supplement", case.pk)
    page = DraftPage(case, draft_content(case), timezone.now())
    context = {"page": page, "case": case, "may_write": may_write_in(request.user, case) and not case.discarded_at}
    context |= {
        "may_restore": may_write_in(request.user, case),
        "may_submit": may_sign_for(request.user, case.region_id),
    }
    return render(request, "drafting/overview.html", context)


@require_safe
@open_to(acts_for_a_region)
@not_there_is_404
def checklist(request: HttpRequest, case_id: int) -> HttpResponse:
    """Everything that is left to do before the draft can be handed in, section by section, and whether sums agree."""
    case = drafts_seen_by(request.user).get(pk=case_id)
    if not case.draft.is_open:
        return redirect("submissions:application", case.pk)
    if case.draft.open_sections:
        return redirect("submissions:supplement", case.pk)
    page = ChecklistPage(case, draft_content(case), timezone.now())
    context = {"page": page, "case": case, "may_write": may_write_in(request.user, case) and not case.discarded_at}
    return render(request, "drafting/checklist.html", context)


@require_safe
@open_to(acts_for_a_region)
@not_there_is_404
def copied(request: HttpRequest, case_id: int) -> HttpResponse:
    """What came along, and what did not, from the application that a draft began as a copy of."""
    case = drafts_seen_by(request.user).get(pk=case_id)
    source = sources_for_copy(request.user, case.region).filter(pk=case.draft.copied_from_id or 0).first()
    if source is None:
        raise Http404
    return render(request, "drafting/copied.html", {"case": case, "source": source, "copy": copy_of(source, case)})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(acts_for_a_region)
@not_there_is_404
def rename(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the project another name."""
    case = drafts_seen_by(request.user).get(pk=case_id)
    _require_writer(request, case)
    form = TitleForm(request.POST if request.method == "POST" else None, initial={"title": case.title})
    if request.method == "POST" and form.is_valid():
        try:
            applications.drafting.actions.rename_draft(
                case_id=case_id, title=form.cleaned_data["title"], by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Projektet har ett nytt namn."))
            return redirect("drafting:overview", case.pk)
    context = {"case": case, "form": form}
    return render(request, "drafting/rename.html", context, status=422 if form.is_bound else 200)


def _require_writer(request: HttpRequest, case: Case) -> None:
    """Forms are for those who may send them. Raises PermissionDenied for readers."""
    require(may_write_in(request.user, case), _("Bara den som får skriva för regionen kan ändra i utkastet."))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(acts_for_a_region)
@not_there_is_404
def discard(request: HttpRequest, case_id: int) -> HttpResponse:
    """What taking the draft away means; and then it is done."""
    case = drafts_seen_by(request.user).get(pk=case_id)
    _require_writer(request, case)
    if request.method != "POST":
        return render(request, "drafting/discard.html", {"case": case})
    done = _("Utkastet ”%(title)s” är borttaget. Det står under borttagna utkast, och går att lägga tillbaka.")
    return _change(request, case, applications.drafting.actions.discard_draft, done, "desk:region_cases")


@require_POST
@open_to(acts_for_a_region)
@not_there_is_404
def restore(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put back a draft that was taken away."""
    case = drafts_seen_by(request.user).get(pk=case_id)
    done = _("Utkastet ”%(title)s” är tillbaka, som det var.")
    return _change(request, case, applications.drafting.actions.restore_draft, done, "drafting:overview", case.pk)


def _change(request: HttpRequest, case: Case, action: Any, done: str, *then: Any) -> HttpResponse:
    try:
        action(case_id=case.pk, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("drafting:overview", case.pk)
    messages.success(request, done % {"title": case.title})
    return redirect(*then)
