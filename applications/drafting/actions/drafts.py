"""Beginning a draft, perhaps as a copy of another, naming it, taking it away and putting it back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import applications.cases.actions
import portal.audit.actions
from applications.calls.models import Call, Outcome
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.drafting import rules
from applications.drafting.actions.locking import lock_with_draft, locked_draft
from applications.drafting.fields import one_line
from applications.drafting.models import Draft, SectionVersion
from applications.drafting.queries import sources_for_copy
from applications.drafting.standing import copy_of as copy_of_case
from portal.accounts.access import require
from regions.models import Region

TITLE_LENGTH = 150


@transaction.atomic
def start_draft(*, call: Call, region: Region, title: str, by: Any, at: datetime, copy_of: int | None = None) -> Case:
    """Begin an application in an open call. The region's row is locked, so that two people can't both be the last.

    With `copy_of`, the id of another application of the region's, it begins with those of its answers that have a place
    in the call's form (applications.drafting.copying).
    The same start twice, by a double click or the browser's way back, gives the draft that there is.

    Raises PermissionDenied for one who may not write for the region, and ValidationError when the call is not open, is
    not for the region, or has all the applications from it that it takes; for a title that is blank or too long, or
    that a colleague's draft has; and when there is no such application to copy.
    """
    region = Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    require(
        rules.may_edit_for(by, region),
        _("Bara den som får skriva för %(region)s kan börja en ansökan.") % {"region": region},
    )
    title = _clean_title(title)
    drafts = Case.objects.kept().filter(call=call, region=region, stage=Stage.DRAFT, title__iexact=title)
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
    source = _source(copy_of, region, by) if copy_of else None
    case = applications.cases.actions.open_case(call=call, region=region, title=title, by=by, at=at)
    draft = Draft.objects.create(case=case, form_version=form_version, saved_at=at, saved_by=by, copied_from=source)
    if source:
        _copy(source, draft, by=by, at=at)
        portal.audit.actions.record(case, "draft_copied", by=by, at=at, source=source, title=source.title)
    return case


def _source(case_id: int, region: Region, by: Any) -> Case:
    source = sources_for_copy(by, region).filter(pk=case_id).first()
    if source is None:
        text = _("Ansökan som ni ville utgå från finns inte bland era. Välj en annan, eller börja med en tom.")
        raise ValidationError({"copy_of": text}, code="no_source")
    return source


def _copy(source: Case, draft: Draft, *, by: Any, at: datetime) -> None:
    """Let a new draft say what its source says, as the first version of each section."""
    SectionVersion.objects.bulk_create(
        SectionVersion(draft=draft, section_key=key, number=1, content=content, saved_at=at, saved_by=by)
        for key, content in copy_of_case(source, draft.case).sections.items()
    )


def _check_may_start(call: Call, region: Region, at: datetime) -> None:
    if not rules.is_open(call, region, at):
        raise ValidationError(_("Utlysningen är inte öppen, så det går inte att börja en ny ansökan."), code="not_open")
    if not rules.is_eligible(region, call):
        raise ValidationError(
            _("Utlysningen är inte öppen för %(region)s."), code="not_eligible", params={"region": region}
        )
    _check_room_for_one_more(call, region)


def _check_room_for_one_more(call: Call, region: Region) -> None:
    limit = call.applications_per_region
    kept = Case.objects.kept().filter(call=call, region=region)
    # One that was taken back, or closed, leaves its place to another.
    begun = kept.filter(withdrawn_at__isnull=True).exclude(released_outcome=Outcome.CLOSE).count()
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


@transaction.atomic
def discard_draft(*, case_id: int, by: Any, at: datetime) -> Case:
    """Take away a draft that was never handed in: it no longer counts, and can be put back. Done twice it is done once.

    Raises Case.DoesNotExist, PermissionDenied, and ValidationError when it has been handed in.
    """
    case = _locked_with_region(case_id, by)
    if not case.is_draft:
        raise ValidationError(
            _("Ansökan är inlämnad, så den går inte att ta bort. Ni kan återkalla den i stället."), code="registered"
        )
    if case.discarded_at is None:
        applications.cases.actions.set_discarded(case=case, at=at)
        portal.audit.actions.record(case, "draft_discarded", by=by, at=at)
    return case


@transaction.atomic
def restore_draft(*, case_id: int, by: Any, at: datetime) -> Case:
    """Put back a draft that was taken away, as it was. Done twice it is done once.

    Raises Case.DoesNotExist, PermissionDenied, and ValidationError when the region has all the applications in the call
    that it takes.
    """
    case = _locked_with_region(case_id, by)
    if case.discarded_at is not None:
        _check_room_for_one_more(case.call, case.region)
        applications.cases.actions.set_discarded(case=case, at=None)
        portal.audit.actions.record(case, "draft_restored", by=by, at=at)
    return case


def _locked_with_region(case_id: int, by: Any) -> Case:
    """A case and its draft, locked after its region, which counts its cases, as in `start_draft`."""
    seen = Case.objects.visible_to_region(by).get(pk=case_id)
    Region.objects.select_for_update(no_key=True).get(pk=seen.region_id)
    case = lock_with_draft(case_id, by, also_discarded=True)
    require(
        rules.may_write_in(by, case),
        _("Bara den som får skriva för regionen kan ta bort ett utkast eller lägga tillbaka det."),
    )
    return case
