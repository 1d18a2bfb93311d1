"""A case from its first draft to a number in the register, and the register's lines."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

import portal.audit.actions
from applications.calls.models import Call
from applications.cases.actions.stages import expect_not_withdrawn, expect_stage_for_region
from applications.cases.models import Case, CaseText, Document, Party, RegistrySeries
from applications.cases.parties import take_in_parties
from applications.cases.searching import names_of, text_of
from applications.cases.states import CAN_BE_HANDED_IN, Stage
from regions.models import Region


@transaction.atomic
def open_case(*, call: Call, region: Region, title: str, by: Any, at: datetime) -> Case:
    """Begin a case: a draft of the region's. The caller has checked that it may."""
    case = Case.objects.create(call=call, region=region, title=title, created_by=by, created_at=at, contact=by)
    portal.audit.actions.record(case, "draft_started", by=by, at=at, call=call, region=region, title=title)
    return case


def register_case(*, call: Call, region: Region, title: str, came_by: str, by: Any, at: datetime) -> Case:
    """Begin a case for an application that came another way than through the portal. The region has no draft of it.

    The caller has checked that `by` may, and receives the application in the same transaction, which is recorded.
    """
    return Case.objects.create(call=call, region=region, title=title, came_by=came_by, created_by=by, created_at=at)


def receive_application(
    *,
    case: Case,
    amount_applied: int,
    arrived_at: datetime,
    sha256: str,
    version: int,
    parties: list[Party] | None = None,
    by: Any,
    at: datetime,
) -> None:
    """A locked case was handed in: it is registered, with the moment it first arrived and what it applies for now.

    A case that was handed in before keeps its number (offentlighets- och sekretesslagen 5 kap. 2 §: one number for each
    case) and stays where it is: a new version never starts the handling again.
    `parties` are those it names beside the region; whoever is new among them asks everyone at the authority anew
    whether they have a conflict of interest.
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
    added = take_in_parties(case, parties or [], version)
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
    if version == 1:
        keep_text(case=case, answers="")
    portal.audit.actions.record(
        case,
        "application_registered" if case.came_by and version == 1 else "application_submitted",
        by=by,
        at=at,
        also_save=(
            "registry_number",
            "arrived_at",
            "stage",
            "amount_applied",
            "last_document",
            "parties",
            "parties_since",
        ),
        version=version,
        sha256=sha256,
        arrived_at=arrived_at,
    )
    if added and version > 1:
        portal.audit.actions.record(case, "parties_added", by=by, at=at, names=", ".join(added))


def keep_text(*, case: Case, answers: str) -> None:
    """Let a locked case be found by its number, its names and `answers`, and by nothing else.

    Answers come when a worker has read them (`submissions.actions.index_answers`): the stems of twenty long answers
    take longer than the rest of handing them in.
    """
    CaseText.objects.bulk_create(
        [CaseText(case=case, text=text_of(case, answers), names=names_of(case))],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["text", "names"],
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
