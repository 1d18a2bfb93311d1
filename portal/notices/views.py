"""Which mails a person wants. Reminders link here, so that they can be turned off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import portal.notices.actions
import portal.notices.queries
from portal.accounts.access import open_to
from portal.accounts.rules import is_signed_in
from portal.notices import kinds
from portal.notices.forms import KindsForm


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; also a form in which nothing was ticked."""
    return request.POST if request.method == "POST" else None


@open_to(is_signed_in)
@require_http_methods(["GET", "POST"])
def own_kinds(request: HttpRequest) -> HttpResponse:
    form = KindsForm(_posted(request), initial={"wanted": portal.notices.queries.wanted_kinds(request.user)})
    if form.is_valid():
        portal.notices.actions.choose_kinds(person=request.user, wanted=form.cleaned_data["wanted"])
        messages.success(request, _("Vi har sparat vilka brev du vill ha."))
        return redirect("notices:settings")
    always_sent = [kind for kind in kinds.all_kinds() if not kind.may_be_muted]
    context = {"form": form, "always_sent": always_sent}
    return render(request, "notices/settings.html", context, status=422 if form.is_bound else 200)
