"""Checking a letter: anyone who holds one, without signing in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from applications.letters.checking import check_letter
from applications.letters.forms import CheckForm
from applications.letters.hashed_uploads import HashingHandler
from applications.submissions.guessing import Guesses
from portal.accounts.access import open_to
from portal.accounts.rules import anyone
from portal.requests import PortalRequest


@open_to(anyone)
@csrf_exempt  # Only until the file's handler is in place: `_check` is protected.
def check(request: PortalRequest, code: str = "") -> HttpResponse:
    """Whether a letter's code is ours and still holds, and whether a file is that letter. Writes nothing."""
    request.upload_handlers = [HashingHandler(request)]
    return _check(request, code)


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def _check(request: PortalRequest, code: str) -> HttpResponse:
    form, guesses = _form(request, code), Guesses(request)
    found, is_asked, status = None, False, 200
    if guesses.are_too_many():
        status = 429
    elif form.is_valid():
        is_asked = True
        found = check_letter(form.cleaned_data["kod"], form.file_hash)
        if found is None:
            guesses.note_wrong()
    elif form.is_bound:
        status = 422
    context = {"form": form, "found": found, "is_asked": is_asked, "too_many": status == 429}  # noqa: PLR2004
    return render(request, "letters/check.html", context, status=status)


def _form(request: PortalRequest, code: str) -> CheckForm:
    """The form as it was sent, or with the code that stands in the address."""
    if request.method == "POST":
        return CheckForm(request.POST, request.FILES)
    if "kod" in request.GET:
        return CheckForm(request.GET)
    return CheckForm({"kod": code} if code else None)
