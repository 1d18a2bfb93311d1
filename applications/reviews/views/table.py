"""The page of all assessments of a call."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from applications.reviews.table import assessment_table
from portal.accounts.access import open_to
from portal.accounts.rules import handles_cases


@open_to(handles_cases)
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Every case that is or was assessed, with each assessor's total, how far apart they are, and what is agreed on."""
    asked = request.GET
    found = assessment_table(
        request.user,
        call_slug=asked.get("utlysning", ""),
        order=asked.get("ordning", ""),
        page=asked.get("page", ""),
    )
    return render(request, "reviews/table.html", {"table": found})
