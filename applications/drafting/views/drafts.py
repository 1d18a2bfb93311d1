"""Beginning a draft, its overview and its name."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

import applications.drafting.actions
from applications.calls.models import Call
from applications.drafting.forms import TitleForm
from applications.drafting.pages import DraftPage
from applications.drafting.queries import begun_in, draft_content, drafts_seen_by
from applications.drafting.rules import is_open
from applications.drafting.views.not_there import not_there_is_404
from portal.accounts.access import open_to
from regions.context import acting_region
from regions.models import Region
from regions.rules import acts_for_a_region, memberships_of


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
@not_there_is_404
def overview(request: HttpRequest, case_id: int) -> HttpResponse:
    """All sections with their state and what is missing in them."""
    case = drafts_seen_by(request.user).get(pk=case_id)
    if not case.draft.is_open:
        return redirect("submissions:application", case.pk)
    page = DraftPage(case, draft_content(case), timezone.now())
    return render(request, "drafting/overview.html", {"page": page, "case": case})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(acts_for_a_region)
@not_there_is_404
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
