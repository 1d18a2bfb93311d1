"""Writing to the other side in a case, and saying that what it wrote needs no answer."""

import hashlib
import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import applications.cases.actions
import portal.audit.actions
import portal.notices.actions
from applications.cases.models import Case, Document, Side
from applications.cases.queries import officer_at_work
from applications.correspondence import rules
from applications.correspondence.models import Message, Settled
from applications.correspondence.notices import MESSAGE
from portal.accounts.access import require
from regions.queries import people_of

_FROM = gettext_lazy("Meddelande från %(name)s")


@transaction.atomic
def send_message(
    *, case_id: int, side: Side, text: str, key: uuid.UUID, by: Any, arrived_at: datetime, at: datetime
) -> Message:
    """Write to the other side in a case that is registered, and tell them by a notice without the text.

    The message is entered in the case's register of documents (offentlighets- och sekretesslagen 5 kap. 2 §), with
    `arrived_at`, the moment when the request reached us. `key` comes with the form: the same form sent twice is one
    message. Raises Case.DoesNotExist, PermissionDenied, and ValidationError for an empty text or one that is too long.
    """
    case = lock_for(case_id, side, by)
    sent = Message.objects.filter(case=case, sent_by=by, key=key).first()
    if sent is not None:
        if sent.text == _read(text):
            return sent
        # Another text, written in a page that was gone back to, is another message.
        key = uuid.uuid4()
    message = write(case, side, text, key, by=by, arrived_at=arrived_at, at=at)
    _tell(message, at=at)
    return message


def write(
    case: Case, side: Side, text: str, key: uuid.UUID, *, by: Any, arrived_at: datetime, at: datetime, title: Any = None
) -> Message:
    """Keep a message in a locked case and enter it in the register, under `title` or its writer's name.

    The caller has checked who writes, and tells the other side. Raises ValidationError for a text that is no text.
    """
    text = _read(text)
    message = Message.objects.create(
        case=case,
        document=_enter(case, side, text, title or _FROM, by=by, arrived_at=arrived_at),
        key=key,
        side=side,
        text=text,
        sent_by=by,
        sent_by_name=str(by),
        sent_at=arrived_at,
    )
    applications.cases.actions.await_answer(case=case, side=Side.AUTHORITY if side == Side.REGION else Side.REGION)
    portal.audit.actions.record(
        case, "message_sent", by=by, at=at, message=message, side=str(side), document=case.last_document
    )
    return message


@transaction.atomic
def settle_message(*, message_id: int, side: Side, by: Any, at: datetime) -> Settled:
    """Say for one side that what the other wrote last needs no answer. Said twice, it is said once.

    Raises Message.DoesNotExist, PermissionDenied, and ValidationError when the other has written more since.
    """
    message = Message.objects.exclude(side=side).select_related("document").get(pk=message_id)
    case = lock_for(message.case_id, side, by)
    if settled := Settled.objects.filter(message=message).first():
        return settled
    if Message.objects.filter(case=case, pk__gt=message.pk).exists():
        raise ValidationError(_("Det har kommit ett nytt meddelande sedan dess. Läs det först."), code="newer")
    applications.cases.actions.await_answer(case=case, side="")
    portal.audit.actions.record(
        case, "message_settled", by=by, at=at, message=message, document=message.document.number
    )
    return Settled.objects.create(message=message, settled_by=by, settled_at=at)


def lock_for(case_id: int, side: Side, by: Any) -> Case:
    """The locked case, for one who writes for that side. Raises Case.DoesNotExist and PermissionDenied."""
    seen = Case.objects.visible_to_region(by) if side == Side.REGION else Case.objects.named_to_staff(by)
    case: Case = seen.locked().get(pk=case_id)
    refusal = (
        _("Den som får skriva för regionen kan skriva meddelanden, när ansökan är inlämnad.")
        if side == Side.REGION
        else _("Bara ärendets handläggare, som har förklarat att det inte finns något jäv, skriver till regionen.")
    )
    require(rules.may_write[side](by, case), refusal)
    return case


def _read(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Skriv ditt meddelande.")}, code="required")
    if len(text) > Message.LONGEST:
        raise ValidationError(
            {"text": _("Meddelandet får vara högst 10 000 tecken. Dela upp det i flera.")}, code="max_length"
        )
    return text


def _enter(case: Case, side: Side, text: str, title: Any, *, by: Any, arrived_at: datetime) -> Document:
    """The register is kept in Swedish, whatever language the person who writes has."""
    with translation.override("sv"):
        is_in = side == Side.REGION
        return applications.cases.actions.enter_document(
            case=case,
            direction=Document.Direction.IN if is_in else Document.Direction.OUT,
            at=arrived_at,
            title=str(title) % {"name": by},
            party=case.region.name,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        )


def _tell(message: Message, *, at: datetime) -> None:
    """Tell the other side who has written, and where to read it: texts of cases are not sent by mail."""
    case = message.case
    people = officer_at_work(case) if message.is_from_region else people_of(case.region_id)
    portal.notices.actions.notify(
        people=people,
        kind=MESSAGE,
        template="correspondence/mail_message.txt",
        context={"case": case, "message": message},
        key=f"message:{message.pk}",
        at=at,
        link=reverse("correspondence:messages", args=[case.pk]),
    )
