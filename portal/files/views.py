"""Handing files out: to those allowed, as downloads, never as pages of this site."""

from uuid import UUID

import structlog
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.accounts.access import open_to
from portal.accounts.rules import is_signed_in
from portal.files.models import StoredFile
from portal.files.rules import may_open

log = structlog.get_logger(__name__)


@require_safe
@open_to(is_signed_in)
@cache_control(private=True, no_store=True)
def download(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The file as a download, by the name it came with. One that is not searched yet, or infected, stays shut."""
    stored = get_object_or_404(StoredFile, uuid=uuid)
    if not may_open(request.user, stored):
        raise Http404
    if not stored.may_be_opened:
        return _shut(request, stored)
    try:
        content = stored.content.open("rb")
    except FileNotFoundError:
        log.warning("file_content_missing", uuid=str(stored.uuid))
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _shut(request: HttpRequest, stored: StoredFile) -> HttpResponse:
    is_infected = stored.scan == StoredFile.Scan.INFECTED
    return render(request, "files/shut.html", {"stored": stored, "is_infected": is_infected}, status=403)
