"""The registrar's page: an application that came late, on paper or by mail."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import applications.submissions.actions
from applications.calls.models import Call
from applications.cases.forms import is_a_key
from applications.submissions import rules
from applications.submissions.models import Registration
from applications.submissions.registered import newest_registrations, warnings_after_registering
from applications.submissions.registering_forms import RegisterForm
from portal.accounts.access import open_to
from portal.accounts.rules import is_registrar
from portal.accounts.unsent import typed_in
from regions.models import Region


@open_to(is_registrar, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register an application in the call that the address names, `?utlysning=3`; the calls where it names none."""
    calls = list(Call.objects.published().listed().filter(opens_at__lte=timezone.now()).order_by("-opens_at", "pk"))
    call = _chosen(request, calls)
    form = _form(request, call) if call else None
    if call and form and request.method == "POST" and form.is_valid():
        try:
            made = applications.submissions.actions.register_application(
                call_id=call.pk, **form.given(), by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _tell(request, made)
            return redirect(f"{reverse('submissions:register')}?{urlencode({'utlysning': call.pk})}")
    context = {"calls": calls, "call": call, "form": form, "registered": newest_registrations(request.user)}
    status = 422 if (form and form.errors) or (request.method == "POST" and not call) else 200
    return render(request, "submissions/register.html", context, status=status)


def _chosen(request: HttpRequest, calls: list[Call]) -> Call | None:
    """The call that the address names, or the only one there is."""
    key = request.GET.get("utlysning", "")
    if not key and len(calls) == 1:
        return calls[0]
    return next((call for call in calls if is_a_key(key) and call.pk == int(key)), None)


def _form(request: HttpRequest, call: Call) -> RegisterForm:
    regions = [region for region in Region.objects.all() if rules.may_register(request.user, region)]
    files: Any = request.FILES if request.method == "POST" else None
    return RegisterForm(typed_in(request), files, call=call, regions=regions)


def _tell(request: HttpRequest, made: Registration) -> None:
    """What was registered, and what the registrar has to do themselves."""
    submission = made.submission
    text = _("Ansökan är registrerad som %(number)s. %(margin)s.")
    messages.success(request, text % {"number": submission.case.registry_number, "margin": submission.margin})
    for warning in warnings_after_registering(submission):
        messages.warning(request, warning)
