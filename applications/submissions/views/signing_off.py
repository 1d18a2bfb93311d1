"""A draft marked as ready, sent back, or not ready after all. The forms stand on the page where it is checked."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

import applications.submissions.actions
from applications.cases.models import Case
from applications.submissions.views.handing_in import refused_page
from portal.accounts.access import open_to
from portal.accounts.unsent import NOT_SAVED, take_unsent
from portal.requests import PortalRequest
from regions.rules import acts_for_a_region

Action = Callable[..., Any]


@open_to(acts_for_a_region, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def mark_ready(request: PortalRequest, case_id: int) -> HttpResponse:
    action = applications.submissions.actions.mark_ready
    return _write(request, case_id, action, _("Ansökan är markerad som klar."), "note")


@open_to(acts_for_a_region, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: PortalRequest, case_id: int) -> HttpResponse:
    action = applications.submissions.actions.send_back
    return _write(request, case_id, action, _("Ansökan är skickad tillbaka. Den är inte inlämnad."), "comment")


@open_to(acts_for_a_region)
@require_POST
def take_back(request: PortalRequest, case_id: int) -> HttpResponse:
    action = applications.submissions.actions.take_back
    return _do(request, case_id, action, _("Ansökan är inte längre markerad som klar."))


def _write(request: PortalRequest, case_id: int, action: Action, done: str, field: str) -> HttpResponse:
    """Do what comes with a text of the person's own. A sign-in on the way leads back here by GET, the text kept."""
    if request.method == "POST":
        return _do(request, case_id, action, done, **{field: request.POST.get(field, "")})
    if (unsent := take_unsent(request)) is None:
        return redirect("submissions:check", case_id)
    return refused_page(request, case_id, ValidationError(NOT_SAVED), {field: unsent.get(field, "")})


def _do(request: PortalRequest, case_id: int, action: Action, done: str, **typed: str) -> HttpResponse:
    """Do it and say so; where it is refused, the page with the reason and what was typed."""
    try:
        action(case_id=case_id, by=request.user, at=timezone.now(), **typed)
    except Case.DoesNotExist as not_seen:
        raise Http404 from not_seen
    except ValidationError as refused:
        return refused_page(request, case_id, refused, typed)
    messages.success(request, done)
    return redirect("submissions:check", case_id)
