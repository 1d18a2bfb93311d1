"""Messages, made as rows."""

from datetime import date
from typing import Any

from applications.cases.models import Case, Document, Side
from applications.correspondence.models import Hearing, HearingWaiver, Message
from tests.factories.cases import ARRIVED


def message(case: Case, **fields: Any) -> Message:
    """A message in `case`, the newest; from its region unless told otherwise."""
    by = fields.pop("by", None) or case.created_by
    number = case.documents.count() + 101
    document = Document.objects.create(
        case=case, number=number, direction="in", at=ARRIVED, title="Meddelande", party=case.region.name
    )
    values = {"side": "region", "text": "Hur går det?", "sent_by": by, "sent_by_name": str(by), "sent_at": ARRIVED}
    sent = Message.objects.create(**{"case": case, "document": document, **values, **fields})
    case.answer_awaited_from = Side.AUTHORITY if sent.is_from_region else Side.REGION
    case.save(update_fields=["answer_awaited_from"])
    return sent


def hearing(case: Case, *, by: Any = None, due_on: date = date(2040, 1, 2), text: str = "Vi tänker avslå.") -> Hearing:
    """The region was sent something to answer, and has not."""
    by = by or case.officer
    sent = message(case, by=by, side="authority", text=text)
    return Hearing.objects.create(case=case, message=sent, asked_by=by, asked_at=ARRIVED, due_on=due_on)


def heard(case: Case, by: Any) -> HearingWaiver:
    """It is noted that the region need not be heard: nothing stops a decision against it."""
    why = "Beslutet vilar bara på regionens egna uppgifter."
    return HearingWaiver.objects.create(case=case, why=why, noted_by=by, noted_at=ARRIVED)
