"""Pages that look across rooms."""

from datetime import datetime

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

import portal.audit.queries
import portal.notices.queries
from applications.calls.models import Call
from applications.cases.models import Case
from applications.cases.rules import distributes_cases
from applications.cases.states import UNDECIDED
from applications.desk import exports, overview, queries
from applications.desk.next_step import next_step
from applications.desk.region_case import region_case as find_region_case
from applications.desk.region_case import regions_case
from applications.desk.staff_start import staff_start
from applications.desk.work_list import work_list_page, work_list_rows
from applications.drafting.queries import discarded_in
from applications.records.document_links import linked_documents
from applications.reviews.handling_time import WITH_REQUEST
from applications.submissions.queries import standing_of
from applications.submissions.rules import may_reopen, may_withdraw
from portal.accounts.access import open_to
from portal.accounts.rules import anyone, handles_cases, is_case_officer, is_decision_maker, is_staff_member
from portal.requests import PortalRequest
from regions.context import acting_region
from regions.rules import acts_for_a_region, may_edit_for

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@open_to(anyone)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What waits for the person; for a visitor what the portal is and which calls are open."""
    now = timezone.now()
    if is_staff_member(request.user):
        context = {
            "start": staff_start(request.user, at=now),
            "decides": is_decision_maker(request.user),
            "handles": is_case_officer(request.user),
            "news": portal.notices.queries.news_for(request.user),
        }
        return render(request, "desk/staff_start.html", context)
    if region := acting_region(request):
        context = {
            "region": region,
            "start": queries.region_start(request.user, region, now),
            "news": portal.notices.queries.news_for(request.user),
            "now": now,
        }
        return render(request, "desk/region_start.html", context)
    open_calls = Call.objects.open_at(now).order_by("closes_at")
    return render(request, "desk/welcome.html", {"open_calls": open_calls, "now": now})


@open_to(acts_for_a_region)
@require_safe
def region_cases(request: HttpRequest) -> HttpResponse:
    region = acting_region(request)
    if region is None:
        raise Http404
    page = queries.region_cases_page(request.user, region, request.GET.get("page", ""))
    context = {
        "region": region,
        "page": page,
        "now": timezone.now(),
        "discarded": discarded_in(request.user, region),
        "may_write": may_edit_for(request.user, region),
    }
    return render(request, "desk/region_cases.html", context)


@open_to(acts_for_a_region)
@require_safe
def region_case(request: PortalRequest, case_id: int) -> HttpResponse:
    """Where a case of the region's is, what comes next, and what has happened."""
    case = regions_case(request.user, case_id)
    if case is None:
        raise Http404
    now = timezone.now()
    context = {
        "case": case,
        "tab": "case",
        "now": now,
        "found": find_region_case(case, at=now),
        "standing": standing_of(case, now),
        "may_write": may_edit_for(request.user, case.region_id),
        "may_reopen": may_reopen(request.user, case),
        "may_withdraw": may_withdraw(request.user, case),
    }
    return render(request, "desk/region_case.html", context)


@open_to(handles_cases)
@require_safe
def work_list(request: PortalRequest) -> HttpResponse:
    found = work_list_page(request.user, request.GET, at=timezone.now())
    # htmx asks for the list alone when a filter changes; the whole page is what everyone else gets.
    template = "desk/_work_list.html" if request.htmx else "desk/work_list.html"
    return render(request, template, {"work_list": found, "may_assign": distributes_cases(request.user)})


@open_to(handles_cases)
@require_safe
@cache_control(private=True, no_store=True)
def work_list_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered list as CSV, sent while it is read."""
    now = timezone.now()
    found = exports.rows(work_list_rows(request.user, request.GET, at=now), at=now)
    return StreamingHttpResponse(
        exports.as_csv(exports.columns(), found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_file_name(now)}.csv"'},
    )


@open_to(handles_cases)
@require_safe
@cache_control(private=True, no_store=True)
def work_list_xlsx(request: HttpRequest) -> FileResponse:
    """The filtered list as XLSX, from a file that is gone when it has been sent."""
    now = timezone.now()
    found = exports.rows(work_list_rows(request.user, request.GET, at=now), at=now)
    file = exports.as_xlsx(exports.columns(), found, title=_("Arbetslista"))
    return FileResponse(file, as_attachment=True, filename=f"{_file_name(now)}.xlsx", content_type=_XLSX)


def _file_name(now: datetime) -> str:
    return f"arbetslista-{timezone.localdate(now).isoformat()}"


def _staff_case(request: HttpRequest, case_id: int, *more: str) -> Case:
    cases = Case.objects.visible_to_staff(request.user).select_related("region", "call", "officer")
    return get_object_or_404(cases.select_related(*more), pk=case_id)


@open_to(handles_cases)
@require_safe
def case_overview(request: HttpRequest, case_id: int) -> HttpResponse:
    case, now = _staff_case(request, case_id, *WITH_REQUEST), timezone.now()
    found = overview.case_overview(case, at=now)
    context = {
        "case": case,
        "tab": "overview",
        "standing": standing_of(case, now),
        "as_staff": True,
        "overview": found,
        "is_undecided": case.stage in UNDECIDED,
        "step": next_step(request.user, case, found=found),
    }
    return render(request, "desk/case.html", context)


@open_to(handles_cases)
@require_safe
def case_documents(request: HttpRequest, case_id: int) -> HttpResponse:
    case = _staff_case(request, case_id)
    context = {"case": case, "tab": "documents", "documents": linked_documents(case)}
    return render(request, "desk/documents.html", context)


@open_to(handles_cases)
@require_safe
def case_history(request: HttpRequest, case_id: int) -> HttpResponse:
    case = _staff_case(request, case_id)
    context = {"case": case, "tab": "history", "entries": portal.audit.queries.history(case)}
    return render(request, "desk/history.html", context)
