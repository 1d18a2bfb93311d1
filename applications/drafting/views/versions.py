"""A section's history: every version of it that was saved, to be read and brought back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import applications.drafting.actions
from applications.calls.definition import Section
from applications.cases.models import Case
from applications.drafting.forms import number_in
from applications.drafting.queries import drafts_seen_by
from applications.drafting.rules import may_write_section
from applications.drafting.sittings import VersionPage, history_page
from applications.drafting.views.not_there import not_there_is_404
from portal.accounts.access import open_to
from regions.rules import acts_for_a_region


@require_safe
@open_to(acts_for_a_region)
@not_there_is_404
def history(request: HttpRequest, case_id: int, section_key: str) -> HttpResponse:
    """Who has written in the section, when, and in which fields."""
    case, section = _section(request, case_id, section_key)
    page, sittings = history_page(case, section, request.GET.get("page", ""))
    context = {"case": case, "section": section, "page": page, "sittings": sittings}
    return render(request, "drafting/history.html", context)


@require_safe
@open_to(acts_for_a_region)
@not_there_is_404
def version(request: HttpRequest, case_id: int, section_key: str, number: int) -> HttpResponse:
    """One saved version: what changed since the one before, or since the one in `?fran=`, and what it said."""
    case, section = _section(request, case_id, section_key)
    since = number_in(request.GET, "fran") if "fran" in request.GET else number - 1
    wanted = case.draft.versions.filter(Q(number__in=[number, since]) | Q(is_current=True), section_key=section_key)
    found = {version.number: version for version in wanted.select_related("saved_by")}
    if number not in found:
        raise Case.DoesNotExist
    page = VersionPage(
        case,
        section,
        found[number],
        found.get(since) if since < number else None,
        next(version.number for version in found.values() if version.is_current),
    )
    may_restore = may_write_section(request.user, case, section_key) and not page.is_current
    return render(request, "drafting/version.html", {"page": page, "case": case, "may_restore": may_restore})


@require_POST
@open_to(acts_for_a_region)
@not_there_is_404
def restore_version(request: HttpRequest, case_id: int, section_key: str, number: int) -> HttpResponse:
    """Let the section say again what it said in a version."""
    try:
        applications.drafting.actions.restore_version(
            case_id=case_id,
            section_key=section_key,
            number=number,
            seen_version=number_in(request.POST, "seen"),
            by=request.user,
            at=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("drafting:version", case_id, section_key, number)
    messages.success(request, _("Versionen är tillbaka. Det som stod i avsnittet finns kvar bland versionerna."))
    return redirect("drafting:section", case_id, section_key)


def _section(request: HttpRequest, case_id: int, section_key: str) -> tuple[Case, Section]:
    case = drafts_seen_by(request.user).get(pk=case_id)
    section = case.draft.form_version.parsed.section(section_key)
    if section is None:
        raise Case.DoesNotExist
    return case, section
