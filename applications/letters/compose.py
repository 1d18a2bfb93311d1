"""What a decision letter says, as data: the same for the PDF, the page in the portal and the preview.

Letters are in Swedish whatever language the reader has chosen (språklagen 10 §), so the sentences here are no gettext
texts. They come from the decision's own row and the version it is about, which never change: composing again gives the
same letter. The outcome comes first, then why.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.timezone import localdate

from applications.calls.models import LetterText, LetterTextVersion, Outcome
from applications.decisions.models import Decision, Ground, Proposal
from applications.letters.filling import Facts, fill, in_words, kronor
from applications.letters.models import Letter
from applications.submissions.codes import check_address
from applications.submissions.models import Submission
from portal.pdf.text import clean, with_good_breaks
from portal.ui.numbers import NBSP

_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_MISSING = "[Texten saknas i utlysningens brevtexter.]"


@dataclass(frozen=True)
class YearRow:
    """One year of the table, in kronor."""

    year: int
    applied: int
    granted: int


@dataclass(frozen=True)
class LetterContent:
    """All that a letter says, in its order. Texts are plain; paragraphs and conditions are one item each."""

    agency: str
    registry_number: str
    decided_on: str
    officer: str
    recipient: tuple[str, ...]
    heading: str
    # The earlier decision that this one replaces, in a sentence; "" for a first one.
    replaces: str
    lede: str
    rows: tuple[YearRow, ...]
    period: str
    reasons: tuple[str, ...]
    conditions: tuple[str, ...]
    more: tuple[str, ...]
    legal_basis: tuple[str, ...]
    appeal: tuple[str, ...]
    closing: tuple[str, ...]
    # Who decided, presented and took part; and a dissent, which the party is told of (33 §).
    signed: str
    dissent: tuple[str, ...] = ()
    # By what anyone can check the letter; "" before there is a letter.
    code: str = ""

    @property
    def applied_total(self) -> int:
        return sum(row.applied for row in self.rows)

    @property
    def granted_total(self) -> int:
        return sum(row.granted for row in self.rows)

    @property
    def check_address(self) -> str:
        """Where to check the letter, as one types it."""
        return check_address(self.code)


def letter_of(letter: Letter) -> LetterContent:
    """The letter of a decision that has been made."""
    decision = letter.decision
    return _compose(
        submission=decision.submission,
        outcome=Outcome(decision.outcome),
        granted={amount.year: amount.amount for amount in decision.amounts.all()},
        reasons=decision.reasons,
        conditions=decision.conditions,
        texts=Texts.of(decision),
        presented_by=decision.presented_by_name,
        decided_by=decision.decided_by_name,
        decided_at=decision.decided_at,
        replaces=decision.replaces,
        ground=decision.ground,
        participants=decision.participants,
        dissent=decision.dissent,
        code=letter.code,
    )


def letter_if_decided(proposal: Proposal, *, text: LetterText | None, decided_by: str, at: datetime) -> LetterContent:
    """The letter as it would read if `proposal` were decided at `at`, with the call's text for its outcome."""
    return _compose(
        submission=proposal.submission,
        outcome=Outcome(proposal.outcome),
        granted={amount.year: amount.amount for amount in proposal.amounts.all()},
        reasons=proposal.reasons,
        conditions=proposal.conditions,
        texts=Texts.of(text) if text else Texts(_MISSING, _MISSING),
        presented_by=proposal.proposed_by.name,
        decided_by=decided_by,
        decided_at=at,
        replaces=proposal.replaces,
        ground=proposal.ground,
    )


def letter_if_so(
    submission: Submission,
    *,
    outcome: Outcome,
    granted: dict[int, int],
    text: LetterTextVersion,
    presented_by: str,
    at: datetime,
) -> LetterContent:
    """The letter as it would read in a real case that nobody has proposed anything in: to see what the texts make."""
    return _compose(
        submission=submission,
        outcome=outcome,
        granted=granted,
        reasons="[Här står skälen, som handläggaren skriver i sitt förslag.]",
        conditions=text.conditions,
        texts=Texts.of(text),
        presented_by=presented_by,
        decided_by="[beslutsfattaren]",
        decided_at=at,
    )


@dataclass(frozen=True)
class Texts:
    """A call's texts for the letter of one outcome, with what is still to be filled in."""

    legal_basis: str
    appeal: str
    closing: str = ""
    more: str = ""

    @classmethod
    def of(cls, source: Decision | LetterText | LetterTextVersion) -> "Texts":
        return cls(source.legal_basis, source.appeal, source.closing, source.more)


@translation.override("sv")
def _compose(
    *,
    submission: Submission,
    outcome: Outcome,
    granted: dict[int, int],
    reasons: str,
    conditions: str,
    texts: Texts,
    presented_by: str,
    decided_by: str,
    decided_at: datetime,
    replaces: Decision | None = None,
    ground: str = "",
    participants: str = "",
    dissent: str = "",
    code: str = "",
) -> LetterContent:
    case, region = submission.case, submission.case.region
    applied = {amount.year: amount.amount for amount in submission.amounts.all()}
    title = _line(submission.title)
    facts = Facts(submission, outcome, applied, granted, conditions, presented_by, decided_by, decided_at, replaces)
    return LetterContent(
        agency=settings.AGENCY_NAME,
        registry_number=case.registry_number or "",
        decided_on=in_words(localdate(decided_at)),
        officer=_line(presented_by),
        recipient=(region.name, f"Organisationsnummer {region.org_number}", region.seat),
        heading=_heading(outcome, title, sum(granted.values())),
        replaces=_replaces(replaces, ground),
        lede=_lede(outcome, sum(applied.values()), sum(granted.values())),
        rows=_rows(applied, granted) if outcome.grants else (),
        period=_period(submission) if outcome.grants else "",
        reasons=_paragraphs(reasons),
        conditions=_lines(conditions),
        more=_paragraphs(fill(texts.more, facts)),
        legal_basis=_paragraphs(fill(texts.legal_basis, facts)),
        appeal=_paragraphs(fill(texts.appeal, facts)),
        closing=_paragraphs(fill(texts.closing, facts)),
        signed=_signed(_line(decided_by), _line(presented_by), _lines(participants)),
        dissent=_paragraphs(dissent),
        code=code,
    )


def _signed(decided_by: str, presented_by: str, others: tuple[str, ...]) -> str:
    """Who decided, who presented and who else took part in the final handling (förvaltningslagen 31 §)."""
    signed = f"Beslutet har fattats av {decided_by}. Föredragande har varit {presented_by}."
    if not others:
        return signed
    named = " och ".join(filter(None, [", ".join(others[:-1]), others[-1]]))
    return f"{signed} I den slutliga handläggningen har också {named} deltagit."


def _replaces(replaced: Decision | None, ground: str) -> str:
    """Förvaltningslagen 36–38 §§: a decision is never rewritten, so the new one says which it replaces."""
    if replaced is None:
        return ""
    before = f"beslutet den {in_words(localdate(replaced.decided_at))}"
    if Ground(ground).is_correction:
        return f"Detta beslut är en rättelse av {before}, som det ersätter (36{NBSP}§ förvaltningslagen)."
    return f"Detta beslut ersätter {before}."


def _heading(outcome: Outcome, title: str, granted: int) -> str:
    """What has been decided, in one line."""
    match outcome:
        case Outcome.GRANT | Outcome.GRANT_IN_PART:
            return f"Beslut: ni får {kronor(granted)} till projektet {title}"
        case Outcome.REJECT:
            return f"Beslut: ni får inga pengar till projektet {title}"
        case Outcome.DISMISS:
            return f"Beslut: vi prövar inte er ansökan för projektet {title}"
        case Outcome.CLOSE:
            return f"Beslut: vi avslutar ärendet om projektet {title}"


def _lede(outcome: Outcome, applied: int, granted: int) -> str:
    """What the outcome is called, and what it means beside what was applied for."""
    agency = settings.AGENCY_NAME
    match outcome:
        case Outcome.GRANT:
            return f"{agency} beviljar er ansökan. {_comparison(applied, granted)}"
        case Outcome.GRANT_IN_PART:
            return f"{agency} beviljar er ansökan delvis. {_comparison(applied, granted)}"
        case Outcome.REJECT:
            return f"{agency} avslår er ansökan om {kronor(applied)}. Här står varför."
        case Outcome.DISMISS:
            return (
                f"{agency} avvisar er ansökan om {kronor(applied)}. "
                "Det betyder att vi inte har tagit ställning till projektet. Här står varför."
            )
        case Outcome.CLOSE:
            return (
                f"{agency} avskriver ärendet. Det betyder att vi avslutar det utan att pröva er ansökan "
                f"om {kronor(applied)}. Här står varför."
            )


def _comparison(applied: int, granted: int) -> str:
    if granted == applied:
        return f"Ni får hela beloppet som ni sökte, {kronor(granted)}."
    if granted > applied:
        return f"Ni sökte {kronor(applied)} och får {kronor(granted)}."
    return f"Ni sökte {kronor(applied)} och får {kronor(granted)}, alltså {kronor(applied - granted)} mindre."


def _rows(applied: dict[int, int], granted: dict[int, int]) -> tuple[YearRow, ...]:
    return tuple(YearRow(year, applied.get(year, 0), granted.get(year, 0)) for year in sorted(applied | granted))


def _period(submission: Submission) -> str:
    return f"Projektet får pågå från {in_words(submission.start_on)} till och med {in_words(submission.end_on)}."


def _line(text: str) -> str:
    """`text` on one line; hard spaces stay."""
    return with_good_breaks(re.sub(r"[ \t\n]+", " ", clean(text)).strip())


def _lines(text: str) -> tuple[str, ...]:
    """The lines of `text` that say something."""
    return tuple(filter(None, map(_line, clean(text).split("\n"))))


def _paragraphs(text: str) -> tuple[str, ...]:
    """`text` cut at its blank lines."""
    return tuple(filter(None, (part.strip() for part in _PARAGRAPH_BREAK.split(with_good_breaks(clean(text))))))
