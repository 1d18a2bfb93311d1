"""What a section's page asks while somebody writes (static/js/drafting): to save, what is left, who else is there."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

import applications.drafting.actions
from applications.drafting import presence
from applications.drafting.actions import EditConflict
from applications.drafting.forms import PostedSection, number_in
from applications.drafting.views.not_there import not_there_is_404
from applications.drafting.views.sections import section_page
from portal.accounts.access import open_to
from regions.rules import acts_for_a_region


@require_POST
@open_to(acts_for_a_region)
@not_there_is_404
def autosave(request: HttpRequest, case_id: int, section_key: str) -> HttpResponse:
    """Save what was typed, and answer without a page: what is saved, what is wrong, and what others have written."""
    if request.POST.get("_user", str(request.user.pk)) != str(request.user.pk):
        # Another person has signed in since the page was opened: it is not theirs to save.
        return JsonResponse({}, status=401)
    posted, now = PostedSection.read(request.POST), timezone.now()
    try:
        saved = applications.drafting.actions.save_section(
            case_id=case_id,
            section_key=section_key,
            changes=posted.changes,
            removed_rows=posted.removed_rows,
            base_version=posted.base_version,
            shown_version=number_in(request.POST, "_shown"),
            by=request.user,
            at=now,
        )
    except EditConflict as conflict:
        return _conflict(request, case_id, section_key, conflict)
    except ValidationError as error:
        faults = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        words = " ".join(faults.pop(NON_FIELD_ERRORS, []))
        return JsonResponse({"words": words, "faults": {path: texts[0] for path, texts in faults.items()}}, status=422)
    except PermissionDenied as error:
        return JsonResponse({"words": str(error)}, status=403)
    presence.mark(
        case=saved.case, person=request.user, section_key=section_key, writes=True, version=saved.version, at=now
    )
    return JsonResponse(
        {
            "version": saved.version,
            "time": date_format(timezone.localtime(now), "H:i"),
            "faults": saved.faults,
            "news": saved.news,
            "keptRows": saved.kept_rows,
        }
    )


def _conflict(request: HttpRequest, case_id: int, section_key: str, found: EditConflict) -> JsonResponse:
    """Both texts of each field that two people wrote in, to be chosen between on the page."""
    page = section_page(request, case_id, section_key, conflict=found)
    conflicts = {
        path: {
            "theirs": conflict.spec.shown(conflict.found.theirs),
            "html": render_to_string(
                "drafting/_conflict_in_place.html", {"path": path, "conflict": conflict}, request=request
            ),
        }
        for path, conflict in page.conflicts.items()
    }
    return JsonResponse({"version": found.version, "conflicts": conflicts}, status=409)


@require_safe
@open_to(acts_for_a_region)
@not_there_is_404
def states(request: HttpRequest, case_id: int, section_key: str) -> HttpResponse:
    """The list of sections as it stands after a save: how far each has come, and what is missing in this one."""
    page = section_page(request, case_id, section_key)
    context = {"page": page, "case": page.case, "here": section_key}
    return render(request, "drafting/_section_list.html", context)


@require_POST
@open_to(acts_for_a_region)
@not_there_is_404
def who_is_here(request: HttpRequest, case_id: int) -> JsonResponse:
    """Note in which section the person is, if in any, and answer who else is in the draft."""
    now, section_key = timezone.now(), str(request.POST.get("section", ""))[:40]
    own = presence.Mark(
        person_id=request.user.pk or 0,
        name=str(request.user),
        section_key=section_key,
        at=now,
        writes=request.POST.get("writes") == "1",
        version=number_in(request.POST, "version"),
    )
    others = presence.others_here(case_id=case_id, person=request.user, own=own if section_key else None, at=now)
    return JsonResponse({"people": [_in_json(mark) for mark in others]})


def _in_json(mark: presence.Mark) -> dict[str, Any]:
    return {
        "name": mark.name,
        "initials": mark.initials,
        "section": mark.section_key,
        "writes": mark.writes,
        "version": mark.version,
    }
