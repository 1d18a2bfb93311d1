"""The draft's pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import applications.drafting.actions
from applications.calls.models import Call
from applications.cases.models import Case
from applications.drafting.actions import EditConflict, SavedSection
from applications.drafting.forms import AttachmentForm, PostedSection, TitleForm
from applications.drafting.models import Attachment
from applications.drafting.pages import DraftPage, SectionPage
from applications.drafting.queries import begun_in, draft_content, drafts_seen_by
from applications.drafting.rules import is_open
from portal.accounts.access import open_to
from portal.accounts.unsent import NOT_SAVED, take_unsent
from regions.context import acting_region
from regions.models import Region
from regions.rules import acts_for_a_region, memberships_of

View = Callable[..., HttpResponse]


def _not_there_is_404(view: View) -> View:
    """What this person may not see does not exist for them."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Case.DoesNotExist, Attachment.DoesNotExist) as error:
            raise Http404 from error

    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(acts_for_a_region)
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """What the region already has in the call, and the form to begin another."""
    call = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    region, now = _region_of(request), timezone.now()
    form = TitleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            case = applications.drafting.actions.start_draft(
                call=call, region=region, title=form.cleaned_data["title"], by=request.user, at=now
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Utkastet finns nu, och alla som företräder regionen kan skriva i det."))
            return redirect("drafting:overview", case.pk)
    context = {"call": call, "region": region, "cases": begun_in(request.user, call, region), "form": form}
    context["is_open"] = is_open(call, now)
    return render(request, "drafting/start.html", context, status=422 if form.is_bound else 200)


def _region_of(request: HttpRequest) -> Region:
    """The region that the page was shown for, should another have been chosen in the header since."""
    regions = {membership.region_id: membership.region for membership in memberships_of(request.user)}
    shown = regions.get(request.POST.get("region", "")) or acting_region(request)
    if shown is None:
        raise Http404
    return shown


@require_safe
@open_to(acts_for_a_region)
@_not_there_is_404
def overview(request: HttpRequest, case_id: int) -> HttpResponse:
    """All sections with their state and what is missing in them."""
    case = drafts_seen_by(request.user).get(pk=case_id)
    if not case.is_draft:
        return redirect("submissions:application", case.pk)
    page = DraftPage(case, draft_content(case), timezone.now())
    return render(request, "drafting/overview.html", {"page": page, "case": case})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(acts_for_a_region)
@_not_there_is_404
def rename(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the project another name."""
    case = drafts_seen_by(request.user).get(pk=case_id)
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


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(acts_for_a_region, keeps_unsent=True)
@_not_there_is_404
def section(request: HttpRequest, case_id: int, section_key: str) -> HttpResponse:
    """One section of the draft: to read, write and save."""
    if request.method == "POST":
        return _save(request, case_id, section_key)
    if unsent := take_unsent(request):
        return _show_unsent(request, case_id, section_key, PostedSection.read(unsent))
    page = _section_page(
        request,
        case_id,
        section_key,
        shows_missing=request.GET.get("visa") == "saknas",
        has_extra_row=request.GET.get("rad") == "ny",
    )
    if not page.case.is_draft:
        return redirect("submissions:application", case_id)
    if request.GET.get("vidare") == "ja" and not page.errors:
        return redirect(page.next_address)
    return _show(request, page)


def _show_unsent(request: HttpRequest, case_id: int, section_key: str, posted: PostedSection) -> HttpResponse:
    """What was typed by one who was no longer signed in, or had signed in anew: to be read and saved again."""
    refusal = ValidationError(NOT_SAVED, code="signed_out")
    return _show(
        request,
        _section_page(
            request, case_id, section_key, typed=posted.changes, typed_on=posted.base_version, refusal=refusal
        ),
    )


def _save(request: HttpRequest, case_id: int, section_key: str) -> HttpResponse:
    posted = PostedSection.read(request.POST)
    try:
        saved = applications.drafting.actions.save_section(
            case_id=case_id,
            section_key=section_key,
            changes=posted.changes,
            removed_rows=posted.removed_rows,
            base_version=posted.base_version,
            by=request.user,
            at=timezone.now(),
        )
    except EditConflict as conflict:
        return _show(request, _section_page(request, case_id, section_key, conflict=conflict), status=409)
    except ValidationError as error:
        page = _section_page(
            request, case_id, section_key, typed=posted.changes, typed_on=posted.base_version, refusal=error
        )
        return _show(request, page, status=422 if page.case.is_draft else 409)
    if saved.kept_rows:
        messages.warning(request, _("En rad som du tog bort är kvar, för en kollega har skrivit i den. Läs den först."))
    if saved.is_new:
        messages.success(request, _("Sparat."))
    return redirect(_after(saved, section_key, posted.then))


def _section_page(request: HttpRequest, case_id: int, section_key: str, **shown: Any) -> SectionPage:
    """The page of a section. Raises Case.DoesNotExist when this person sees no such draft or it has no such section."""
    case = drafts_seen_by(request.user).get(pk=case_id)
    content = draft_content(case)
    found = content.definition.section(section_key)
    if found is None:
        raise Case.DoesNotExist
    return SectionPage(case, content, timezone.now(), found, **shown)


def _show(request: HttpRequest, page: SectionPage, status: int = 200) -> HttpResponse:
    return render(request, "drafting/section.html", {"page": page, "case": page.case}, status=status)


def _after(saved: SavedSection, section_key: str, then: str) -> str:
    """Where to go after a save: back to the section, which leads on by itself when nothing in it is wrong."""
    here = reverse("drafting:section", args=[saved.case.pk, section_key])
    if then == "add":
        return f"{here}?rad=ny#new-row"
    return f"{here}?vidare=ja" if then == "next" else here


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(acts_for_a_region)
@_not_there_is_404
def add_attachment(request: HttpRequest, case_id: int) -> HttpResponse:
    """Add a file to the draft. A file that can't be taken leaves people on this address, so that it leads back too."""
    case, section_key, limit = _attachments_of(request, case_id)
    if request.method != "POST":
        return redirect("drafting:section", case_id, section_key)
    form = AttachmentForm(request.POST, request.FILES, limit=limit)
    if form.is_valid():
        try:
            applications.drafting.actions.add_attachment(
                case_id=case_id, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
    if form.errors:
        page = _section_page(request, case_id, section_key, upload_form=form)
        return _show(request, page, status=422 if case.is_draft else 409)
    messages.success(request, _("Filen är tillagd."))
    return redirect("drafting:section", case_id, section_key)


def _attachments_of(request: HttpRequest, case_id: int) -> tuple[Case, str, int]:
    """The case, and the key and largest file of its section of attachments. Raises Case.DoesNotExist without one."""
    case = drafts_seen_by(request.user).get(pk=case_id)
    found = case.draft.form_version.parsed.of_kind("attachments")
    if found is None:
        raise Case.DoesNotExist
    return case, found.key, found.max_bytes


@require_POST
@open_to(acts_for_a_region)
@_not_there_is_404
def remove_attachment(request: HttpRequest, case_id: int, attachment_id: int) -> HttpResponse:
    """Take a file away; the page then offers to put it back."""
    removed = _("Filen är borttagen. Du kan lägga tillbaka den längre ner på sidan.")
    return _change_attachment(request, applications.drafting.actions.remove_attachment, case_id, attachment_id, removed)


@require_POST
@open_to(acts_for_a_region)
@_not_there_is_404
def restore_attachment(request: HttpRequest, case_id: int, attachment_id: int) -> HttpResponse:
    """Put a file back that was taken away."""
    back = _("Filen är tillbaka.")
    return _change_attachment(request, applications.drafting.actions.restore_attachment, case_id, attachment_id, back)


def _change_attachment(request: HttpRequest, action: Any, case_id: int, attachment_id: int, done: str) -> HttpResponse:
    _case, section_key, _limit = _attachments_of(request, case_id)
    try:
        action(case_id=case_id, attachment_id=attachment_id, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("drafting:section", case_id, section_key)
