"""An application that came late or another way: received and registered all the same (förvaltningslagen 22 §)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

import applications.cases.actions
import applications.drafting.actions
import portal.files.actions
from applications.calls.definition import FormDefinition
from applications.calls.models import Call, FormVersion
from applications.cases.models import Case, Channel
from applications.drafting.actions import TITLE_LENGTH
from applications.drafting.amounts import MAX_AMOUNT
from applications.drafting.fields import Content, one_line
from applications.drafting.queries import draft_content
from applications.submissions import rules
from applications.submissions.actions.versions import register_version
from applications.submissions.content import PROJECT_MANAGER, freeze
from applications.submissions.models import Registration, Submission
from portal.accounts.access import require
from portal.files.models import StoredFile
from regions.models import Region

MOST_PAPERS = 10
MOST_PARTNERS = 50


@dataclass(frozen=True)
class PaperApplication:
    """What the registrar types of an application that came on paper or by mail. The papers say the rest."""

    title: str
    # Who signed or sent it, and how to reach them.
    sender: str
    contact: str
    start_on: date
    end_on: date
    # Whole kronor by year.
    amounts: Mapping[int, int]
    # Who leads the project, and its partners with their organisation numbers: whom jäv is judged against.
    manager: str = ""
    partners: Sequence[tuple[str, str]] = field(default_factory=tuple)


def register_application(
    *,
    form_key: UUID,
    call_id: int,
    region_code: str,
    application: PaperApplication,
    papers: Sequence[UploadedFile],
    came_by: str,
    arrived_at: datetime,
    note: str = "",
    by: Any,
    at: datetime,
) -> Registration:
    """The registrar registers an application that did not come through the portal, with its true moment of arrival.

    Nothing refuses it: not that it came too late, nor that the region may not apply, or has as many applications as
    the call takes. What that leads to is for the completeness check and the decision. From here on it is a case as any
    other: a version with its hash, a number, a line in the register, and a receipt to the region's people.
    The same form (`form_key`) sent twice is one application. The papers are stored before anything is locked; those of
    a form that is then refused go at night.
    Raises PermissionDenied, Call.DoesNotExist, Region.DoesNotExist, and ValidationError under the form's names.
    """
    call = Call.objects.published().get(pk=call_id)
    region = Region.objects.get(pk=region_code)
    _check_may(region, by)
    application = _tidied(application)
    if done := _registered_before(form_key, call, region, application):
        return done
    form_version = call.form_versions.order_by("-number").first()
    if form_version is None:
        raise ValidationError(_("Utlysningen har inget formulär att registrera ansökan i."), code="no_form")
    _check(call=call, application=application, papers=papers, came_by=came_by, arrived_at=arrived_at, at=at)
    stored = _store(papers, by=by, at=at)
    try:
        with transaction.atomic():
            # As in beginning a draft: what a region has in a call changes in one place at a time.
            region = Region.objects.select_for_update(no_key=True).get(pk=region_code)
            _check_may(region, by)
            if done := _registered_before(form_key, call, region, application):
                return done
            submission = _register(
                call=call,
                region=region,
                form_version=form_version,
                application=application,
                stored=stored,
                came_by=came_by,
                arrived_at=arrived_at,
                by=by,
                at=at,
            )
            return Registration.objects.create(
                submission=submission,
                came_by=came_by,
                contact=application.contact,
                note=note.strip(),
                form_key=form_key,
                registered_by=by,
                registered_by_name=by.name,
                registered_at=at,
            )
    except IntegrityError:
        # The same form for another region at the same instant.
        if done := _registered_before(form_key, call, region, application):
            return done
        raise


def _check_may(region: Region, by: Any) -> None:
    require(
        rules.may_register(by, region),
        _("Bara registratorn registrerar ansökningar, och inte från en region som hen själv företräder."),
    )


def _register(
    *,
    call: Call,
    region: Region,
    form_version: FormVersion,
    application: PaperApplication,
    stored: Sequence[StoredFile],
    came_by: str,
    arrived_at: datetime,
    by: Any,
    at: datetime,
) -> Submission:
    case: Case = applications.cases.actions.register_case(
        call=call, region=region, title=application.title, came_by=came_by, by=by, at=at
    )
    applications.drafting.actions.lay_in(
        case=case,
        form_version=form_version,
        sections=sections_of(application, form_version.parsed),
        files=stored,
        by=by,
        at=at,
    )
    content = draft_content(case)
    frozen = freeze(case, content, form_version.number)
    return register_version(
        case,
        content,
        frozen,
        by=by,
        arrived_at=arrived_at,
        at=at,
        judged_by=case.application_time,
        sender=application.sender,
    )


def sections_of(application: PaperApplication, form: FormDefinition) -> dict[str, Content]:
    """What was typed, where the call's form has a place for it."""
    sections: dict[str, Content] = {}
    if section := form.of_kind("period"):
        sections[section.key] = {
            "start_on": application.start_on.isoformat(),
            "end_on": application.end_on.isoformat(),
        }
    if section := form.of_kind("funding"):
        applied = {str(year): amount for year, amount in sorted(application.amounts.items())}
        sections[section.key] = {"applied": applied, "rows": []}
    if application.partners and (section := form.of_kind("partners")):
        sections[section.key] = {
            "rows": [
                {"id": f"p{row}", "name": name, "org_number": number}
                for row, (name, number) in enumerate(application.partners, start=1)
            ]
        }
    if application.manager:
        for each in form.sections:
            if any(question.key == PROJECT_MANAGER for question in each.questions):
                sections[each.key] = {PROJECT_MANAGER: application.manager}
    return sections


def _tidied(application: PaperApplication) -> PaperApplication:
    return PaperApplication(
        title=one_line(application.title),
        sender=one_line(application.sender),
        contact=one_line(application.contact),
        start_on=application.start_on,
        end_on=application.end_on,
        amounts=dict(application.amounts),
        manager=one_line(application.manager),
        partners=[(one_line(name), one_line(number)) for name, number in application.partners if one_line(name)],
    )


def _registered_before(
    form_key: UUID, call: Call, region: Region, application: PaperApplication
) -> Registration | None:
    """What the same form made before. Raises ValidationError when it says something else now."""
    done = Registration.objects.filter(form_key=form_key).select_related("submission__case").first()
    if done is None:
        return None
    case = done.submission.case
    if (case.call_id, case.region_id, done.submission.title) != (call.pk, region.pk, application.title):
        raise ValidationError(
            _(
                "Formuläret är redan registrerat, som %(number)s. Inget nytt är registrerat. "
                "Öppna sidan på nytt för att registrera en ansökan till."
            ),
            code="registered",
            params={"number": case.registry_number},
        )
    return done


def _check(
    *,
    call: Call,
    application: PaperApplication,
    papers: Sequence[UploadedFile],
    came_by: str,
    arrived_at: datetime,
    at: datetime,
) -> None:
    """What must be known of it. Raises ValidationError with all that is wrong, by the form's names."""
    faults: dict[str, str] = {}
    if came_by not in Channel.values:
        faults["came_by"] = _("Välj hur ansökan kom in.")
    if fault := _moment_fault(call, arrived_at, at):
        faults["arrived_at"] = fault
    faults |= _text_faults(application)
    if application.start_on > application.end_on:
        faults["end_on"] = _("Projektet slutar innan det har börjat. Ändra någon av dagarna.")
    for year, amount in application.amounts.items():
        if year not in call.project_years or not 0 <= amount <= MAX_AMOUNT:
            faults[f"amount_{year}"] = _("Beloppet för %(year)s går inte att registrera.") % {"year": year}
    if len(application.partners) > MOST_PARTNERS:
        faults["partners"] = _("Det får vara högst %(limit)s samverkansparter.") % {"limit": MOST_PARTNERS}
    if not papers:
        faults["papers"] = _("Lägg till ansökan som fil: inskannad, eller som den kom i mejlet.")
    elif len(papers) > MOST_PAPERS:
        faults["papers"] = _("Det får vara högst %(limit)s filer. Slå ihop några.") % {"limit": MOST_PAPERS}
    if faults:
        raise ValidationError(faults)


def _moment_fault(call: Call, arrived_at: datetime, at: datetime) -> str:
    if arrived_at > at:
        return _("Ansökan kan inte ha kommit in senare än nu. Ändra dagen eller klockslaget.")
    if call.published_at and arrived_at < call.published_at:
        day = date_format(localtime(call.published_at), "DATETIME_FORMAT")
        text = _("Utlysningen publicerades %(when)s, så ansökan kan inte ha kommit in före det. Kontrollera dagen.")
        return text % {"when": day}
    return ""


def _text_faults(application: PaperApplication) -> dict[str, str]:
    lengths = {"title": TITLE_LENGTH, "sender": 150, "contact": 200, "manager": 150}
    missing = {
        "title": _("Skriv vad projektet heter."),
        "sender": _("Skriv vem som har undertecknat eller skickat ansökan."),
        "contact": _("Skriv hur vi når den som skickade ansökan."),
    }
    faults = {}
    for name, limit in lengths.items():
        text = getattr(application, name)
        if not text and name in missing:
            faults[name] = missing[name]
        elif len(text) > limit:
            faults[name] = _("Texten får vara högst %(limit)s tecken.") % {"limit": limit}
    return faults


def _store(papers: Sequence[UploadedFile], *, by: Any, at: datetime) -> list[StoredFile]:
    """Keep the papers, or say of each why it can't be taken. Raises ValidationError."""
    stored, faults = [], []
    for paper in papers:
        try:
            stored.append(portal.files.actions.store_file(upload=paper, by=by, at=at))
        except ValidationError as error:
            faults += [f"{paper.name}: {message}" for message in error.messages]
    if faults:
        raise ValidationError({"papers": faults})
    return stored
