"""The region's request that its case be decided, and the authority's refusal of it (förvaltningslagen 12 §)."""

import hashlib
from datetime import datetime
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
from applications.cases.queries import officer_at_work, who_may_settle
from applications.cases.states import UNDECIDED
from applications.reviews import rules
from applications.reviews.actions.refusal_letters import order_refusal_letter
from applications.reviews.clocks import answer_day, case_clock
from applications.reviews.handling_time import request_of
from applications.reviews.models import DecisionRequest, RequestRefusal
from applications.reviews.notices import DECISION_REQUESTED, REQUEST_ANSWERED
from portal.accounts.access import require
from regions.queries import people_of

# Lines of the case's register of documents.
REQUEST = gettext_lazy("Begäran om att ärendet avgörs")
REFUSAL = gettext_lazy("Beslut att avslå begäran om att ärendet avgörs")


@transaction.atomic
def request_decision(*, case_id: int, text: str, by: Any, arrived_at: datetime, at: datetime) -> DecisionRequest:
    """Somebody who writes for the region asks that its case be decided. Four weeks begin; those who decide are told.

    It goes by what the region knows: a decision that is held stops nothing. The same request twice is one.
    Raises Case.DoesNotExist, PermissionDenied, and ValidationError when the law or the call does not allow it (yet).
    """
    case = Case.objects.visible_to_region(by).submitted().locked().get(pk=case_id)
    require(rules.may_request_decision(by, case), _("Den som får skriva för regionen kan begära att ärendet avgörs."))
    if made := request_of(case):
        if made.asked_by_id == by.pk and made.text == text.strip():
            return made
        raise _already_asked(made)
    if case.withdrawn_at:
        raise ValidationError(_("Ni har återkallat ansökan, så ärendet avslutas ändå."), code="withdrawn")
    return _ask(case, text, arrived_at, asked_by=by, name=str(by), at=at)


@transaction.atomic
def register_request(
    *, case_id: int, text: str, asked_by_name: str, arrived_at: datetime, by: Any, at: datetime
) -> DecisionRequest:
    """Staff register a request that came on paper or by mail, with the moment when it reached the authority.

    Raises Case.DoesNotExist, PermissionDenied, and ValidationError under the form's names or when the law or the call
    does not allow it.
    """
    case = Case.objects.named_to_staff(by).locked().get(pk=case_id)
    require(
        rules.may_register_request(by, case),
        _("Bara ärendets handläggare eller en registrator, som har förklarat sig fri från jäv, registrerar begäran."),
    )
    name = asked_by_name.strip()
    if made := request_of(case):
        if (made.registered_by_id, made.arrived_at, made.text) == (by.pk, arrived_at, text.strip()):
            return made
        raise _already_asked(made)
    if not name:
        raise ValidationError({"asked_by_name": _("Skriv vem som begär det.")}, code="required")
    if arrived_at > at:
        raise ValidationError({"arrived_at": _("Stunden har inte varit än.")}, code="not_yet")
    applications.cases.actions.expect_not_withdrawn(case)
    return _ask(case, text, arrived_at, registered_by=by, name=name, at=at)


@transaction.atomic
def refuse_request(
    *, case_id: int, reasons: str, appeal: str, is_presented: bool = False, by: Any, at: datetime
) -> RequestRefusal:
    """A decision maker refuses to decide the case within four weeks, in a decision of its own that can be appealed.

    `appeal` is how (33 §). `is_presented` when the case's officer presented it. The same refusal twice is one.
    Raises Case.DoesNotExist, PermissionDenied, and ValidationError under the form's names, or when the request is
    answered or there is none.
    """
    case = Case.objects.named_to_staff(by).locked().get(pk=case_id)
    require(
        rules.may_refuse_request(by, case),
        _("Bara en beslutsfattare, som har förklarat att det inte finns något jäv, kan avslå begäran."),
    )
    asked, reasons, appeal = request_of(case), reasons.strip(), appeal.strip()
    if asked is None:
        raise ValidationError(_("Regionen har inte begärt att ärendet avgörs."), code="not_asked")
    if made := asked.refused_as:
        if (made.refused_by_id, made.reasons) == (by.pk, reasons):
            return made
        raise ValidationError(_("Begäran är redan avslagen."), code="refused")
    if case.stage not in UNDECIDED:
        raise ValidationError(_("Ärendet är avgjort, och det är svaret på begäran."), code="stage")
    _check_refusal(reasons, appeal)
    text = "\n\n".join((reasons, appeal))
    refusal = RequestRefusal.objects.create(
        request=asked,
        document=_enter(case, Document.Direction.OUT, REFUSAL, text, party=case.region.name, at=at),
        reasons=reasons,
        appeal=appeal,
        refused_by=by,
        refused_by_name=str(by),
        presented_by_name=str(case.officer) if is_presented and case.officer and case.officer != by else "",
        refused_at=at,
    )
    portal.audit.actions.record(case, "decision_request_refused", by=by, at=at, reasons=reasons)
    order_refusal_letter(refusal, at=at)
    link = reverse("clocks:region", args=[case.pk])
    portal.notices.actions.notify(
        people=people_of(case.region_id),
        kind=REQUEST_ANSWERED,
        template="reviews/mail_request_refused.txt",
        context={"case": case, "link": link},
        key=f"decision_request_refused:{asked.pk}",
        at=at,
        link=link,
    )
    return refusal


def who_answers(case: Case) -> list[Any]:
    """Whom to tell of a request: the case's officer and the decision makers who have no conflict of interest in it."""
    return list(dict.fromkeys([*officer_at_work(case), *who_may_settle(case)]))


def _ask(case: Case, text: str, arrived_at: datetime, *, name: str, at: datetime, **who: Any) -> DecisionRequest:
    text = text.strip()
    if len(text) > DecisionRequest.LONGEST:
        raise ValidationError({"text": _("Skriv högst 5 000 tecken.")}, code="max_length")
    _check_may_be_asked(case, arrived_at)
    made = DecisionRequest.objects.create(
        case=case,
        document=_enter(case, Document.Direction.IN, REQUEST, text, party=case.region.name, at=arrived_at),
        text=text,
        arrived_at=arrived_at,
        answer_by=answer_day(localdate(arrived_at)),
        asked_by_name=name,
        **who,
    )
    event = "decision_requested" if made.asked_by_id else "decision_request_registered"
    by = who.get("asked_by") or who["registered_by"]
    portal.audit.actions.record(
        case,
        event,
        by=by,
        at=at,
        asked_by=name,
        arrived_at=arrived_at,
        answer_by=made.answer_by.isoformat(),
        document=made.document.number,
    )
    link = reverse("clocks:case", args=[case.pk])
    portal.notices.actions.notify(
        people=[person for person in who_answers(case) if person != by],
        kind=DECISION_REQUESTED,
        template="reviews/mail_decision_requested.txt",
        context={"case": case, "asked": made, "link": link},
        key=f"decision_requested:{made.pk}",
        at=at,
        link=link,
    )
    return made


def _check_may_be_asked(case: Case, arrived_at: datetime) -> None:
    """Whether the law and the call let a region ask now. By what the region knows. Raises ValidationError."""
    if not case.call.may_ask_for_decision or case.arrived_at is None:
        raise ValidationError(
            _("I den här utlysningen går det inte att begära att ärendet avgörs. Skriv ett meddelande i stället."),
            code="not_in_call",
        )
    if case.released_outcome:
        raise ValidationError(_("Ärendet är redan avgjort. Läs beslutet."), code="decided")
    arrived_on, asked_on = localdate(case.arrived_at), localdate(arrived_at)
    clock = case_clock(arrived_on=arrived_on, today=asked_on, service_months=None)
    if asked_on < clock.may_ask_from:
        raise ValidationError(
            _(
                "Det går att begära tidigast den %(day)s, när sex månader har gått sedan ansökan kom in "
                "(12 § förvaltningslagen). Inget är registrerat. Skriv ett meddelande i stället."
            ),
            code="too_early",
            params={"day": date_format(clock.may_ask_from, "DATE_FORMAT")},
        )


def _check_refusal(reasons: str, appeal: str) -> None:
    faults = {}
    if not reasons:
        faults["reasons"] = _("Skriv skälen till att begäran avslås.")
    if not appeal:
        faults["appeal"] = _("Skriv hur regionen överklagar, eller varför det inte går.")
    elif "{{" in appeal or "}}" in appeal:
        faults["appeal"] = _("Texten har kvar en platshållare inom klamrar. Skriv det som ska stå där.")
    for name, text in (("reasons", reasons), ("appeal", appeal)):
        if len(text) > RequestRefusal.LONGEST:
            faults[name] = _("Skriv högst 5 000 tecken.")
    if faults:
        raise ValidationError(faults)


def _already_asked(made: DecisionRequest) -> ValidationError:
    return ValidationError(
        _("Att ärendet avgörs begärdes den %(day)s. Det går att begära en gång i varje ärende."),
        code="already_asked",
        params={"day": date_format(localdate(made.arrived_at), "DATE_FORMAT")},
    )


def _enter(case: Case, direction: Document.Direction, title: Any, text: str, *, party: str, at: datetime) -> Document:
    """The register is kept in Swedish, whatever language the person who writes has."""
    with translation.override("sv"):
        return applications.cases.actions.enter_document(
            case=case,
            direction=direction,
            at=at,
            title=str(title),
            party=party,
            sha256=hashlib.sha256(text.encode()).hexdigest() if text else "",
        )
