"""A call's letter texts: what they say, what they have said, and how they would read in a real case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from applications.calls.models import Call
from applications.letters import rules, trying_texts
from applications.letters.forms import TryTextForm
from portal.accounts.access import open_to
from portal.accounts.rules import is_call_administrator


@open_to(rules.may_read_templates)
@require_GET
def templates(request: HttpRequest, slug: str) -> HttpResponse:
    """All versions of the texts; with a version and a case chosen, the letter that they make."""
    call = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    form = TryTextForm(
        request.GET if "version" in request.GET else None,
        versions=trying_texts.versions_of(call),
        cases=trying_texts.cases_to_try(request.user, call),
    )
    letter = None
    if form.is_valid():
        chosen = form.cleaned_data
        letter = trying_texts.try_text(chosen["version"], chosen["case"], at=timezone.now())
    context = {
        "page": trying_texts.templates_page(call),
        "form": form,
        "letter": letter,
        "may_change": is_call_administrator(request.user),
    }
    return render(request, "letters/templates.html", context, status=422 if form.is_bound and form.errors else 200)
