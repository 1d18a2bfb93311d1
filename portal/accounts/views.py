"""Taking an invitation, and one's own settings. Signing in and passwords are django-allauth's."""

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

import portal.accounts.actions
import portal.accounts.queries
from portal.accounts.access import open_to
from portal.accounts.forms import AcceptInvitationForm, SettingsForm
from portal.accounts.language import remember_language
from portal.accounts.models import User
from portal.accounts.rules import anyone, is_signed_in


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; also a form in which nothing was ticked."""
    return request.POST if request.method == "POST" else None


@open_to(anyone)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing, because mail scanners open links too: the POST uses it up."""
    invitation = portal.accounts.queries.working_invitation(token, at=timezone.now())
    if invitation is None:
        return render(request, "accounts/invitation_over.html", status=410)
    form = AcceptInvitationForm(_posted(request), person=invitation.person)
    if form.is_valid():
        try:
            person = portal.accounts.actions.accept_invitation(
                token=token, password=form.cleaned_data["password1"], at=timezone.now()
            )
        except ValidationError:
            return render(request, "accounts/invitation_over.html", status=410)
        login(request, person)
        messages.success(request, _("Välkommen! Nästa gång loggar du in med din e-postadress och ditt lösenord."))
        return redirect("desk:start")
    context = {"form": form, "invitation": invitation}
    return render(request, "accounts/accept_invitation.html", context, status=422 if form.is_bound else 200)


@open_to(is_signed_in)
@require_http_methods(["GET", "POST"])
def own_settings(request: HttpRequest) -> HttpResponse:
    # A copy: the form writes what was typed on it, also when that will not do.
    person = get_object_or_404(User, pk=request.user.pk)
    form = SettingsForm(_posted(request), instance=person)
    if form.is_valid():
        chosen = form.cleaned_data
        portal.accounts.actions.save_settings(
            person=request.user, name=chosen["name"], language=chosen["language"], at=timezone.now()
        )
        messages.success(request, _("Dina inställningar är sparade."))
        response = redirect("accounts:settings")
        remember_language(response, chosen["language"])
        return response
    return render(request, "accounts/settings.html", {"form": form}, status=422 if form.is_bound else 200)
