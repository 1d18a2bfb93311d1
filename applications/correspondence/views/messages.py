"""The messages of a case: the same address for its region and for staff, each with a page of their own."""

import django.contrib.messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

import applications.correspondence.actions
from applications.cases.models import Case, Side
from applications.correspondence import queries, rules
from applications.correspondence.forms import MessageForm
from applications.correspondence.models import Hearing, Message
from portal.accounts.access import open_to
from portal.accounts.rules import handles_cases
from portal.accounts.unsent import typed_in
from portal.requests import PortalRequest
from regions.rules import acts_for_a_region


def case_and_side(request: HttpRequest, case_id: int) -> tuple[Case, Side]:
    """The case, and for which side this person sees it: nobody sees one for both."""
    for side, seen in (
        (Side.REGION, Case.objects.visible_to_region(request.user)),
        (Side.AUTHORITY, Case.objects.visible_to_staff(request.user)),
    ):
        if case := seen.submitted().with_names().filter(pk=case_id).first():
            return case, side
    raise Http404


@open_to(acts_for_a_region | handles_cases, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def messages(request: PortalRequest, case_id: int) -> HttpResponse:
    """What the region and the authority have written to each other in the case, and the form to write more."""
    case, side = case_and_side(request, case_id)
    form = MessageForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            applications.correspondence.actions.send_message(
                case_id=case.pk,
                side=side,
                **form.cleaned_data,
                by=request.user,
                arrived_at=request.arrived_at,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            django.contrib.messages.success(request, _("Meddelandet är skickat."))
            return redirect("correspondence:messages", case.pk)
    context = {
        "case": case,
        "tab": "messages",
        "side": side,
        "form": form,
        "may_write": form.is_bound or rules.may_write[side](request.user, case),
        "thread": queries.thread(case, side, request.GET.get("page", "")),
        "hearing": Hearing.objects.waiting().filter(case=case).first(),
        "now": timezone.now(),
    }
    template = "correspondence/messages_for_region.html" if side == Side.REGION else "correspondence/messages.html"
    return render(request, template, context, status=422 if form.errors else 200)


@open_to(acts_for_a_region | handles_cases)
@require_POST
def settle(request: HttpRequest, case_id: int, message_id: int) -> HttpResponse:
    """What the other side wrote last needs no answer."""
    case, side = case_and_side(request, case_id)
    get_object_or_404(Message.objects.exclude(side=side), case=case, pk=message_id)
    try:
        applications.correspondence.actions.settle_message(
            message_id=message_id, side=side, by=request.user, at=timezone.now()
        )
    except ValidationError as error:
        django.contrib.messages.error(request, " ".join(error.messages))
    else:
        django.contrib.messages.success(request, _("Meddelandet är markerat: inget svar behövs."))
    return redirect("correspondence:messages", case.pk)
