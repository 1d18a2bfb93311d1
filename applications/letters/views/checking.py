"""Checking a letter: anyone who holds one, without signing in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from applications.letters.checking import check_letter, check_refusal
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
    found, refused, is_asked, status = None, None, False, 200
    if guesses.are_too_many():
        status = 429
    elif form.is_valid():
        is_asked = True
        asked = form.cleaned_data["kod"], form.file_hash
        found = check_letter(*asked)
        refused = None if found else check_refusal(*asked)
        if not found and not refused:
            guesses.note_wrong()
    elif form.is_bound:
        status = 422
    too_many = status == 429  # noqa: PLR2004
    context = {"form": form, "found": found, "refused": refused, "is_asked": is_asked, "too_many": too_many}
    return render(request, "letters/check.html", context, status=status)


def _form(request: PortalRequest, code: str) -> CheckForm:
    """The form as it was sent, or with the code that stands in the address."""
    if request.method == "POST":
        return CheckForm(request.POST, request.FILES)
    if "kod" in request.GET:
        return CheckForm(request.GET)
    return CheckForm({"kod": code} if code else None)
