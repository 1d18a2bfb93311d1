"""Meetings with their agendas, made as rows."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from applications.decisions.models import Meeting, MeetingAttendee, MeetingItem, Proposal
from portal.accounts.models import User
from tests.factories.accounts import staff

PLANNED = datetime(2022, 11, 22, 9, 0, tzinfo=UTC)


def meeting(
    proposals: Iterable[Proposal] = (), chair: User | None = None, people: Iterable[User] = (), **fields: Any
) -> Meeting:
    """A planned meeting with these proposals on its agenda, each presented by who made it."""
    chair = chair or staff("decision_maker", name="Eva Strand")
    secretary = fields.pop("secretary", None) or staff("registrar", name="Sten Ek")
    made = Meeting.objects.create(
        **{
            "name": "Beslutsmöte 3/2022",
            "meets_on": date(2022, 11, 24),
            "place": "Rum Vättern",
            "chair": chair,
            "secretary": secretary,
            "made_by": chair,
            "made_at": PLANNED,
            **fields,
        }
    )
    for person in dict.fromkeys((chair, secretary, *people)):
        MeetingAttendee.objects.create(meeting=made, person=person)
    for position, each in enumerate(proposals, start=1):
        MeetingItem.objects.create(meeting=made, proposal=each, position=position, presenter=each.proposed_by)
    return made
