"""Cases in bulk: each with 20 answers, budget, partners, two handed-in versions, messages and 40 entries in its log.

What staff have done with them is in handling.py.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from applications.cases.models import Case, Document, Side
from applications.cases.states import Stage
from applications.correspondence.models import Message
from applications.drafting.models import Draft, SectionVersion
from applications.submissions.models import AppliedAmount, Submission
from bench.copying import copy_in, next_key
from bench.handling import add_handling, officer_of, stage_of
from bench.world import READING_REGION, Opened, World
from bench.writing import sections_of
from portal.audit.models import AuditEntry
from portal.audit.verification import NOTHING
from regions.models import Region

AUDIT_ENTRIES = 40
MESSAGES = 4
SUBMISSIONS = 2
# Cases of the measured region among the first, so that its list fills a page at every size.
FULL_PAGE = 60
_BATCH = 250
# People in each region, in thousands (2022): cases spread as they do.
_POPULATION = {
    "01": 2440, "03": 400, "04": 301, "05": 472, "06": 368, "07": 204, "08": 247, "09": 61, "10": 158, "12": 1415,
    "13": 340, "14": 1758, "17": 284, "18": 307, "19": 280, "20": 288, "21": 288, "22": 243, "23": 132, "24": 275,
    "25": 249,
}  # fmt: skip
# What a case's log tells of most, in an order that it might have come in.
_EVENTS = (
    "contact_chosen",
    "draft_renamed",
    "attachment_added",
    "attachment_removed",
    "case_taken",
    "no_conflict_declared",
)


@dataclass
class NewCase:
    """One case on its way into the database, with what its rows share."""

    pk: int
    number: int
    region: Region
    opened: Opened
    is_draft: bool
    sections: dict[str, Any]
    person: int
    name: str
    # Who writes to the region. A new case is nobody's yet.
    officer: int | None
    began_at: datetime
    end_of_log: str = ""
    log: list[dict[str, Any]] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"Validering i hela länet, del {self.pk}"

    @property
    def stage(self) -> Stage:
        return Stage.DRAFT if self.is_draft else stage_of(self.number)

    @property
    def registry_number(self) -> str | None:
        return None if self.is_draft else f"2020-{self.pk:06d}"

    @property
    def arrived_at(self) -> datetime:
        return self.began_at + timedelta(days=10)

    @property
    def applied(self) -> int:
        return sum(self.sections["funding"]["applied"].values())


def fill_to(world: World, total: int) -> None:
    """Add handed-in cases until there are `total` of them, and have PostgreSQL look at what it holds."""
    there = Case.objects.exclude(stage=Stage.DRAFT).count()
    first = next_key(Case)
    for start in range(there, total, _BATCH):
        numbers = range(start, min(start + _BATCH, total))
        cases = [_handed_in(world, number, first + number - there) for number in numbers]
        with transaction.atomic():
            _insert(cases)
            add_handling(world, cases)
    settle()


def make_drafts(world: World, region: str, count: int, opened: Opened | None = None) -> list[int]:
    """Complete drafts of a region's in the open call, ready to be handed in. Gives their keys.

    The first of them says the same whenever it is made, the second too, and so on.
    """
    opened = opened or world.open
    first, questions = next_key(Case), len(opened.form.parsed.sections[0].questions)
    cases = [
        _new_case(world, number=n, pk=first + n, region=region, opened=opened, is_draft=True, questions=questions)
        for n in range(count)
    ]
    _insert(cases)
    return [case.pk for case in cases]


def settle() -> None:
    """As after a quiet night: statistics are fresh, and no autovacuum starts in the middle of a measurement."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _handed_in(world: World, number: int, pk: int) -> NewCase:
    calls = [world.open, *world.closed]
    return _new_case(
        world, number=number, pk=pk, region=_region_of(number), opened=calls[number % len(calls)], is_draft=False
    )


def _region_of(number: int) -> str:
    if number < 3 * FULL_PAGE and number % 3 == 0:
        return READING_REGION
    return Random(number).choices(list(_POPULATION), weights=list(_POPULATION.values()))[0]


def _new_case(
    world: World, *, number: int, pk: int, region: str, opened: Opened, is_draft: bool, **asked: int
) -> NewCase:
    person = world.people[region][number % 2]
    return NewCase(
        pk=pk,
        number=number,
        region=world.regions[region],
        opened=opened,
        is_draft=is_draft,
        sections=sections_of(number, world.answers, opened.call.opens_at.year, **asked),
        person=person.pk,
        name=person.name,
        officer=None if is_draft else officer_of(world, number),
        began_at=min(opened.call.opens_at + timedelta(minutes=number % 1000), timezone.now() - timedelta(days=20)),
    )


@transaction.atomic
def _insert(cases: list[NewCase]) -> None:
    for case in cases:
        _write_log(case)
    copy_in(Case, map(_case_row, cases))
    copy_in(Draft, map(_draft_row, cases))
    copy_in(SectionVersion, _each(cases, _section_rows))
    handed_in = [case for case in cases if not case.is_draft]
    copy_in(Submission, _each(handed_in, _submission_rows))
    copy_in(AppliedAmount, _amount_rows({case.pk: case for case in handed_in}))
    copy_in(Document, _each(handed_in, _document_rows))
    copy_in(Message, _message_rows({case.pk: case for case in handed_in}))
    copy_in(AuditEntry, _each(cases, lambda case: case.log))


def _each(things: Iterable[Any], rows_of: Any) -> Iterator[dict[str, Any]]:
    return (row for thing in things for row in rows_of(thing))


def _case_row(case: NewCase) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": case.pk,
        "call_id": case.opened.call.pk,
        "region_id": case.region.pk,
        "title": case.title,
        "created_at": case.began_at,
        "created_by_id": case.person,
        "contact_id": case.person,
        "officer_id": None if case.stage == Stage.SUBMITTED else case.officer,
        "amount_applied": case.applied,
        "audit_sequence": len(case.log),
        "audit_hash": case.end_of_log,
        "stage": case.stage,
        "registry_number": case.registry_number,
        "arrived_at": None,
        "last_document": 0,
        "answer_awaited_from": "",
    }
    if not case.is_draft:
        row |= {
            "arrived_at": case.arrived_at,
            "last_document": SUBMISSIONS + MESSAGES,
            "answer_awaited_from": "authority",
        }
    return row


def _draft_row(case: NewCase) -> dict[str, Any]:
    return {
        "case_id": case.pk,
        "form_version_id": case.opened.form.pk,
        "is_open": case.is_draft,
        "saved_at": case.began_at,
        "saved_by_id": case.person,
    }


def _section_rows(case: NewCase) -> Iterator[dict[str, Any]]:
    for key, content in case.sections.items():
        yield {
            "draft_id": case.pk,
            "section_key": key,
            "number": 1,
            "content": json.dumps(content, ensure_ascii=False),
            "saved_at": case.began_at,
            "saved_by_id": case.person,
        }


def _submission_rows(case: NewCase) -> Iterator[dict[str, Any]]:
    for number in range(1, SUBMISSIONS + 1):
        frozen = _frozen(case, number)
        yield {
            "case_id": case.pk,
            "number": number,
            "form_version_id": case.opened.form.pk,
            "content": frozen,
            "sha256": hashlib.sha256(frozen.encode()).hexdigest(),
            "arrived_at": case.arrived_at,
            "handled_at": case.arrived_at,
            "submitted_by_id": case.person,
            "submitted_by_name": case.name,
            "title": case.title,
            "start_on": case.sections["period"]["start_on"],
            "end_on": case.sections["period"]["end_on"],
            "receipt_code": f"BENCH-{case.pk}-{number}",
        }


def _frozen(case: NewCase, number: int) -> str:
    """A version as canonical JSON: with whole numbers and ASCII keys the standard library writes what RFC 8785 does."""
    content = {"format": 1, "title": f"{case.title} {number}", "sections": case.sections, "attachments": []}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _amount_rows(cases: dict[int, NewCase]) -> Iterator[dict[str, Any]]:
    for submission, case in Submission.objects.filter(case__in=cases).values_list("pk", "case"):
        for year, amount in cases[case].sections["funding"]["applied"].items():
            yield {"submission_id": submission, "year": int(year), "amount": amount}


def _document_rows(case: NewCase) -> Iterator[dict[str, Any]]:
    """The versions that were handed in, and after them the messages, from the authority and from the region in turn."""
    for number in range(1, SUBMISSIONS + MESSAGES + 1):
        is_message = number > SUBMISSIONS
        from_region = not is_message or _is_from_region(number)
        yield {
            "case_id": case.pk,
            "number": number,
            "direction": Document.Direction.IN if from_region else Document.Direction.OUT,
            "at": case.arrived_at + timedelta(days=max(0, number - SUBMISSIONS)),
            "title": "Meddelande" if is_message else f"Ansökan: {case.title}",
            "party": case.region.name,
        }


def _is_from_region(number: int) -> bool:
    return number % 2 == 0


def _message_rows(cases: dict[int, NewCase]) -> Iterator[dict[str, Any]]:
    documents = Document.objects.filter(case__in=cases, number__gt=SUBMISSIONS).order_by("pk")
    for document in documents:
        case, from_region = cases[document.case_id], _is_from_region(document.number)
        yield {
            "case_id": case.pk,
            "document_id": document.pk,
            "key": uuid4(),
            "side": Side.REGION if from_region else Side.AUTHORITY,
            "text": case.sections["project"][f"question_{document.number}"],
            "sent_by_id": case.person if from_region else case.officer,
            "sent_by_name": case.name if from_region else "Handläggare",
            "sent_at": document.at,
        }


def _write_log(case: NewCase) -> None:
    """A whole chain of entries without details. Writes what portal.audit.chain would hash, as text: the bench's test
    has portal.audit check it.
    """
    subject, previous = f"cases.case:{case.pk}", ""
    for sequence in range(1, AUDIT_ENTRIES + 1):
        at = case.began_at + timedelta(hours=sequence)
        event = "draft_started" if sequence == 1 else _EVENTS[sequence % len(_EVENTS)]
        moment = at.astimezone(UTC).isoformat(timespec="microseconds")
        said = (
            f'{{"at":"{moment}","by":{case.person},"details_digest":"{NOTHING}","event":"{event}",'
            f'"previous_hash":"{previous}","sequence":{sequence},"subject":"{subject}"}}'
        )
        own = hashlib.sha256(said.encode()).hexdigest()
        case.log.append(
            {
                "subject": subject,
                "sequence": sequence,
                "event": event,
                "at": at,
                "by_id": case.person,
                "details_digest": NOTHING,
                "previous_hash": previous,
                "hash": own,
            }
        )
        previous = own
    case.end_of_log = previous
