"""Closing a meeting, and its minutes: read, approved, and as a file."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.decisions import actions, rules
from applications.decisions.actions.minutes import adjuster_ids, awaited_approvers
from applications.decisions.meeting_forms import CloseForm
from applications.decisions.minutes_pages import MinutesPage, minutes_page
from applications.decisions.models import Meeting, Minutes
from applications.decisions.views.meetings import find_meeting
from portal.accounts.access import open_to


@open_to(rules.may_plan_meetings)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """What closing means, who approves the minutes, and the button that does it."""
    meeting = find_meeting(request, meeting_id)
    can_approve = adjuster_ids(meeting)
    form = CloseForm(request.POST if request.method == "POST" else None, adjuster_ids=can_approve)
    if form.is_bound and form.is_valid():
        try:
            actions.close_meeting(
                meeting_id=meeting.pk,
                adjuster_id=form.cleaned_data["adjuster"].pk,
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Sammanträdet är avslutat. Protokollet görs nu som PDF."))
            return redirect("meetings:minutes", meeting.pk)
    context = {
        "form": form,
        "meeting": meeting,
        "may_close": rules.may_close_meeting(request.user, meeting),
        "is_decided": meeting.items.exclude(decision=None).exists(),
        "left": meeting.items.filter(decision=None).count(),
        "can_approve": bool(can_approve),
        "tab": "meetings",
    }
    return render(request, "decisions/meeting_close.html", context, status=422 if form.errors else 200)


@open_to(rules.may_read_meetings)
@require_safe
def minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The minutes, without the sections of cases that are not open to the reader."""
    meeting, page = _minutes(request, meeting_id)
    awaited = awaited_approvers(page.minutes)
    context = {
        "meeting": meeting,
        "page": page,
        "awaits": bool(awaited),
        "may_approve": request.user.pk in awaited and rules.may_approve_minutes(request.user, meeting),
        "tab": "meetings",
    }
    return render(request, "decisions/minutes.html", context)


@open_to(rules.may_read_meetings)
@require_safe
def pdf(request: HttpRequest, meeting_id: int) -> FileResponse:
    """The newest file of the minutes, for who may see every case in them."""
    meeting, page = _minutes(request, meeting_id)
    if page.file is None or not page.may_have_file:
        raise Http404
    name = f"protokoll-{slugify(meeting.name) or meeting.pk}-{meeting.meets_on.isoformat()}.pdf"
    return FileResponse(page.file.pdf.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")


@open_to(rules.may_plan_meetings)
@require_POST
def approve(request: HttpRequest, meeting_id: int) -> HttpResponseRedirect:
    """Approve the minutes as they were shown."""
    meeting, _page = _minutes(request, meeting_id)
    try:
        actions.approve_minutes(
            meeting_id=meeting.pk, seen_sha256=request.POST.get("sha256", ""), by=request.user, at=timezone.now()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Du har justerat protokollet."))
    return redirect("meetings:minutes", meeting.pk)


def _minutes(request: HttpRequest, meeting_id: int) -> tuple[Meeting, MinutesPage]:
    meeting = find_meeting(request, meeting_id)
    kept = Minutes.objects.filter(meeting=meeting).first()
    if kept is None:
        raise Http404
    kept.meeting = meeting
    return meeting, minutes_page(request.user, kept)
