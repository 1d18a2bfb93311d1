"""The application as a file: PDF of a draft or a version, made by a worker, and a version's text as it was hashed."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

import applications.submissions.actions
from applications.drafting.queries import drafts_seen_by
from applications.submissions import queries
from applications.submissions.models import ApplicationPdf
from applications.submissions.queries import PdfState
from applications.submissions.views.handed_in import frame_for, reads_applications, seen_case, seen_version
from portal.accounts.access import open_to
from regions.rules import acts_for_a_region


@open_to(acts_for_a_region)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_pdf(request: HttpRequest, case_id: int) -> HttpResponse:
    """The PDF of what a draft says now: asked for by a POST, shown as it comes along by a GET."""
    case = get_object_or_404(drafts_seen_by(request.user), pk=case_id)
    if request.method == "POST":
        applications.submissions.actions.order_draft_pdf(case_id=case.pk, by=request.user, at=timezone.now())
        return redirect("submissions:draft_pdf", case_id)
    return _state_page(
        request,
        queries.pdf_of_draft(case),
        {
            "case": case,
            "is_draft": True,
            "file_url": reverse("submissions:draft_file", args=[case_id]),
            "back_url": reverse("submissions:check", args=[case_id]),
            "now": timezone.now(),
        },
    )


@open_to(acts_for_a_region)
@require_safe
@cache_control(private=True, no_store=True)
def draft_file(request: HttpRequest, case_id: int) -> HttpResponseBase:
    case = get_object_or_404(drafts_seen_by(request.user), pk=case_id)
    state = queries.pdf_of_draft(case)
    if state.pdf is None or not state.is_made:
        return redirect("submissions:draft_pdf", case_id)
    return _file(state.pdf)


@open_to(reads_applications)
@require_http_methods(["GET", "HEAD", "POST"])
def version_pdf(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """The PDF of a version, made when it was handed in; asked for by a POST where there is none."""
    case = seen_case(request, case_id)
    submission = seen_version(case, number)
    if request.method == "POST":
        applications.submissions.actions.order_version_pdf(submission=submission, at=timezone.now())
        return redirect("submissions:version_pdf", case_id, number)
    return _state_page(
        request,
        queries.pdf_of_version(submission),
        {
            "submission": submission,
            "is_draft": False,
            "file_url": reverse("submissions:pdf", args=[case_id, number]),
            "back_url": reverse("submissions:version", args=[case_id, number]),
            **frame_for(request, case),
        },
    )


@open_to(reads_applications)
@require_safe
@cache_control(private=True, no_cache=True)
def version_file(request: HttpRequest, case_id: int, number: int) -> HttpResponseBase:
    """The PDF of a version as the file that was made, and no other."""
    submission = seen_version(seen_case(request, case_id), number)
    state = queries.pdf_of_version(submission)
    if state.pdf is None or not state.is_made:
        return redirect("submissions:version_pdf", case_id, number)
    return _file(state.pdf)


@open_to(reads_applications)
@require_safe
@cache_control(private=True, no_cache=True)
def content(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """A version's text, to the letter as its hash was made of it."""
    case = seen_case(request, case_id)
    submission = seen_version(case, number)
    name = f"ansokan-{slugify(str(case.registry_number))}-version-{number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(submission.content.encode(), content_type="application/json", headers=headers)


def _state_page(request: HttpRequest, state: PdfState, context: dict[str, Any]) -> HttpResponse:
    return render(request, "submissions/pdf.html", {"state": state, **context})


def _file(pdf: ApplicationPdf) -> FileResponse:
    try:
        opened = pdf.pdf.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(opened, as_attachment=True, filename=pdf.file_name, content_type="application/pdf")
