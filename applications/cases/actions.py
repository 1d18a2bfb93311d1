"""What can be done to a case itself. The caller of a keyword `case` that says so has locked its row."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

import portal.audit.actions
import portal.notices.actions
from applications.calls.models import Call
from applications.cases import events, rules
from applications.cases.models import Assessor, Case, ConflictDeclaration, Document, RegistrySeries
from applications.cases.notices import ASSESSMENT_ASKED
from applications.cases.states import CAN_BE_HANDED_IN, Stage, may_move
from portal.accounts.access import require
from regions.models import Region
from regions.queries import who_may_write_for


@transaction.atomic
def open_case(*, call: Call, region: Region, title: str, by: Any, at: datetime) -> Case:
    """Begin a case: a draft of the region's. The caller has checked that it may."""
    case = Case.objects.create(call=call, region=region, title=title, created_by=by, created_at=at, contact=by)
    portal.audit.actions.record(case, "draft_started", by=by, at=at, call=call, region=region, title=title)
    return case


def expect_stage(case: Case, *stages: Stage) -> None:
    """Stop an action on a case that has left the stages in which it can be done. Raises ValidationError."""
    if case.stage not in stages:
        raise ValidationError(
            _(
                "Ärendet har läget ”%(stage)s”, så det här går inte att göra nu. "
                "Ladda om sidan för att se vad som har hänt."
            ),
            code="stage",
            params={"stage": case.get_stage_display()},
        )


def expect_stage_for_region(case: Case, *stages: Stage) -> None:
    """Stop what a region would do in a case whose handling has left the stages for it. Raises ValidationError.

    In the same words whatever the stage, which the region does not see.
    """
    if case.stage not in stages:
        raise ValidationError(
            _(
                "Det går inte att göra det här nu. Det som är inlämnat gäller. "
                "Skriv ett meddelande till oss i ärendet om något behöver rättas."
            ),
            code="stage",
        )


def expect_not_withdrawn(case: Case) -> None:
    """Stop an action that an application which its region took back does not need. Raises ValidationError."""
    if case.withdrawn_at:
        raise ValidationError(
            _("Regionen har återkallat ansökan. Det som återstår är att besluta om avskrivning."), code="withdrawn"
        )


def move(*, case: Case, to: Stage) -> None:
    """Give a locked case its next stage. The action that calls records why.

    Raises ValidationError when the case has left the stage where this could be done.
    """
    if not may_move(case.stage, to):
        expect_stage(case)
    case.stage = to
    case.save(update_fields=["stage"])


def receive_application(
    *, case: Case, amount_applied: int, arrived_at: datetime, sha256: str, version: int, by: Any, at: datetime
) -> None:
    """A locked case was handed in: it is registered, with the moment it first arrived and what it applies for now.

    A case that was handed in before keeps its number (offentlighets- och sekretesslagen 5 kap. 2 §: one number for each
    case) and stays where it is: a new version never starts the handling again.
    Recorded with it. Raises ValidationError when a proposal has been made, and from then on, and when the region has
    taken the application back.
    """
    expect_not_withdrawn(case)
    expect_stage_for_region(case, *CAN_BE_HANDED_IN)
    if case.is_draft:
        case.registry_number = _next_registry_number(localtime(arrived_at).year)
        case.arrived_at = arrived_at
        case.stage = Stage.SUBMITTED
    case.amount_applied = amount_applied
    # The register is kept in Swedish, whatever language the person who submits has.
    with translation.override("sv"):
        line = _("Ansökan: %(title)s") % {"title": case.title}
        if version > 1:
            line = _("Ansökan, version %(version)s: %(title)s") % {"version": version, "title": case.title}
    document = _next_document(
        case=case,
        direction=Document.Direction.IN,
        at=arrived_at,
        title=line,
        party=case.region.name,
        sha256=sha256,
    )
    document.save(force_insert=True)
    portal.audit.actions.record(
        case,
        "application_submitted",
        by=by,
        at=at,
        also_save=("registry_number", "arrived_at", "stage", "amount_applied", "last_document"),
        version=version,
        sha256=sha256,
        arrived_at=arrived_at,
    )


def _next_registry_number(year: int) -> str:
    """The next number of a year's series. The row stays locked until the transaction ends, so none is given twice."""
    table = connection.ops.quote_name(RegistrySeries._meta.db_table)
    with connection.cursor() as cursor:
        # One statement, the same on PostgreSQL and SQLite, so that the first number of a year is no special case.
        cursor.execute(
            f"INSERT INTO {table} (year, last_number) VALUES (%s, 1) "  # noqa: S608 - the model's own table
            f"ON CONFLICT (year) DO UPDATE SET last_number = {table}.last_number + 1 RETURNING last_number",
            [year],
        )
        number = cursor.fetchone()[0]
    return settings.REGISTRY_NUMBER_FORMAT.format(year=year, number=number)


def enter_document(
    *, case: Case, direction: Document.Direction, at: datetime, title: str, party: str, sha256: str = ""
) -> Document:
    """Add a line to a locked case's register of documents."""
    document = _next_document(case=case, direction=direction, at=at, title=title, party=party, sha256=sha256)
    case.save(update_fields=["last_document"])
    document.save(force_insert=True)
    return document


def _next_document(
    *, case: Case, direction: Document.Direction, at: datetime, title: str, party: str, sha256: str
) -> Document:
    """The next line of a locked case's register. The caller saves it, and the case's `last_document`."""
    case.last_document += 1
    return Document(
        case=case,
        number=case.last_document,
        direction=direction,
        at=at,
        title=title[:200],
        party=party[:200],
        sha256=sha256,
    )


def await_answer(*, case: Case, side: str) -> None:
    """Keep on a locked case which side has yet to answer the other, or "" for neither."""
    case.answer_awaited_from = side
    case.save(update_fields=["answer_awaited_from"])


def set_title(*, case: Case, title: str) -> None:
    """Keep the project's name, as its draft says, on a locked case."""
    if title and title != case.title:
        case.title = title
        case.save(update_fields=["title"])


def set_discarded(*, case: Case, at: datetime | None) -> None:
    """Keep when the draft of a locked case was taken away, or that it is back. The caller records it."""
    case.discarded_at = at
    case.save(update_fields=["discarded_at"])


@transaction.atomic
def set_contact(*, case_id: int, person_id: int, by: Any, at: datetime) -> Case:
    """The region chooses whom the authority turns to first in a case.

    Raises Case.DoesNotExist, PermissionDenied for readers, and ValidationError for a contact who may not write.
    """
    # The region's people stay as they are until this is done, so that nobody becomes the contact while they leave.
    region = Region.objects.select_for_update(no_key=True).get(cases=case_id)
    case: Case = Case.objects.visible_to_region(by).locked().get(pk=case_id)
    require(rules.may_choose_contact(by, case), _("Bara den som får skriva för regionen väljer kontaktperson."))
    person = who_may_write_for(region).filter(pk=person_id).first()
    if person is None:
        raise ValidationError(
            {"person": _("Välj någon som kan logga in och får skriva för regionen.")}, code="not_there"
        )
    _set_contact(case, person, by=by, at=at)
    return case


@transaction.atomic
def hand_over_contact(*, person: Any, region: Region, to: Any, by: Any, at: datetime) -> None:
    """All of a region's cases that have one person as their contact get another, or with `to=None` nobody.

    The caller has locked the region and checked both people.
    """
    for case in Case.objects.filter(region=region, contact=person).locked().order_by("pk"):
        _set_contact(case, to, by=by, at=at)


def _set_contact(case: Case, person: Any, *, by: Any, at: datetime) -> None:
    if case.contact == person:
        return
    case.contact = person
    case.save(update_fields=["contact"])
    event = "contact_chosen" if person else "contact_left"
    portal.audit.actions.record(case, event, by=by, at=at, person=person)


def set_withdrawn(*, case: Case, at: datetime) -> None:
    """Keep when the region took a locked case's application back. The caller records it."""
    case.withdrawn_at = at
    case.save(update_fields=["withdrawn_at"])


def release_outcome(*, case: Case, outcome: str) -> None:
    """Let the region see how a locked case was decided. Done when the letter has been made."""
    case.released_outcome = outcome
    case.save(update_fields=["released_outcome"])


@transaction.atomic
def take_case(*, case_id: int, by: Any, at: datetime) -> Case:
    """A case officer becomes responsible for a case that nobody at work has, whatever its stage.

    A new case is then under review; one that its officer left goes on where it stood.
    Raises PermissionDenied, and ValidationError when somebody took it first.
    """
    case = Case.objects.locked().get(pk=case_id)
    require(rules.may_take(by, case), _("Bara handläggare som inte har jäv kan ta ett ärende."))
    if case.officer_id == by.pk:
        return case
    if rules.has_an_officer(by, case):
        raise ValidationError(_("%(name)s har redan tagit ärendet."), code="taken", params={"name": case.officer})
    case.officer = by
    case.save(update_fields=["officer"])
    if case.stage == Stage.SUBMITTED:
        move(case=case, to=Stage.CHECKING)
    portal.audit.actions.record(case, "case_taken", by=by, at=at)
    events.case_taken.send(sender=Case, case=case, at=at)
    return case


@transaction.atomic
def hand_over_case(*, case_id: int, to: Any, by: Any, at: datetime) -> Case:
    """The officer gives the case to another case officer, or with `to=None` back to the work list.

    Raises PermissionDenied, and ValidationError when the other may not take it.
    """
    case = Case.objects.locked().get(pk=case_id)
    require(rules.may_hand_over(by, case), _("Bara ärendets handläggare kan lämna över det."))
    if to is not None and not rules.may_take(to, case):
        raise ValidationError(
            {"to": _("%(name)s kan inte ta ärendet. Välj en handläggare som inte har jäv.") % {"name": to}}
        )
    case.officer = to
    case.save(update_fields=["officer"])
    if to is None:
        portal.audit.actions.record(case, "officer_left", by=by, at=at)
    else:
        portal.audit.actions.record(case, "case_handed_over", by=by, at=at, to=to)
    return case


@transaction.atomic
def declare_conflict(
    *, case_id: int, by: Any, has_conflict: bool, statement: str = "", at: datetime
) -> ConflictDeclaration:
    """A staff member declares a conflict of interest in a case, or none (förvaltningslagen 16–18 §§).

    An officer who declares one leaves the case, which anyone else may then take.
    Raises PermissionDenied, and ValidationError when a conflict is declared without saying which.
    """
    case = Case.objects.locked().get(pk=case_id)
    require(
        rules.may_declare(by, case),
        _("Bara den som handlägger ärenden kan lämna en jävsdeklaration, och ett anmält jäv kan inte tas tillbaka."),
    )
    if has_conflict and not statement.strip():
        raise ValidationError(
            {"statement": _("Beskriv kort vad jävet består i. Det behövs för att vi ska kunna pröva det.")}
        )
    declaration, _created = ConflictDeclaration.objects.update_or_create(
        case=case,
        person=by,
        defaults={"has_conflict": has_conflict, "statement": statement.strip(), "declared_at": at},
    )
    event = "conflict_declared" if has_conflict else "no_conflict_declared"
    portal.audit.actions.record(case, event, by=by, at=at, statement=statement.strip())
    if has_conflict and case.officer_id == by.pk:
        case.officer = None
        case.save(update_fields=["officer"])
        portal.audit.actions.record(case, "officer_left", by=by, at=at)
    return declaration


@transaction.atomic
def ask_assessor(*, case_id: int, person: Any, by: Any, at: datetime) -> Assessor:
    """The case officer asks somebody to assess the case, who is told by mail. Asking twice is asking once.

    Raises PermissionDenied, and ValidationError when the person may not assess it.
    """
    case = Case.objects.locked().get(pk=case_id)
    require(
        rules.may_handle(by, case),
        _("Bara ärendets handläggare, som har förklarat att det inte finns något jäv, kan be någon bedöma det."),
    )
    if person == by or not rules.may_be_asked_to_assess(person, case):
        raise ValidationError(
            {"person": _("%(name)s kan inte bedöma ärendet. Välj någon annan.") % {"name": person}}, code="person"
        )
    assessor, created = Assessor.objects.get_or_create(case=case, person=person, defaults={"asked_at": at})
    if created:
        portal.audit.actions.record(case, "assessor_asked", by=by, at=at, person=person)
        portal.notices.actions.notify(
            people=[person],
            kind=ASSESSMENT_ASKED,
            template="cases/assessment_asked.txt",
            context={"case": case, "asked_by": by, "portal_url": settings.PORTAL_URL},
            key=f"assessment_asked:{assessor.pk}",
            link=reverse("reviews:assess", args=[case.pk]),
            at=at,
        )
    return assessor
