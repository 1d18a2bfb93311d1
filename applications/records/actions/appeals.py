"""Appeals (förvaltningslagen 40–46 §§): registered, checked for time, reconsidered, dismissed or handed over."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

import applications.cases.actions
import applications.letters.actions
import portal.audit.actions
import portal.files.actions
import portal.notices.actions
from applications.cases.models import Case, Document
from applications.decisions.models import Decision
from applications.records import rules
from applications.records.appeal_days import is_in_time, last_day_to_appeal
from applications.records.models import Appeal, AppealStep, CaseFile
from applications.records.notices import APPEAL, APPEAL_FOR_STAFF
from applications.records.queries import deciders_of, decision_that_changed, decision_to_appeal, why_not_changed
from portal.accounts.access import require
from regions.queries import people_of

Kind = AppealStep.Kind
CHECKED = (Kind.IN_TIME, Kind.LATE, Kind.LATE_ACCEPTED)
ENDED = (Kind.DISMISSED, Kind.HANDED_OVER)
RECONSIDERED = (Kind.STANDS, Kind.CHANGED)


def register_appeal(
    *,
    case_id: int,
    appellant: str,
    appellant_name: str,
    text: str,
    arrived_at: datetime,
    upload: UploadedFile | None = None,
    by: Any,
    at: datetime,
) -> Appeal:
    """Register an appeal of the case's decision, with its true moment of arrival, and tell those whom it concerns.

    Also of a decision that may not be appealed: only the court says so to the one who appeals (43, 45 and 46 §§). Its
    file is stored before the case is locked; one that is refused then goes at night. Raises Case.DoesNotExist,
    PermissionDenied, and ValidationError when the region has been told of no decision or the moment is not possible.
    """
    with transaction.atomic():
        _appealed(case_id, arrived_at, by, at)
    stored = portal.files.actions.store_file(upload=upload, by=by, at=at) if upload else None
    with transaction.atomic():
        case, decision = _appealed(case_id, arrived_at, by, at)
        document = _enter(
            case,
            Document.Direction.IN,
            "Överklagande",
            moment=arrived_at,
            party=appellant_name,
            sha256=stored.sha256 if stored else "",
        )
        appeal = Appeal.objects.create(
            case=case,
            decision=decision,
            document=document,
            appellant=appellant,
            appellant_name=appellant_name,
            text=text,
            file=stored,
            arrived_at=arrived_at,
            registered_by=by,
            registered_at=at,
        )
        if appeal.is_the_regions:
            applications.letters.actions.note_appealed(decision, arrived_at=arrived_at)
        portal.audit.actions.record(case, "appeal_registered", by=by, at=at, appeal=appeal, arrived_at=arrived_at)
        _tell_staff(appeal, "registered", at=at)
        _tell_region(appeal, "registered", at=at)
        return appeal


def _appealed(case_id: int, arrived_at: datetime, by: Any, at: datetime) -> tuple[Case, Decision]:
    case: Case = Case.objects.visible_to_staff(by).locked().get(pk=case_id)
    require(
        rules.may_keep_records(by, case),
        _("Bara registratorn och ärendets handläggare, som har förklarat att det inte finns något jäv, gör det här."),
    )
    decision = decision_to_appeal(case, arrived_at)
    if decision is None:
        raise ValidationError(_("Det finns inget beslut som regionen har fått."), code="no_decision")
    if arrived_at > at:
        raise ValidationError({"arrived_at": _("Det är en tid som inte har varit än.")}, code="future")
    if arrived_at < decision.decided_at:
        raise ValidationError({"arrived_at": _("Det är innan beslutet fattades.")}, code="before_decision")
    return case, decision


def _enter(
    case: Case, direction: Document.Direction, title: str, *, moment: datetime, party: str, sha256: str = ""
) -> Document:
    """A line of the register, which is kept in Swedish: its words are no translations."""
    return applications.cases.actions.enter_document(
        case=case,
        direction=direction,
        at=moment,
        title=title,
        party=party,
        sha256=sha256,
    )


@transaction.atomic
def check_time(
    *, appeal_id: int, received_on: date | None, accept_late_because: str = "", by: Any, at: datetime
) -> AppealStep:
    """Note whether an appeal came in time; or late, but for a reason by which it is not dismissed (45 §).

    Raises Appeal.DoesNotExist, PermissionDenied and ValidationError.
    """
    case, appeal = _locked(appeal_id, by)
    _require_keeper(by, case)
    _expect(appeal, not _has(appeal, *CHECKED), _("Tiden är redan prövad."))
    decided_on = localdate(appeal.decision.decided_at)
    if received_on and not decided_on <= received_on <= localdate(at):
        raise ValidationError(
            {"received_on": _("Dagen ska vara från och med beslutsdagen till och med i dag.")}, code="not_possible"
        )
    last_day = last_day_to_appeal(
        received_on=received_on, decided_on=decided_on, represents_the_public=appeal.represents_the_public
    )
    if is_in_time(appeal.arrived_at, last_day):
        kind, reason = Kind.IN_TIME, ""
    else:
        reason = accept_late_because.strip()
        kind = Kind.LATE_ACCEPTED if reason else Kind.LATE
    step = _take(case, appeal, kind, text=reason, received_on=received_on, last_day=last_day, by=by, at=at)
    _tell_staff(appeal, "checked", at=at)
    return step


@transaction.atomic
def dismiss_appeal(*, appeal_id: int, reasons: str, how_to_appeal: str, by: Any, at: datetime) -> AppealStep:
    """Decide that an appeal which came late is dismissed (45 §), with how that in turn is appealed (33 §).

    Raises as `check_time`.
    """
    case, appeal = _locked(appeal_id, by)
    _require_decider(by, case)
    _expect(appeal, _has(appeal, Kind.LATE), _("Bara ett överklagande som kom in för sent kan avvisas av oss."))
    if not how_to_appeal.strip():
        raise ValidationError({"how_to_appeal": _("Skriv hur beslutet att avvisa överklagas.")}, code="required")
    text = f"{_reasons(reasons)}\n\n{how_to_appeal.strip()}"
    step = _take(case, appeal, Kind.DISMISSED, text=text, by=by, at=at)
    _enter(case, Document.Direction.OUT, "Beslut att avvisa överklagandet", moment=at, party=appeal.appellant_name)
    _tell_region(appeal, "dismissed", at=at)
    return step


@transaction.atomic
def reconsider(*, appeal_id: int, is_changed: bool, reasons: str, by: Any, at: datetime) -> AppealStep:
    """Note that the decision was looked at anew (37–39 §§): it stands, or a new decision, which the region has, changed
    it. The appeal is then of that one too, and still handed over (46 §).

    Raises as `check_time`; ValidationError when it is said to be changed and there is no such decision.
    """
    case, appeal = _locked(appeal_id, by)
    _require_decider(by, case)
    _expect(
        appeal,
        _has(appeal, Kind.IN_TIME, Kind.LATE_ACCEPTED) and not _has(appeal, *RECONSIDERED),
        _("Pröva först om överklagandet kom in i tid. En omprövning görs en gång."),
    )
    if is_changed and (why_not := why_not_changed(appeal.decision)):
        raise ValidationError({"is_changed": why_not}, code="no_decision")
    changed_by = decision_that_changed(appeal.decision) if is_changed else None
    kind = Kind.CHANGED if is_changed else Kind.STANDS
    step = _take(case, appeal, kind, text=_reasons(reasons), decision=changed_by, by=by, at=at)
    _tell_staff(appeal, "reconsidered", at=at)
    if is_changed:
        _tell_region(appeal, "changed", at=at)
    return step


@transaction.atomic
def hand_over_appeal(*, appeal_id: int, court: str, case_file_id: int, by: Any, at: datetime) -> AppealStep:
    """Note that an appeal was handed over to the court with the case's file (46 §), and tell the region.

    The file must have been made after the appeal was reconsidered. Raises as `check_time`.
    """
    case, appeal = _locked(appeal_id, by)
    _require_keeper(by, case)
    reconsidered = next((step for step in appeal.steps.all() if step.kind in RECONSIDERED), None)
    _expect(appeal, reconsidered is not None, _("Beslutet ska omprövas innan överklagandet lämnas över."))
    files = CaseFile.objects.filter(case=case, kind=CaseFile.Kind.COMPLETE, removed_at__isnull=True)
    made = files.filter(pk=case_file_id, made_at__isnull=False).first()
    if made is None or reconsidered is None or not made.made_at or made.made_at <= reconsidered.taken_at:
        raise ValidationError(
            {"case_file_id": _("Akten är inte gjord, eller är gjord före omprövningen. Gör en ny akt först.")},
            code="no_file",
        )
    if not court.strip():
        raise ValidationError({"court": _("Skriv vilken domstol överklagandet lämnas till.")}, code="required")
    step = _take(case, appeal, Kind.HANDED_OVER, court=court.strip(), case_file=made, by=by, at=at)
    _enter(
        case,
        Document.Direction.OUT,
        "Överklagande överlämnat med akt",
        moment=at,
        party=court.strip(),
        sha256=made.sha256,
    )
    _tell_region(appeal, "handed_over", at=at)
    return step


def _locked(appeal_id: int, by: Any) -> tuple[Case, Appeal]:
    found = Appeal.objects.visible_to(by).get(pk=appeal_id)
    case: Case = Case.objects.locked().get(pk=found.case_id)
    appeal = Appeal.objects.select_related("decision", "case__region").prefetch_related("steps").get(pk=appeal_id)
    _expect(appeal, not _has(appeal, *ENDED), _("Överklagandet är avslutat hos oss."))
    return case, appeal


def _has(appeal: Appeal, *kinds: str) -> bool:
    return any(step.kind in kinds for step in appeal.steps.all())


def _expect(appeal: Appeal, holds: bool, why_not: str) -> None:
    if not holds:
        raise ValidationError(why_not, code="step")


def _require_keeper(by: Any, case: Case) -> None:
    require(
        rules.may_keep_records(by, case),
        _("Bara registratorn och ärendets handläggare, som har förklarat att det inte finns något jäv, gör det här."),
    )


def _require_decider(by: Any, case: Case) -> None:
    require(
        rules.may_decide_on_appeal(by, case),
        _("Bara en beslutsfattare, som har förklarat att det inte finns något jäv, beslutar om ett överklagande."),
    )


def _reasons(reasons: str) -> str:
    if not reasons.strip():
        raise ValidationError({"reasons": _("Skriv skälen för beslutet.")}, code="required")
    return reasons.strip()


def _take(case: Case, appeal: Appeal, kind: Kind, *, by: Any, at: datetime, **fields: Any) -> AppealStep:
    step = AppealStep.objects.create(
        appeal=appeal, kind=kind, taken_by=by, taken_by_name=str(by), taken_at=at, **fields
    )
    event = {
        Kind.IN_TIME: "appeal_found_in_time",
        Kind.LATE: "appeal_found_late",
        Kind.LATE_ACCEPTED: "appeal_accepted_late",
        Kind.DISMISSED: "appeal_dismissed",
        Kind.STANDS: "appealed_decision_stands",
        Kind.CHANGED: "appealed_decision_changed",
        Kind.HANDED_OVER: "appeal_handed_over",
    }[kind]
    details = {"court": fields["court"]} if "court" in fields else {}
    portal.audit.actions.record(case, event, by=by, at=at, appeal=appeal, **details)
    return step


def _tell_staff(appeal: Appeal, about: str, *, at: datetime) -> None:
    case = appeal.case
    people = deciders_of(case) if about == "checked" else [case.officer] if case.officer else []
    portal.notices.actions.notify(
        people=people,
        kind=APPEAL_FOR_STAFF,
        template="records/mail_appeal_for_staff.txt",
        context={"case": case, "appeal": appeal, "about": about},
        key=f"appeal-staff:{appeal.pk}:{about}",
        at=at,
        link=reverse("records:appeal", args=[case.pk, appeal.pk]),
    )


def _tell_region(appeal: Appeal, about: str, *, at: datetime) -> None:
    """The region hears of its own appeal. Of another's it hears from the court."""
    if not appeal.is_the_regions:
        return
    case = appeal.case
    portal.notices.actions.notify(
        people=people_of(case.region_id),
        kind=APPEAL,
        template="records/mail_appeal.txt",
        context={"case": case, "appeal": appeal, "about": about},
        key=f"appeal:{appeal.pk}:{about}",
        at=at,
        link=reverse("records:regions_appeal", args=[case.pk, appeal.pk]),
    )
