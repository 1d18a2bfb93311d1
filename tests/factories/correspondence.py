"""Messages, made as rows."""

from typing import Any

from applications.cases.models import Case, Document, Side
from applications.correspondence.models import Message
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
