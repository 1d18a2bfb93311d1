"""What a person was told, and which of it they want by mail. Mails link here, so that they can be turned off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import portal.notices.actions
from portal.accounts.access import open_to
from portal.accounts.rules import is_signed_in
from portal.notices import queries
from portal.notices.forms import MailsForm
from portal.notices.kinds import kinds_for
from portal.notices.models import Notice


@open_to(is_signed_in)
@require_safe
def all_notices(request: HttpRequest) -> HttpResponse:
    page = queries.notices_page(request.user, request.GET.get("page", ""))
    return render(request, "notices/all.html", {"page": page, "has_unread": queries.has_unread(request.user)})


@open_to(is_signed_in)
@require_POST
def follow(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    notice = get_object_or_404(Notice.objects.of(request.user), pk=notice_id)
    portal.notices.actions.mark_read(notices=Notice.objects.filter(pk=notice.pk), by=request.user, at=timezone.now())
    return redirect(notice.link or "notices:all")


@open_to(is_signed_in)
@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    portal.notices.actions.mark_read(notices=Notice.objects.all(), by=request.user, at=timezone.now())
    messages.success(request, _("Allt är markerat som läst."))
    return redirect("notices:all")


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; also a form in which nothing was ticked."""
    return request.POST if request.method == "POST" else None


@open_to(is_signed_in)
@require_http_methods(["GET", "POST"])
def own_mails(request: HttpRequest) -> HttpResponse:
    form = MailsForm(_posted(request), person=request.user, initial=queries.chosen_mails(request.user))
    if form.is_valid():
        portal.notices.actions.choose_mails(
            person=request.user,
            wanted=form.cleaned_data["wanted"],
            daily=form.cleaned_data["how_often"] == "daily",
            at=timezone.now(),
        )
        messages.success(request, _("Vi har sparat vilka mejl du vill ha."))
        return redirect("notices:settings")
    always_sent = [kind for kind in kinds_for(request.user) if not kind.may_be_muted]
    context = {"form": form, "always_sent": always_sent}
    return render(request, "notices/settings.html", context, status=422 if form.is_bound else 200)
