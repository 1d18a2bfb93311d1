"""Letters made and sent together: which there are, starting one, following it, stopping it and going on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import applications.letters.actions
from applications.letters import mailing_pages, rules
from applications.letters.forms import MailingForm
from applications.letters.models import Letter, Mailing
from portal.accounts.access import open_to


@open_to(rules.may_read_mailings)
@require_GET
def mailings(request: HttpRequest) -> HttpResponse:
    """The newest mailings, and the letters that wait for a person because they could not be made."""
    context = {
        "mailings": mailing_pages.mailings_for(request.user),
        "failed": mailing_pages.failed_letters(request.user),
        "may_send": rules.may_send_letters(request.user),
    }
    return render(request, "letters/mailings.html", context)


@open_to(rules.may_send_letters)
@require_http_methods(["GET", "HEAD", "POST"])
def new_mailing(request: HttpRequest) -> HttpResponse:
    """Choose among the decisions whose letters are not sent: those of a call, of a meeting, or all."""
    asked = request.GET
    chosen = [int(number) for number in asked.getlist("beslut") if number.isdecimal() and len(number) < 18]  # noqa: PLR2004
    decisions = mailing_pages.decisions_to_send(request.user, call=asked.get("utlysning", "")[:50], chosen=chosen)
    initial = {"title": asked.get("namn", "")[:150]}
    form = MailingForm(request.POST if request.method == "POST" else None, decisions=decisions, initial=initial)
    if form.is_valid():
        ids = [decision.pk for decision in form.cleaned_data["decisions"]]
        try:
            mailing = applications.letters.actions.start_mailing(
                title=form.cleaned_data["title"], decision_ids=ids, by=request.user, at=timezone.now()
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return redirect("letters:mailing", mailing.pk)
    status = 422 if form.is_bound else 200
    return render(request, "letters/new_mailing.html", {"form": form, "decisions": decisions}, status=status)


@open_to(rules.may_read_mailings)
@require_GET
def mailing(request: HttpRequest, mailing_id: int) -> HttpResponse:
    """How far each letter has come. While something happens the page asks for itself again."""
    page = mailing_pages.mailing_page(request.user, _mailing_for(request.user, mailing_id))
    return render(request, "letters/mailing.html", {"page": page, "may_send": rules.may_send_letters(request.user)})


@open_to(rules.may_send_letters)
@require_POST
def stop(request: HttpRequest, mailing_id: int) -> HttpResponseRedirect:
    told = _("Utskicket är stoppat. Ett brev som just görs blir klart, men inget mer görs eller skickas.")
    return _act(request, mailing_id, applications.letters.actions.stop_mailing, lambda _done: told)


@open_to(rules.may_send_letters)
@require_POST
def go_on(request: HttpRequest, mailing_id: int) -> HttpResponseRedirect:
    return _act(request, mailing_id, applications.letters.actions.continue_mailing, _how_it_goes_on)


@open_to(rules.may_send_letters)
@require_POST
def send_made(request: HttpRequest, mailing_id: int) -> HttpResponseRedirect:
    return _act(request, mailing_id, applications.letters.actions.send_what_is_made, _how_many_sent)


@open_to(rules.may_send_letters)
@require_POST
def try_again(request: HttpRequest, letter_id: int) -> HttpResponseRedirect:
    letter = get_object_or_404(Letter.objects.visible_to_staff(request.user), pk=letter_id)
    if applications.letters.actions.try_letter_again(letter_id=letter.pk, by=request.user, at=timezone.now()):
        messages.success(request, _("Brevet görs på nytt nu."))
    else:
        messages.info(request, _("Brevet är redan gjort, eller görs just nu."))
    going = letter.mailings.unsent().first()
    return redirect("letters:mailing", going.pk) if going else redirect("letters:mailings")


def _act(
    request: HttpRequest, mailing_id: int, action: Callable[..., Any], tell: Callable[[Any], str]
) -> HttpResponseRedirect:
    """Do one thing with a mailing, and say on its page what came of it."""
    found = _mailing_for(request.user, mailing_id)
    try:
        done = action(mailing_id=found.pk, by=request.user, at=timezone.now())
    except ValidationError as refused:
        for message in refused.messages:
            messages.error(request, message)
    else:
        messages.success(request, tell(done))
    return redirect("letters:mailing", found.pk)


def _how_it_goes_on(mailing: Mailing) -> str:
    """Someone else may have continued it meanwhile, and it may be sent by now."""
    return _("Utskicket är redan skickat.") if mailing.is_sent else _("Utskicket fortsätter där det stannade.")


def _how_many_sent(number: int) -> str:
    return ngettext("%(number)s brev är överlämnat.", "%(number)s brev är överlämnade.", number) % {"number": number}


def _mailing_for(user: Any, mailing_id: int) -> Mailing:
    return get_object_or_404(Mailing.objects.visible_to(user).select_related("started_by", "stopped_by"), pk=mailing_id)
