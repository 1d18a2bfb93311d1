"""Giving many cases to one officer at once: all of them or none."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

import portal.audit.actions
import portal.notices.actions
from applications.cases import events, rules
from applications.cases.actions.stages import move
from applications.cases.models import Case
from applications.cases.notices import CASES_ASSIGNED
from applications.cases.states import Stage
from portal.accounts.access import require
from portal.accounts.models import User
from regions.rules import forget_memberships

# As many as anybody chooses by hand; each is locked until all are done.
MOST_CASES = 200


@transaction.atomic
def assign_cases(*, case_ids: Collection[int], to: Any, by: Any, at: datetime) -> list[Case]:
    """Make `to` the officer of each of the cases, or of none of them when one stands in the way.

    A new case is then under review, as when its officer takes it. A case that `to` has already is left as it is. `to`
    is told once of all that they were given, and each officer who is at work of what was taken over from them.
    Locks the cases in the order of their keys, so that two who assign the same ones don't wait for each other for ever.
    Raises PermissionDenied for one who gives nobody cases, and ValidationError that names each case in the way.
    """
    require(rules.distributes_cases(by), _("Bara de som ser alla ärenden kan tilldela dem."))
    ids = sorted(set(case_ids))
    if not ids or len(ids) > MOST_CASES:
        raise ValidationError(
            _("Välj mellan ett och %(most)s ärenden att tilldela."), code="number", params={"most": MOST_CASES}
        )
    cases = _locked(ids, by)
    forget_memberships(to)
    rules.remember_declarations(to, cases)
    if faults := [fault for case in cases if (fault := _fault(case, to=to, by=by))]:
        raise ValidationError(faults)
    given = [case for case in cases if case.officer_id != to.pk]
    former = {case.pk: case.officer for case in given if case.officer}
    for case in given:
        _give(case, to=to, by=by, at=at)
    _tell(given, former, to=to, by=by, at=at)
    return given


def _locked(ids: list[int], by: Any) -> list[Case]:
    """The cases, each with its officer, who is asked for once. Raises ValidationError when one is not seen."""
    cases = list(Case.objects.named_to_staff(by).locked().filter(pk__in=ids).order_by("pk"))
    if len(cases) < len(ids):
        raise ValidationError(
            _(
                "Ett av ärendena går inte längre att se för dig. Inget är tilldelat. "
                "Ladda om arbetslistan och välj igen."
            ),
            code="gone",
        )
    officers = User.objects.in_bulk({case.officer_id for case in cases if case.officer_id})
    for case in cases:
        case.officer = officers.get(case.officer_id)
    return cases


def _fault(case: Case, *, to: Any, by: Any) -> ValidationError | None:
    """Why a case can't be given, naming it."""
    said = {"number": case.registry_number, "name": to, "officer": case.officer}
    if not rules.may_assign(by, case):
        text = _("%(number)s: %(officer)s har ärendet. Be %(officer)s eller en registrator att lämna över det.")
        return ValidationError(text, code="taken", params=said)
    if not rules.may_take(to, case):
        text = _("%(number)s: %(name)s kan inte ta ärendet. Välj en handläggare som inte har jäv.")
        return ValidationError(text, code="may_not_take", params=said)
    return None


def _give(case: Case, *, to: Any, by: Any, at: datetime) -> None:
    case.officer = to
    case.save(update_fields=["officer"])
    if case.stage == Stage.SUBMITTED:
        move(case=case, to=Stage.CHECKING)
    portal.audit.actions.record(case, "case_assigned", by=by, at=at, to=to)
    events.case_taken.send(sender=Case, case=case, at=at)


def _tell(given: list[Case], former: dict[int, Any], *, to: Any, by: Any, at: datetime) -> None:
    """The new officer, and those who had some of the cases; nobody of what they did themselves."""
    _tell_one(to, "cases/cases_given.txt", given, to=to, by=by, at=at)
    for person in set(former.values()):
        moved = [case for case in given if former.get(case.pk) == person]
        _tell_one(person, "cases/cases_moved.txt", moved, to=to, by=by, at=at)


def _tell_one(person: Any, template: str, cases: list[Case], *, to: Any, by: Any, at: datetime) -> None:
    if not cases or person == by or not rules.handles_cases(person):
        return
    portal.notices.actions.notify(
        people=[person],
        kind=CASES_ASSIGNED,
        template=template,
        context={"cases": cases, "by": by, "to": to},
        # The log's number makes the key one: cases may come back to the same officer.
        key=f"cases_assigned:{cases[0].pk}:{cases[0].audit_sequence}",
        link=reverse("desk:case", args=[cases[0].pk]) if len(cases) == 1 else reverse("desk:work_list"),
        at=at,
    )
