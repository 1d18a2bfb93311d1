"""What a whole chain looks like, and what is wrong with one that is not. Pure: rows in, faults out."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.audit.chain import digest, entry_hash

NOTHING = digest({})


class FaultKind(StrEnum):
    CHANGED = "changed"  # an entry's hash is not that of what it says, or it does not link to the hash before it
    MISSING = "missing"  # a number is left out within a chain
    CUT_OFF = "cut_off"  # the subject's own mark says that its chain was longer
    DETAILS_CHANGED = "details_changed"  # the details are not those that the entry was written with
    MARK_DIFFERS = "mark_differs"  # the subject's own mark is behind its chain, or names another hash
    SUBJECT_GONE = "subject_gone"  # the row that a chain belongs to is not there any more
    SUBJECT_UNKNOWN = "subject_unknown"  # a chain belongs to nothing that the portal logs


@dataclass(frozen=True)
class Fault:
    kind: FaultKind
    subject: str
    # The entry that it concerns; for a part that is missing, its first.
    sequence: int


@dataclass(frozen=True)
class Link:
    """One entry as it stands in the database, with its details unless they were disposed of."""

    subject: str
    sequence: int
    event: str
    at: datetime
    by: int | None
    details_digest: str
    previous_hash: str
    hash: str
    has_details: bool
    details: Any

    @property
    def own_hash(self) -> str:
        """What the hash should be, of all that the entry says."""
        return entry_hash(
            subject=self.subject,
            sequence=self.sequence,
            event=self.event,
            at=self.at,
            by=self.by,
            details_digest=self.details_digest,
            previous_hash=self.previous_hash,
        )


@dataclass(frozen=True)
class Mark:
    """Where a chain ends: its last number and hash. A subject keeps its own copy."""

    sequence: int = 0
    hash: str = ""


@dataclass
class Tally:
    """What has been looked at so far."""

    chains: int = 0
    entries: int = 0
    # Entries whose details were disposed of by rule (gallring): no fault.
    disposed: int = 0


def check_chain(links: Iterable[Link], tally: Tally) -> Generator[Fault, None, Mark]:
    """The faults of one chain, whose entries come in order. Returns where the chain ends."""
    end = Mark()
    tally.chains += 1
    for link in links:
        tally.entries += 1
        follows = link.sequence == end.sequence + 1
        if not follows:
            yield Fault(FaultKind.MISSING, link.subject, end.sequence + 1)
        if link.hash != link.own_hash or (follows and link.previous_hash != end.hash):
            yield Fault(FaultKind.CHANGED, link.subject, link.sequence)
        if link.has_details and digest(link.details) != link.details_digest:
            yield Fault(FaultKind.DETAILS_CHANGED, link.subject, link.sequence)
        elif not link.has_details and link.details_digest != NOTHING:
            tally.disposed += 1
        end = Mark(link.sequence, link.hash)
    return end


def check_mark(subject: str, end: Mark, mark: Mark | None) -> Fault | None:
    """What is wrong between a chain's end and its subject's own mark; `mark` is None when the subject is gone."""
    if mark is None:
        return Fault(FaultKind.SUBJECT_GONE, subject, end.sequence)
    if mark.sequence > end.sequence:
        return Fault(FaultKind.CUT_OFF, subject, end.sequence + 1)
    if mark != end:
        return Fault(FaultKind.MARK_DIFFERS, subject, end.sequence)
    return None
