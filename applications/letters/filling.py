"""What a call's letter texts are filled in with, and which of their conditions are true, for one decision."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localdate

from applications.calls import letter_template
from applications.calls.models import Outcome
from applications.decisions.models import Decision
from applications.submissions.models import Submission
from portal.ui.numbers import NBSP, grouped

_OUTCOMES = {
    Outcome.GRANT: "bifall",
    Outcome.GRANT_IN_PART: "delvis bifall",
    Outcome.REJECT: "avslag",
    Outcome.DISMISS: "avvisning",
    Outcome.CLOSE: "avskrivning",
}


@dataclass(frozen=True)
class Facts:
    """What is decided, of what, by whom. Amounts are kronor by year."""

    submission: Submission
    outcome: Outcome
    applied: dict[int, int]
    granted: dict[int, int]
    conditions: str
    presented_by: str
    decided_by: str
    decided_at: datetime
    replaces: Decision | None = None


def fill(text: str, facts: Facts) -> str:
    """A letter text as it stands in the letter of a decision. Words are Swedish: letters are."""
    return letter_template.shown(text, values=values_of(facts), true=true_of(facts))


def values_of(facts: Facts) -> dict[str, str]:
    """Every placeholder's value."""
    case = facts.submission.case
    return {
        "region": case.region.name,
        "organisationsnummer": case.region.org_number,
        "projekt": facts.submission.title,
        "diarienummer": case.registry_number or "",
        "utlysning": case.call.title,
        "utfall": _OUTCOMES[facts.outcome],
        "sökt belopp": kronor(sum(facts.applied.values())),
        "belopp": kronor(sum(facts.granted.values())),
        "projektstart": in_words(facts.submission.start_on),
        "projektslut": in_words(facts.submission.end_on),
        "beslutsdag": in_words(localdate(facts.decided_at)),
        "handläggare": facts.presented_by,
        "beslutsfattare": facts.decided_by,
        "myndighet": settings.AGENCY_NAME,
    }


def true_of(facts: Facts) -> set[str]:
    """The conditions that hold."""
    applied, granted = sum(facts.applied.values()), sum(facts.granted.values())
    holds = {
        _OUTCOMES[facts.outcome]: True,
        "pengar beviljas": facts.outcome.grants,
        "lägre belopp": facts.outcome.grants and granted < applied,
        "flera år": sum(1 for amount in facts.granted.values() if amount) > 1,
        "villkor finns": bool(facts.conditions.strip()),
        "ersätter": facts.replaces is not None,
    }
    return {name for name, is_true in holds.items() if is_true}


def in_words(day: date) -> str:
    """9 september 2022, with a hard space after the day."""
    return date_format(day, "DATE_FORMAT").replace(" ", NBSP, 1)


def kronor(amount: int) -> str:
    return f"{grouped(amount)}{NBSP}kronor"
