"""The internal notes of a case."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import applications.reviews.actions
from applications.cases.models import Case
from applications.reviews import queries, rules
from applications.reviews.forms import NoteForm
from portal.accounts.access import open_to
from portal.accounts.rules import handles_cases
from portal.accounts.unsent import typed_in


@open_to(handles_cases, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, case_id: int) -> HttpResponse:
    """What staff have noted among themselves, and a form to note more."""
    case = get_object_or_404(Case.objects.visible_to_staff(request.user).with_names(), pk=case_id)
    form = NoteForm(typed_in(request) or None)
    if request.method == "POST" and form.is_valid():
        try:
            applications.reviews.actions.write_note(
                case_id=case.pk, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Anteckningen är sparad."))
            return redirect("reviews:notes", case.pk)
    context = {
        "case": case,
        "tab": "notes",
        "form": form,
        "notes": queries.notes_shown_to(request.user, case),
        "may_note": rules.may_note(request.user, case),
    }
    return render(request, "reviews/notes.html", context, status=422 if form.errors else 200)
