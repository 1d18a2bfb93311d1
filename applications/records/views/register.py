"""The register of documents across cases: a page, and the same as a file."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.cases.models import Document
from applications.records import queries
from applications.records.forms import RegisterFilter
from applications.records.register_csv import lines_of
from portal.accounts.access import open_to
from portal.accounts.rules import reads_every_case

ROWS_ON_PAGE = 50


def _lines(request: HttpRequest) -> tuple[RegisterFilter, QuerySet[Document]]:
    form = RegisterFilter(request.GET)
    form.is_valid()
    given: dict[str, Any] = form.cleaned_data
    lines = queries.register_lines(
        request.user,
        first=given.get("fran"),
        last=given.get("till"),
        number_from=given.get("nummer_fran", ""),
        number_to=given.get("nummer_till", ""),
        direction=given.get("riktning", ""),
    )
    return form, lines


@open_to(reads_every_case)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    form, lines = _lines(request)
    page = Paginator(lines, ROWS_ON_PAGE).get_page(request.GET.get("page", ""))
    query = request.GET.copy()
    query.pop("page", None)
    return render(request, "records/register.html", {"form": form, "page": page, "query": query.urlencode()})


@open_to(reads_every_case)
@require_safe
def register_file(request: HttpRequest) -> HttpResponseBase:
    _form, lines = _lines(request)
    name = _("diarium")
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "X-Content-Type-Options": "nosniff"}
    rows = lines_of(lines.iterator(chunk_size=500))
    return StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)
