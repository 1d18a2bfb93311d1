"""What the region and the authority wrote to each other, but for hearings, which are papers of their own."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.correspondence.models import Message
from applications.records.papers.paper import Paper, Part, facts


def papers_of(case: Case) -> Iterator[Paper]:
    plain = Message.objects.filter(case=case, hearing__isnull=True, hearing_answer__isnull=True)
    for message in plain.select_related("document").order_by("pk"):
        key = f"message:{message.pk}"
        told = [(_("Från"), message.sent_by_name), (_("Meddelande"), message.text)]
        yield Paper(
            key=key,
            kind=_("Meddelande"),
            title=_("Meddelande, handling %(number)s") % {"number": message.document.number},
            at=message.sent_at,
            parts=(Part(texts=facts(key, told)),),
        )
