"""Whoever handles cases says whether they have a conflict of interest before anything of a case opens to them.

`visible_to_staff` shows nobody a case before they have. A view that looks a case up there answers 404 then, as for any
case that is not there; this middleware leads those who only have yet to say so to the page where they do. It costs
nothing where a page opens. Which case an address is about is told by its `case_id`; a room with addresses that name
something else says how to come from that to the case:

    declaring_first.add_look_up("proposal_id", case_of_proposal)    # in the room's apps.py; (value) -> Q about cases
"""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from applications.cases.models import Case
from portal.accounts.rules import handles_cases
from portal.accounts.unsent import keep_unsent

LookUp = Callable[[Any], Q]


def _by_itself(case_id: int) -> Q:
    return Q(pk=case_id)


_look_ups: dict[str, list[LookUp]] = {"case_id": [_by_itself]}


def add_look_up(parameter: str, look_up: LookUp) -> LookUp:
    """Let addresses with `parameter` also be about the cases of which `look_up(value)` holds, and give it back."""
    known = _look_ups.setdefault(parameter, [])
    if look_up not in known:
        known.append(look_up)
    return look_up


class DeclareFirstMiddleware:
    """Leads staff to the declaration of conflict of interest, from any address of a case that waits for theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Http404) or not handles_cases(request.user):
            return None
        case = _case_awaiting_word(request)
        if case is None:
            return None
        # What was written while somebody new came to the case is not lost: it waits on its own page.
        keep_unsent(request)
        address = f"{reverse('cases:declare', args=[case.pk])}?{urlencode({'then': _page_to_return_to(request)})}"
        return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)


def _case_awaiting_word(request: HttpRequest) -> Case | None:
    given = request.resolver_match.kwargs if request.resolver_match else {}
    for parameter in _look_ups.keys() & given.keys():
        about = reduce(or_, (look_up(given[parameter]) for look_up in _look_ups[parameter]))
        found = Case.objects.awaiting_word_of(request.user).filter(about).first()
        if found is not None:
            return found
    return None


def _page_to_return_to(request: HttpRequest) -> str:
    """The page that was asked for; for a form, the page that it stands on: its own address may have none."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return ""
    return urlsplit(page)._replace(scheme="", netloc="").geturl()
