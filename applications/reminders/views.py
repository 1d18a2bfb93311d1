"""The staff's page of planned and sent reminders."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.reminders import queries
from applications.reminders.rules import may_see_plan
from portal.accounts.access import open_to


@open_to(may_see_plan)
@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    page = queries.plan_page(
        call=request.GET.get("utlysning", ""),
        only_failed=request.GET.get("visa") == "misslyckade",
        page=request.GET.get("page", ""),
        at=timezone.now(),
    )
    return render(request, "reminders/plan.html", {"plan": page})
