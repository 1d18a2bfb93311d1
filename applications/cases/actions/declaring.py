"""Conflict of interest (jäv, förvaltningslagen 16–18 §§)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

import portal.audit.actions
import portal.notices.actions
import portal.outbox.actions
from applications.cases import rules
from applications.cases.models import Case, ConflictDeclaration
from applications.cases.notices import CONFLICT_DECLARED, CONFLICT_SETTLED
from applications.cases.queries import who_may_settle
from portal.accounts.access import require
from portal.notices.models import Notice
from portal.outbox.models import Mail


@transaction.atomic
def declare_conflict(
    *, case_id: int, by: Any, has_conflict: bool, statement: str = "", at: datetime
) -> ConflictDeclaration:
    """A staff member declares a conflict of interest in a case, or none (förvaltningslagen 16–18 §§).

    The word holds for the parties that the case has now. Who declares a conflict is shut out of the case: what they
    were told of it is taken back, and an officer leaves it, so that anyone else may take it.
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
        defaults={
            "has_conflict": has_conflict,
            "statement": statement.strip(),
            "declared_at": at,
            "parties": case.parties,
            "parties_since": case.parties_since,
            "ruling": "",
            "ruling_reason": "",
            "ruled_by": None,
            "ruled_at": None,
        },
    )
    event = "conflict_declared" if has_conflict else "no_conflict_declared"
    portal.audit.actions.record(
        case,
        event,
        by=by,
        at=at,
        statement=statement.strip(),
        version=case.parties_since,
        parties=[party["name"] for party in case.parties],
    )
    if has_conflict:
        _take_back_what_was_told(case, by, at=at)
        _tell_who_settles(case, declaration, at=at)
    if has_conflict and case.officer_id == by.pk:
        case.officer = None
        case.save(update_fields=["officer"])
        portal.audit.actions.record(case, "officer_left", by=by, at=at)
    return declaration


@transaction.atomic
def settle_conflict(
    *, declaration_id: int, is_conflict: bool, reason: str, by: Any, at: datetime
) -> ConflictDeclaration:
    """The authority settles a conflict of interest that was declared (förvaltningslagen 18 §), and says why.

    If it is none, the case opens to its declarer again, who is told either way. The same ruling twice is one.
    Raises PermissionDenied, and ValidationError without a reason or when it has been settled.
    """
    case_id = ConflictDeclaration.objects.values_list("case", flat=True).get(pk=declaration_id)
    case = Case.objects.locked().get(pk=case_id)
    declaration = ConflictDeclaration.objects.select_related("person").get(pk=declaration_id)
    require(
        rules.may_settle_conflicts(by, case) and declaration.person_id != by.pk,
        _("Bara en beslutsfattare som själv inte har jäv i ärendet kan pröva någon annans anmälan om jäv."),
    )
    if not declaration.awaits_ruling:
        raise ValidationError(_("Anmälan är redan prövad. Ladda om sidan för att se hur."), code="settled")
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför det är eller inte är jäv.")}, code="reason")
    ruling = ConflictDeclaration.Ruling.CONFLICT if is_conflict else ConflictDeclaration.Ruling.NONE
    declaration.has_conflict = is_conflict
    declaration.ruling, declaration.ruling_reason = ruling, reason.strip()
    declaration.ruled_by, declaration.ruled_at = by, at
    if not is_conflict:
        # The authority has judged the parties that the case has now.
        declaration.parties, declaration.parties_since = case.parties, case.parties_since
    declaration.save()
    event = "conflict_found" if is_conflict else "conflict_dismissed"
    portal.audit.actions.record(case, event, by=by, at=at, person=declaration.person, reason=reason.strip())
    portal.notices.actions.notify(
        people=[declaration.person],
        kind=CONFLICT_SETTLED,
        template="cases/conflict_settled.txt",
        context={"case": case, "is_conflict": is_conflict, "reason": reason.strip()},
        key=f"conflict_settled:{declaration.pk}:{at.isoformat()}",
        link="" if is_conflict else reverse("desk:case", args=[case.pk]),
        at=at,
    )
    return declaration


def _tell_who_settles(case: Case, declaration: ConflictDeclaration, *, at: datetime) -> None:
    """Decision makers hear of it at once: the authority settles a conflict quickly (förvaltningslagen 18 §)."""
    portal.notices.actions.notify(
        people=list(who_may_settle(case).exclude(pk=declaration.person_id)),
        kind=CONFLICT_DECLARED,
        template="cases/conflict_declared.txt",
        context={"case": case, "declaration": declaration},
        key=f"conflict_declared:{declaration.pk}:{at.isoformat()}",
        link=reverse("cases:settle", args=[case.pk, declaration.pk]),
        at=at,
    )


def _take_back_what_was_told(case: Case, person: Any, *, at: datetime) -> None:
    """Remove what a person was told of a case, on the page, in their next digest, and in mails not sent yet."""
    told = [
        notice
        for notice in Notice.objects.of(person).filter(link__contains=f"/{case.pk}/")
        if _leads_to(notice.link, case)
    ]
    portal.outbox.actions.withdraw_mails(Mail.objects.filter(key__in=[notice.key for notice in told]), at=at)
    portal.notices.actions.forget(notices=Notice.objects.filter(pk__in=[notice.pk for notice in told]))


def _leads_to(link: str, case: Case) -> bool:
    try:
        return resolve(urlsplit(link).path).kwargs.get("case_id") == case.pk
    except Resolver404:
        return False
