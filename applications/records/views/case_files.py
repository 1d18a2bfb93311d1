"""A case's file: ordered, followed while it is made, and fetched."""

import structlog
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

import applications.records.actions
from applications.records import queries, rules
from applications.records.models import CaseFile
from applications.records.views.seen import frame, staff_case
from portal.accounts.access import open_to

log = structlog.get_logger(__name__)


@open_to(rules.keeps_records)
@require_http_methods(["GET", "HEAD", "POST"])
def case_files(request: HttpRequest, case_id: int) -> HttpResponse:
    """The whole files of a case that were made, how far one has come that is being made, and a button for a new one."""
    case = staff_case(request, case_id)
    if request.method == "POST":
        applications.records.actions.order_case_file(case_id=case.pk, by=request.user, at=timezone.now())
        return redirect("records:case_files", case.pk)
    files = queries.files_of_case(case)
    may = rules.may_read_papers(request.user, case)
    waits = any(state.waits for state in files)
    return render(request, "records/case_files.html", frame(case, files=files, may=may, waits=waits))


@open_to(rules.keeps_records)
@require_safe
@cache_control(private=True, no_store=True)
def download(request: HttpRequest, case_id: int, case_file_id: int) -> HttpResponseBase:
    """A case file as the download that was made, to the byte. One that has changed since is not handed out."""
    case = staff_case(request, case_id)
    files = CaseFile.objects.visible_to(request.user).select_related("case")
    found = get_object_or_404(files, pk=case_file_id, case=case)
    if not rules.may_read_papers(request.user, case):
        return render(request, "records/not_whole.html", frame(case, found=found, why="not_yours"), status=403)
    if not found.is_made:
        raise Http404
    try:
        if found.removed_at or not found.is_whole():
            log.error("case_file_not_whole", case_file=found.pk, removed=bool(found.removed_at))
            why = "removed" if found.removed_at else "changed"
            return render(request, "records/not_whole.html", frame(case, found=found, why=why), status=410)
        content = found.content.open("rb")
    except FileNotFoundError:
        return render(request, "records/not_whole.html", frame(case, found=found, why="changed"), status=410)
    return FileResponse(content, as_attachment=True, filename=found.file_name, content_type="application/zip")
