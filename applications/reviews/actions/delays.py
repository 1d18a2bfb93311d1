"""Telling regions that their cases are delayed (förvaltningslagen 11 §)."""

import hashlib
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import applications.cases.actions
import portal.audit.actions
import portal.notices.actions
from applications.cases.models import Case, Document
from applications.cases.rules import remember_declarations
from applications.cases.states import UNDECIDED
from applications.cases.working_days import MOST_DAYS
from applications.reviews import rules
from applications.reviews.clocks import case_clock
from applications.reviews.models import DelayNotice
from applications.reviews.notices import DELAY
from portal.accounts.access import require
from regions.queries import people_of

# As many as anybody chooses by hand; each is locked until all are done.
MOST_CASES = 200
# A line of the case's register of documents.
TITLE = gettext_lazy("Underrättelse om försening")


@transaction.atomic
def send_delay_notice(*, case_id: int, reason: str, expected_on: date, by: Any, at: datetime) -> DelayNotice:
    """Tell the region in writing that its case is delayed, why, and when a decision is expected at the latest.

    The same notice sent twice is one. Raises Case.DoesNotExist, PermissionDenied, and ValidationError under the form's
    names.
    """
    case = Case.objects.named_to_staff(by).locked().get(pk=case_id)
    require(
        rules.may_tell_of_delay(by, case),
        _("Bara ärendets handläggare eller en beslutsfattare, som har förklarat sig fri från jäv, underrättar."),
    )
    reason = _checked(reason, expected_on, at)
    if fault := _fault(case, expected_on, by):
        raise fault
    return _send(case, reason, expected_on, by=by, at=at)


@transaction.atomic
def send_delay_notices(
    *, case_ids: Collection[int], reason: str, expected_on: date, by: Any, at: datetime
) -> list[DelayNotice]:
    """The same notice in several cases: in all of them, or in none when one stands in the way.

    Locks the cases in the order of their keys. Raises PermissionDenied for one who tells nobody of delays, and
    ValidationError: under the form's names, or naming each case that stands in the way.
    """
    require(rules.tells_of_delays(by), _("Bara handläggare och beslutsfattare underrättar om förseningar."))
    reason = _checked(reason, expected_on, at)
    ids = sorted(set(case_ids))
    if not ids or len(ids) > MOST_CASES:
        raise ValidationError(_("Välj mellan ett och %(most)s ärenden."), code="number", params={"most": MOST_CASES})
    cases = list(Case.objects.named_to_staff(by).locked().filter(pk__in=ids).order_by("pk"))
    if len(cases) < len(ids):
        raise ValidationError(
            _("Ett av ärendena går inte längre att se för dig. Ingen är underrättad. Ladda om listan och välj igen."),
            code="gone",
        )
    remember_declarations(by, cases)
    if faults := [_named(case, fault) for case in cases if (fault := _fault(case, expected_on, by))]:
        raise ValidationError(faults)
    return [_send(case, reason, expected_on, by=by, at=at) for case in cases]


def _checked(reason: str, expected_on: date, at: datetime) -> str:
    """The reason as it is kept. Raises ValidationError under the form's names."""
    reason, today = reason.strip(), localdate(at)
    if not reason:
        text = _("Skriv varför ärendet är försenat. Regionen får läsa det.")
        raise ValidationError({"reason": text}, code="required")
    if len(reason) > DelayNotice.LONGEST:
        raise ValidationError({"reason": _("Skriv högst 5 000 tecken.")}, code="max_length")
    if expected_on <= today:
        raise ValidationError({"expected_on": _("Välj en dag som ligger framåt i tiden.")}, code="passed")
    if expected_on > today + timedelta(days=MOST_DAYS):
        raise ValidationError({"expected_on": _("Välj en dag inom ett år.")}, code="too_late")
    return reason


def _fault(case: Case, expected_on: date, by: Any) -> ValidationError | None:
    """Why the region of a case can't be told that it is delayed until a day."""
    if not rules.may_tell_of_delay(by, case):
        text = _("Du är inte ärendets handläggare, eller har inte svarat på om du har jäv.")
        return ValidationError(text, code="may")
    if case.stage not in UNDECIDED:
        return ValidationError(_("Ärendet är redan avgjort."), code="stage")
    if case.withdrawn_at or case.arrived_at is None:
        return ValidationError(_("Regionen har återkallat ansökan. Ärendet ska avskrivas."), code="withdrawn")
    arrived_on = localdate(case.arrived_at)
    clock = case_clock(arrived_on=arrived_on, today=arrived_on, service_months=case.call.decision_months)
    if expected_on <= clock.due_on:
        return ValidationError(
            _("Handläggningstiden går till och med %(day)s. Ett beslut före det är ingen försening."),
            code="in_time",
            params={"day": date_format(clock.due_on, "DATE_FORMAT")},
        )
    return None


def _named(case: Case, fault: ValidationError) -> ValidationError:
    return ValidationError(f"{case.registry_number} {case.region.name}: {' '.join(fault.messages)}", code="case")


def _send(case: Case, reason: str, expected_on: date, *, by: Any, at: datetime) -> DelayNotice:
    """Keep, register and tell the notice of a locked case; the newest is left as it is when it says the same."""
    newest = case.delay_notices.last()
    if newest and (newest.reason, newest.expected_on, newest.sent_by_id) == (reason, expected_on, by.pk):
        return newest
    # The register is kept in Swedish, whatever language the person who writes has.
    with translation.override("sv"):
        document = applications.cases.actions.enter_document(
            case=case,
            direction=Document.Direction.OUT,
            at=at,
            title=str(TITLE),
            party=case.region.name,
            sha256=hashlib.sha256(f"{expected_on.isoformat()} {reason}".encode()).hexdigest(),
        )
    notice = DelayNotice.objects.create(
        case=case,
        document=document,
        reason=reason,
        expected_on=expected_on,
        sent_by=by,
        sent_by_name=str(by),
        sent_at=at,
    )
    portal.audit.actions.record(
        case, "delay_told", by=by, at=at, notice=notice, expected_on=expected_on.isoformat(), document=document.number
    )
    link = reverse("clocks:region", args=[case.pk])
    portal.notices.actions.notify(
        people=people_of(case.region_id),
        kind=DELAY,
        template="reviews/mail_delay.txt",
        context={"case": case, "notice": notice, "link": link},
        key=f"delay:{notice.pk}",
        at=at,
        link=link,
    )
    return notice
