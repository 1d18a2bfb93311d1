"""The letter as a page and as a file, the region's word that it has read it, and the letter before it is decided."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

import applications.letters.actions
from applications.cases.models import Case
from applications.letters import queries, rules
from applications.letters.appeal_time import appeal_time_of
from applications.letters.compose import letter_of
from applications.letters.models import Letter
from portal.accounts.access import open_to


@open_to(rules.may_read_letters)
@require_GET
def letter(request: HttpRequest, case_id: int, letter_id: int | None = None) -> HttpResponse:
    """The whole letter as text: the newest of the case, or another that was kept. A replaced one is plainly marked.

    Staff also see what has happened to it, and whether it is still being made.
    """
    found = _letter_for(request.user, case_id, letter_id)
    is_theirs = rules.may_open_for_region(request.user, found)
    if is_theirs:
        found = _note_opened(request.user, found)
    beside = queries.letters_beside(found, reader=request.user)
    replaced_by = next((one.replaced_by for one in beside if one.is_this), None)
    context = {
        "letter": letter_of(found),
        "made": found,
        "case": found.decision.case,
        "letters": beside if len(beside) > 1 else [],
        "replaced_by": replaced_by,
    }
    if is_theirs:
        context["may_acknowledge"] = rules.may_acknowledge(request.user, found)
        context["appeal"] = appeal_time_of(found)
        return render(request, "letters/letter.html", context)
    context |= {"ledger": queries.letter_ledger(found), "tab": "decision"}
    return render(request, "letters/letter_for_staff.html", context)


@open_to(rules.may_read_letters)
@require_GET
@cache_control(private=True, no_cache=True)
def pdf(request: HttpRequest, case_id: int, letter_id: int | None = None) -> FileResponse:
    """The letter as the file that was made, and no other. The name of one that is replaced says so."""
    found = _letter_for(request.user, case_id, letter_id, made=True)
    if rules.may_open_for_region(request.user, found):
        _note_opened(request.user, found)
    name = found.replaced_file_name if queries.replacing(found) else found.file_name
    return FileResponse(found.pdf.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")


@open_to(rules.may_read_letters)
@require_POST
def acknowledge(request: HttpRequest, case_id: int) -> HttpResponseRedirect:
    letter = _letter_for(request.user, case_id)
    applications.letters.actions.acknowledge(letter_id=letter.pk, by=request.user, at=timezone.now())
    messages.success(request, _("Tack. Vi har noterat att ni har tagit del av beslutet."))
    return redirect("letters:letter", case_id)


@open_to(rules.may_read_previews)
@require_GET
@xframe_options_sameorigin
def preview(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The letter of a proposal as it would read today. Stands alone, so that the page to decide on can frame it."""
    cases = Case.objects.visible_to_staff(request.user)
    proposal = get_object_or_404(queries.proposals_with_content().filter(case__in=cases), pk=proposal_id)
    letter = queries.preview(proposal, reader=request.user, at=timezone.now())
    return render(request, "letters/preview.html", {"letter": letter})


def _letter_for(user: Any, case_id: int, letter_id: int | None = None, *, made: bool = False) -> Letter:
    """The letter of the case that is asked for, or the newest, if the user may see it. Raises Http404."""
    letters = Letter.objects.visible_to(user).of_case(case_id)
    if letter_id is not None:
        letters = letters.filter(pk=letter_id)
    found = (letters.made() if made else letters).with_content().first()
    if found is None:
        raise Http404
    return found


def _note_opened(user: Any, letter: Letter) -> Letter:
    """The one thing that a GET may write here: that the region has opened its letter, which knows of it then."""
    if letter.first_opened_at is None:
        noted = applications.letters.actions.note_opened(letter_id=letter.pk, by=user, at=timezone.now())
        letter.first_opened_at, letter.first_opened_by = noted.first_opened_at, noted.first_opened_by
    return letter
