"""Who may open which address. A view that does not say so is closed to everyone.

    @open_to(is_case_officer)
    def case_check(request, case_id): ...

`open_to` answers for the address; whether this person may see this case is asked of `visible_to(user)` in the view,
and whether they may do this thing of the action's own rule.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from rules.predicates import Predicate

from portal.accounts.rules import anyone, is_call_administrator, is_signed_in
from portal.accounts.unsent import keep_unsent

View = TypeVar("View", bound=Callable[..., Any])

# Addresses of libraries, by name, which can't carry the mark themselves. A name that is not here is closed.
LIBRARY_ADDRESSES: dict[str, Predicate] = {
    "account_login": anyone,
    "account_logout": anyone,
    "account_inactive": anyone,
    "account_signup": anyone,  # Says that nobody registers here.
    "account_reset_password": anyone,
    "account_reset_password_done": anyone,
    "account_reset_password_from_key": anyone,
    "account_reset_password_from_key_done": anyone,
    "account_change_password": is_signed_in,
    "account_reauthenticate": is_signed_in,
    "set_language": anyone,
}

# Django admin's own pages for what the portal does its own way: closed to everyone.
CLOSED_ADDRESSES = {"admin:password_change", "admin:password_change_done"}


def open_to(predicate: Predicate, *, keeps_unsent: bool = False) -> Callable[[View], View]:
    """Mark a view as open to those of whom `predicate(user)` holds.

    With `keeps_unsent`, what is sent to it by one whose session has run out waits for them (portal.accounts.unsent).
    """

    def mark(view: View) -> View:
        view.access, view.keeps_unsent = predicate, keeps_unsent  # type: ignore[attr-defined]
        return view

    return mark


def access_of(view: Callable[..., Any], name: str) -> Predicate | None:
    """The predicate that opens a view found under the URL name `name`, or None when nothing does."""
    if marked := getattr(view, "access", None):
        return marked
    if name in CLOSED_ADDRESSES:
        return None
    if name.startswith("admin:"):
        return is_call_administrator
    return LIBRARY_ADDRESSES.get(name)


def require(allowed: bool, message: str) -> None:
    """Stop an action that its rule does not allow. `message` tells the person why, in plain words.

    Raises PermissionDenied.
    """
    if not allowed:
        raise PermissionDenied(message)


class AccessMiddleware:
    """Asks `access_of` before each view: signs people in where that helps, refuses with 403 where it does not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        predicate = access_of(view, match.view_name if match else "")
        if predicate is anyone or (predicate is not None and predicate(request.user)):
            return None
        if predicate is not None and not request.user.is_authenticated:
            keep_unsent(request)
            return redirect_to_login(_page_to_return_to(request), reverse("account_login"))
        raise PermissionDenied


def _page_to_return_to(request: HttpRequest) -> str:
    """The page that was asked for; for a form, the page that it stands on: its own address may have none."""
    page = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    if request.method not in {"GET", "HEAD"} and page and own:
        return urlsplit(page)._replace(scheme="", netloc="").geturl()
    return request.get_full_path()
