"""Conflict of interest (jäv, förvaltningslagen 16–18 §§)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import portal.audit.actions
from applications.cases import rules
from applications.cases.models import Case, ConflictDeclaration
from portal.accounts.access import require


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
