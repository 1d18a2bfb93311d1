"""Checking a letter: what anyone who holds one is told, and no more than stands in it."""

from dataclasses import dataclass
from enum import Enum

from applications.decisions.models import Decision
from applications.letters.appeal_time import may_be_appealed
from applications.letters.models import Letter
from applications.reviews.models import RefusalFile


class Standing(Enum):
    """Whether what a letter says still holds, as far as its region has been told."""

    IN_FORCE = "in_force"
    REPLACED = "replaced"
    ENDED = "ended"


@dataclass(frozen=True)
class CheckedLetter:
    """A letter that was delivered. `file_matches` is None when no file was asked about."""

    letter: Letter
    standing: Standing
    replaced_by: Letter | None
    file_matches: bool | None
    # What the letter itself says how to do. Until when is for its region: it may run from when that opened it.
    may_be_appealed: bool

    @property
    def is_corrected(self) -> bool:
        return self.replaced_by is not None and self.replaced_by.decision.is_a_correction


@dataclass(frozen=True)
class CheckedRefusal:
    """The letter by which a region's request for a decision was refused. `file_matches` as for a decision's letter."""

    file: RefusalFile
    file_matches: bool | None


def check_letter(code: str, sha256: str) -> CheckedLetter | None:
    """The letter of a code; None when there is none that has been delivered. Five queries at most.

    A later decision that is still held changes nothing here: nobody hears of it before its region does.
    """
    delivered = Letter.objects.delivered().select_related("decision__case__region", "decision__case__call")
    letter = delivered.prefetch_related("decision__amounts").filter(code=code).first()
    if letter is None:
        return None
    replaced_by = delivered.filter(decision__replaces=letter.decision_id).first()
    return CheckedLetter(
        letter=letter,
        standing=_standing(letter.decision, replaced_by),
        replaced_by=replaced_by,
        file_matches=letter.sha256 == sha256 if sha256 else None,
        may_be_appealed=may_be_appealed(letter.decision),
    )


def check_refusal(code: str, sha256: str) -> CheckedRefusal | None:
    """The refusal's letter of a code; None when there is none. One query."""
    made = RefusalFile.objects.select_related("refusal__request__case__region").exclude(code="")
    file = made.filter(code=code).first()
    return CheckedRefusal(file, file.sha256 == sha256 if sha256 else None) if file else None


def _standing(decision: Decision, replaced_by: Letter | None) -> Standing:
    if replaced_by is not None:
        return Standing.REPLACED
    if decision.is_in_force or Decision.objects.filter(replaces=decision).exists():
        return Standing.IN_FORCE
    return Standing.ENDED
