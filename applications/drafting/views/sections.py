"""One section of a draft: to read, write and save."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import applications.drafting.actions
from applications.cases.models import Case
from applications.drafting.actions import EditConflict, SavedSection
from applications.drafting.forms import PostedSection
from applications.drafting.pages import SectionPage
from applications.drafting.queries import draft_content, drafts_seen_by
from applications.drafting.reading import groups_of
from applications.drafting.rules import may_write_in, may_write_section
from applications.drafting.views.not_there import not_there_is_404
from portal.accounts.access import open_to
from portal.accounts.unsent import NOT_SAVED, take_unsent
from regions.rules import acts_for_a_region


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(acts_for_a_region, keeps_unsent=True)
@not_there_is_404
def section(request: HttpRequest, case_id: int, section_key: str) -> HttpResponse:
    """One section of the draft: to read, write and save."""
    if request.method == "POST":
        return _save(request, case_id, section_key)
    if unsent := take_unsent(request):
        return _show_unsent(request, case_id, section_key, PostedSection.read(unsent))
    page = section_page(
        request,
        case_id,
        section_key,
        shows_missing=request.GET.get("visa") == "saknas",
        has_extra_row=request.GET.get("rad") == "ny",
    )
    if not page.case.draft.is_open:
        return redirect("submissions:application", case_id)
    if not may_write_section(request.user, page.case, section_key):
        return _read(request, page)
    if request.GET.get("vidare") == "ja" and not page.errors:
        return redirect(page.next_address)
    return show(request, page)


def _read(request: HttpRequest, page: SectionPage) -> HttpResponse:
    """The section as text, for one who can't change it: they only read, or it is shut."""
    context = {"page": page, "case": page.case, "is_writer": may_write_in(request.user, page.case)}
    context["groups"] = groups_of(page.section, page.values, page.years)
    return render(request, "drafting/section_read.html", context)


def _show_unsent(request: HttpRequest, case_id: int, section_key: str, posted: PostedSection) -> HttpResponse:
    """What was typed by one who was no longer signed in, or had signed in anew: to be read and saved again."""
    refusal = ValidationError(NOT_SAVED, code="signed_out")
    return show(
        request,
        section_page(
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
        return show(request, section_page(request, case_id, section_key, conflict=conflict), status=409)
    except ValidationError as error:
        page = section_page(
            request, case_id, section_key, typed=posted.changes, typed_on=posted.base_version, refusal=error
        )
        return show(request, page, status=422 if page.case.draft.is_open else 409)
    if saved.kept_rows:
        messages.warning(request, _("En rad som du tog bort är kvar, för en kollega har skrivit i den. Läs den först."))
    messages.success(request, _("Sparat."))
    return redirect(_after(saved, section_key, posted.then))


def section_page(request: HttpRequest, case_id: int, section_key: str, **shown: Any) -> SectionPage:
    """The page of a section. Raises Case.DoesNotExist when this person sees no such draft or it has no such section."""
    case = drafts_seen_by(request.user).get(pk=case_id)
    content = draft_content(case)
    found = content.definition.section(section_key)
    if found is None:
        raise Case.DoesNotExist
    return SectionPage(case, content, timezone.now(), found, **shown)


def show(request: HttpRequest, page: SectionPage, status: int = 200) -> HttpResponse:
    """The section's page as it stands."""
    return render(request, "drafting/section.html", {"page": page, "case": page.case}, status=status)


def _after(saved: SavedSection, section_key: str, then: str) -> str:
    """Where to go after a save: back to the section, which leads on by itself when nothing in it is wrong."""
    here = reverse("drafting:section", args=[saved.case.pk, section_key])
    if then == "add":
        return f"{here}?rad=ny#new-row"
    return f"{here}?vidare=ja" if then == "next" else here
