"""Hearing the region before a decision that goes against it (förvaltningslagen 25 §)."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import applications.cases.actions
import portal.audit.actions
import portal.notices.actions
from applications.cases import working_days
from applications.cases.models import Case, Side
from applications.cases.queries import officer_at_work
from applications.cases.states import Stage
from applications.correspondence.actions.files import attach, store_files
from applications.correspondence.actions.messages import lock_for, write
from applications.correspondence.models import Hearing, HearingAnswer, HearingWaiver
from applications.correspondence.notices import HEARING, HEARING_ANSWER
from regions.queries import people_of

# From when an officer has the case; after a decision it is about another that would replace it.
CAN_BE_HEARD = (Stage.CHECKING, Stage.ASSESSING, Stage.PROPOSED, Stage.DECIDED, Stage.NOTIFIED)

# Lines of the case's register of documents.
HEARING_ASKED = gettext_lazy("Begäran om yttrande")
HEARING_ANSWERED = gettext_lazy("Yttrande")


def ask_hearing(
    *,
    case_id: int,
    text: str,
    due_on: date,
    key: uuid.UUID,
    uploads: Sequence[UploadedFile] = (),
    by: Any,
    at: datetime,
) -> Hearing:
    """The officer sends the region what a decision may rest on, and until when it may answer. The region is told.

    Files are stored between two looks at the case, so that nobody waits for them. A last day that is no working day
    moves to the next (lagen 1930:173). The same form sent twice is one hearing.
    Raises Case.DoesNotExist, PermissionDenied, and ValidationError under the form's names.
    """
    with transaction.atomic():
        _case, sent = _asking(case_id, key, by, at)
    if sent:
        return sent
    _checked_day(due_on, after=localdate(at))
    stored = store_files(uploads, by=by, at=at)
    with transaction.atomic():
        case, sent = _asking(case_id, key, by, at)
        if sent:
            return sent
        due_on = _checked_day(due_on, after=localdate(at))
        message = write(case, Side.AUTHORITY, text, key, by=by, arrived_at=at, at=at, title=HEARING_ASKED)
        attach(message, stored)
        hearing = Hearing.objects.create(
            case=case,
            message=message,
            asked_by=by,
            asked_at=at,
            due_on=due_on,
            is_about_change=bool(case.released_outcome),
        )
        portal.audit.actions.record(
            case,
            "hearing_asked",
            by=by,
            at=at,
            hearing=hearing,
            due_on=due_on.isoformat(),
            files=[file.sha256 for file in stored],
        )
        _tell_region(hearing, "correspondence/mail_hearing.txt", f"hearing:{hearing.pk}", at=at)
    return hearing


def _asking(case_id: int, key: uuid.UUID, by: Any, at: datetime) -> tuple[Case, Hearing | None]:
    """The locked case in which a hearing may be asked, or with the one that the same form asked before."""
    case = lock_for(case_id, Side.AUTHORITY, by)
    if sent := Hearing.objects.filter(case=case, message__key=key, message__sent_by=by).first():
        return case, sent
    _expect_can_be_heard(case)
    if Hearing.objects.filter(case=case).waiting().filter(due_on__gte=localdate(at)).exists():
        raise ValidationError(
            _("Regionen har redan fått material att yttra sig över. Vänta på svaret eller på sista dagen."),
            code="waiting",
        )
    return case, None


def answer_hearing(
    *,
    hearing_id: int,
    text: str,
    key: uuid.UUID,
    uploads: Sequence[UploadedFile] = (),
    by: Any,
    arrived_at: datetime,
    at: datetime,
) -> HearingAnswer:
    """The region answers, also after the last day. The officer is told. The same form sent twice is one answer.

    Raises Hearing.DoesNotExist, PermissionDenied, and ValidationError when it is answered, or for a text or a file that
    can't be taken.
    """
    with transaction.atomic():
        _hearing, _case, answer = _answering(hearing_id, key, by)
    if answer:
        return answer
    stored = store_files(uploads, by=by, at=at)
    with transaction.atomic():
        hearing, case, answer = _answering(hearing_id, key, by)
        if answer:
            return answer
        message = write(case, Side.REGION, text, key, by=by, arrived_at=arrived_at, at=at, title=HEARING_ANSWERED)
        attach(message, stored)
        answer = HearingAnswer.objects.create(hearing=hearing, message=message)
        files_sent = [file.sha256 for file in stored]
        portal.audit.actions.record(case, "hearing_answered", by=by, at=at, hearing=hearing, files=files_sent)
        link = reverse("correspondence:hearing", args=[case.pk])
        portal.notices.actions.notify(
            people=officer_at_work(case),
            kind=HEARING_ANSWER,
            template="correspondence/mail_hearing_answered.txt",
            context={"case": case, "hearing": hearing, "link": link},
            key=f"hearing_answered:{hearing.pk}",
            at=at,
            link=link,
        )
    return answer


def _answering(hearing_id: int, key: uuid.UUID, by: Any) -> tuple[Hearing, Case, HearingAnswer | None]:
    """A hearing that may be answered, its locked case, and the answer that the same form gave before."""
    hearing = Hearing.objects.visible_to_region(by).get(pk=hearing_id)
    case = lock_for(hearing.case_id, Side.REGION, by)
    answer = HearingAnswer.objects.select_related("message").filter(hearing=hearing).first()
    if answer and (answer.message.key != key or answer.message.sent_by_id != by.pk):
        raise ValidationError(
            _("Ni har redan yttrat er. Skriv ett meddelande om ni vill lägga till något."), code="answered"
        )
    return hearing, case, answer


@transaction.atomic
def move_hearing(*, hearing_id: int, due_on: date, by: Any, at: datetime) -> Hearing:
    """The officer gives the region more time to answer. The region is told.

    Raises Hearing.DoesNotExist, PermissionDenied, and ValidationError under the form's names.
    """
    hearing = Hearing.objects.visible_to(by).select_related("message").get(pk=hearing_id)
    case = hearing.case = lock_for(hearing.case_id, Side.AUTHORITY, by)
    if not Hearing.objects.waiting().filter(pk=hearing.pk).exists():
        raise ValidationError(_("Regionen har redan svarat, så det behövs inte mer tid."), code="answered")
    hearing.due_on = _checked_day(due_on, after=max(Hearing.objects.get(pk=hearing.pk).due_on, localdate(at)))
    hearing.times_moved += 1
    hearing.save(update_fields=["due_on", "times_moved"])
    portal.audit.actions.record(case, "hearing_moved", by=by, at=at, hearing=hearing, due_on=hearing.due_on.isoformat())
    key = f"hearing_moved:{hearing.pk}:{hearing.times_moved}"
    _tell_region(hearing, "correspondence/mail_hearing_moved.txt", key, at=at)
    return hearing


@transaction.atomic
def waive_hearing(*, case_id: int, why: str, by: Any, at: datetime) -> HearingWaiver:
    """The officer notes that it is plainly unnecessary to hear the region, and why. Noted twice, it is noted once.

    Raises Case.DoesNotExist, PermissionDenied, and ValidationError without a reason.
    """
    case = lock_for(case_id, Side.AUTHORITY, by)
    why = why.strip()
    last = HearingWaiver.objects.filter(case=case).order_by("-pk").first()
    if last is not None and last.why == why:
        return last
    _expect_can_be_heard(case)
    if not why:
        raise ValidationError(
            {"why": _("Skriv varför det är uppenbart obehövligt att höra regionen.")}, code="required"
        )
    waiver = HearingWaiver.objects.create(case=case, why=why, noted_by=by, noted_at=at)
    portal.audit.actions.record(case, "hearing_waived", by=by, at=at, waiver=waiver, why=why)
    return waiver


def _expect_can_be_heard(case: Case) -> None:
    applications.cases.actions.expect_stage(case, *CAN_BE_HEARD)
    applications.cases.actions.expect_not_withdrawn(case)


def _checked_day(day: date, *, after: date) -> date:
    """A last day that may be given, moved to a working day. Raises ValidationError."""
    if day <= after:
        text = _("Välj en dag efter den %(day)s.") % {"day": date_format(after, "DATE_FORMAT")}
        raise ValidationError({"due_on": text}, code="too_early")
    if day > after + timedelta(days=working_days.MOST_DAYS):
        raise ValidationError({"due_on": _("Välj en dag inom ett år.")}, code="too_late")
    return working_days.working_day_from(day)


def _tell_region(hearing: Hearing, template: str, key: str, *, at: datetime) -> None:
    """Tell everyone of the region where to read it and until when: the material itself is not sent by mail."""
    link = reverse("correspondence:hearing", args=[hearing.case_id])
    portal.notices.actions.notify(
        people=people_of(hearing.case.region_id),
        kind=HEARING,
        template=template,
        context={"case": hearing.case, "hearing": hearing, "link": link},
        key=key,
        at=at,
        link=link,
    )
