"""Beginning a draft, and naming it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import applications.cases.actions
import portal.audit.actions
import portal.files.actions
from applications.calls.models import Call, Outcome
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.drafting import rules
from applications.drafting.actions.locking import locked_draft
from applications.drafting.fields import (
    one_line,
)
from applications.drafting.models import Draft
from portal.accounts.access import require
from regions.models import Region

TITLE_LENGTH = 150


@transaction.atomic
def start_draft(*, call: Call, region: Region, title: str, by: Any, at: datetime) -> Case:
    """Begin an application in an open call. The region's row is locked, so that two people can't both be the last.

    The same start twice, by a double click or the browser's way back, gives the draft that there is.

    Raises PermissionDenied for one who does not act for the region, and ValidationError when the call is not open, is
    not for the region, or has all the applications from it that it takes; and for a title that is blank or too long, or
    that a colleague's draft has.
    """
    region = Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    require(
        rules.may_edit_for(by, region),
        _("Du företräder inte %(region)s, så du kan inte söka för den.") % {"region": region},
    )
    title = _clean_title(title)
    drafts = Case.objects.filter(call=call, region=region, stage=Stage.DRAFT, title__iexact=title)
    if same := drafts.select_related("created_by").order_by("pk").first():
        if same.created_by == by:
            return same
        text = _("%(name)s har redan börjat på en ansökan med det namnet. Fortsätt i den, eller välj ett annat namn.")
        raise ValidationError({"title": text % {"name": same.created_by}}, code="same_title")
    _check_may_start(call, region, at)
    form_version = call.form_versions.order_by("-number").first()
    if form_version is None:
        raise ValidationError(
            _("Utlysningen har inget formulär än. Hör av dig till oss så hjälper vi dig."), code="no_form"
        )
    case = applications.cases.actions.open_case(call=call, region=region, title=title, by=by, at=at)
    Draft.objects.create(case=case, form_version=form_version, saved_at=at, saved_by=by)
    return case


def _check_may_start(call: Call, region: Region, at: datetime) -> None:
    if not rules.is_open(call, at):
        raise ValidationError(_("Utlysningen är inte öppen, så det går inte att börja en ny ansökan."), code="not_open")
    if not rules.is_eligible(region, call):
        raise ValidationError(
            _("Utlysningen är inte öppen för %(region)s."), code="not_eligible", params={"region": region}
        )
    limit = call.applications_per_region
    begun = Case.objects.filter(call=call, region=region).exclude(released_outcome=Outcome.CLOSE).count()
    if limit is not None and begun >= limit:
        raise ValidationError(
            _(
                "Ni har redan %(count)s påbörjade eller inlämnade ansökningar, och fler tar utlysningen inte emot "
                "från en region. Fortsätt på en av dem."
            ),
            code="limit",
            params={"count": begun},
        )


def _clean_title(title: str) -> str:
    title = one_line(title)
    if not title:
        raise ValidationError({"title": _("Skriv vad projektet heter.")}, code="required")
    if len(title) > TITLE_LENGTH:
        text = _("Namnet är %(over)s tecken för långt. Det får vara högst %(limit)s tecken.")
        values = {"over": len(title) - TITLE_LENGTH, "limit": TITLE_LENGTH}
        raise ValidationError({"title": text % values}, code="max_length")
    return title


@transaction.atomic
def rename_draft(*, case_id: int, title: str, by: Any, at: datetime) -> Case:
    """Give the project another name. Raises Case.DoesNotExist, PermissionDenied, ValidationError."""
    case = locked_draft(case_id, by)
    if not case.is_draft:
        raise ValidationError(
            {"title": _("Ansökan är registrerad under sitt namn, så det går inte att byta nu.")}, code="registered"
        )
    old, title = case.title, _clean_title(title)
    if title != old:
        applications.cases.actions.set_title(case=case, title=title)
        portal.audit.actions.record(case, "draft_renamed", by=by, at=at, old=old, new=title)
    return case
