"""The files of a draft."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

import applications.drafting.actions
from applications.cases.models import Case
from applications.drafting.forms import AttachmentForm
from applications.drafting.queries import drafts_seen_by
from applications.drafting.rules import may_write_in
from applications.drafting.views.not_there import not_there_is_404
from applications.drafting.views.sections import section_page, show
from portal.accounts.access import open_to, require
from regions.rules import acts_for_a_region


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(acts_for_a_region)
@not_there_is_404
def add_attachment(request: HttpRequest, case_id: int) -> HttpResponse:
    """Add files to the draft, each by itself: one that can't be taken stops no other.

    A form leaves people on this address when a file is refused, so that it leads back too. The page's script sends one
    file at a time, and asks for JSON.
    """
    case, section_key, limit = _attachments_of(request, case_id)
    if request.method != "POST":
        return redirect("drafting:section", case_id, section_key)
    require(may_write_in(request.user, case), _("Bara den som får skriva för regionen kan lägga till bilagor."))
    form = AttachmentForm(request.POST, request.FILES, limit=limit)
    added = sum(_is_added(request, case_id, upload, form) for upload in form.uploads)
    if not request.accepts("text/html"):
        return JsonResponse({"errors": form.texts}, status=422 if form.errors else 201)
    if added:
        text = ngettext("Filen är tillagd.", "%(count)s filer är tillagda.", added) % {"count": added}
        messages.success(request, text)
    if form.errors:
        page = section_page(request, case_id, section_key, upload_form=form)
        return show(request, page, status=422 if case.draft.is_open else 409)
    return redirect("drafting:section", case_id, section_key)


def _is_added(request: HttpRequest, case_id: int, upload: UploadedFile, form: AttachmentForm) -> bool:
    """Add the file, or let the form say why it can't be added."""
    try:
        applications.drafting.actions.add_attachment(case_id=case_id, upload=upload, by=request.user, at=timezone.now())
    except ValidationError as error:
        form.refuse(upload, error)
        return False
    return True


def _attachments_of(request: HttpRequest, case_id: int) -> tuple[Case, str, int]:
    """The case, and the key and largest file of its section of attachments. Raises Case.DoesNotExist without one."""
    case = drafts_seen_by(request.user).get(pk=case_id)
    found = case.draft.form_version.parsed.of_kind("attachments")
    if found is None:
        raise Case.DoesNotExist
    return case, found.key, found.max_bytes


@require_POST
@open_to(acts_for_a_region)
@not_there_is_404
def describe_attachment(request: HttpRequest, case_id: int, attachment_id: int) -> HttpResponse:
    """Keep what somebody says that a file is."""
    described = _("Beskrivningen är sparad.")
    action, description = applications.drafting.actions.describe_attachment, request.POST.get("description", "")
    return _change_attachment(request, action, case_id, attachment_id, described, description=description)


@require_POST
@open_to(acts_for_a_region)
@not_there_is_404
def remove_attachment(request: HttpRequest, case_id: int, attachment_id: int) -> HttpResponse:
    """Take a file away; the page then offers to put it back."""
    removed = _("Filen är borttagen. Du kan lägga tillbaka den längre ner på sidan.")
    return _change_attachment(request, applications.drafting.actions.remove_attachment, case_id, attachment_id, removed)


@require_POST
@open_to(acts_for_a_region)
@not_there_is_404
def restore_attachment(request: HttpRequest, case_id: int, attachment_id: int) -> HttpResponse:
    """Put a file back that was taken away."""
    back = _("Filen är tillbaka.")
    return _change_attachment(request, applications.drafting.actions.restore_attachment, case_id, attachment_id, back)


def _change_attachment(
    request: HttpRequest, action: Callable[..., Any], case_id: int, attachment_id: int, done: str, **values: Any
) -> HttpResponse:
    _case, section_key, _limit = _attachments_of(request, case_id)
    try:
        action(case_id=case_id, attachment_id=attachment_id, **values, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("drafting:section", case_id, section_key)
