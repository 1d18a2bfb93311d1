"""Checking a receipt: anyone who holds one, without signing in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from applications.submissions import queries
from applications.submissions.forms import ReceiptForm
from applications.submissions.guessing import Guesses
from portal.accounts.access import open_to
from portal.accounts.rules import anyone
from portal.requests import PortalRequest


@open_to(anyone)
@require_safe
@cache_control(private=True, no_store=True)
def check(request: PortalRequest) -> HttpResponse:
    """Whether a receipt code is of a version that was handed in, and whether a file is one of that version's."""
    form = ReceiptForm(request.GET if "kod" in request.GET else None)
    guesses = Guesses(request)
    found, is_asked, status = None, False, 200
    if guesses.are_too_many():
        status = 429
    elif form.is_valid():
        is_asked = True
        found = queries.check_receipt(form.cleaned_data["kod"], form.cleaned_data["sha256"])
        if found is None:
            guesses.note_wrong()
    elif form.is_bound:
        status = 422
    context = {"form": form, "found": found, "is_asked": is_asked, "too_many": status == 429, "now": timezone.now()}  # noqa: PLR2004
    return render(request, "submissions/receipt_check.html", context, status=status)
