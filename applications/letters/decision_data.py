"""What a decision says, as data for machines: canonical JSON inside the letter's PDF.

All of it stands in the letter too. Keys are in English, texts and amounts as they were decided; `format` changes when
the meaning of a key does.
"""

from typing import Any

import rfc8785

from applications.letters.models import Letter

FORMAT = "decision/1"


def data_of(letter: Letter) -> dict[str, Any]:
    """The decision of a letter from `with_content()`. Amounts are whole kronor by year."""
    decision = letter.decision
    case, submission = decision.case, decision.submission
    return {
        "format": FORMAT,
        "code": letter.code,
        "registry_number": case.registry_number,
        "call": {"slug": case.call.slug, "title": case.call.title},
        "recipient": {"name": case.region.name, "organisation_number": case.region.org_number},
        "project": {
            "title": submission.title,
            "starts_on": submission.start_on.isoformat(),
            "ends_on": submission.end_on.isoformat(),
        },
        "application": {"version": submission.number, "sha256": submission.sha256},
        "outcome": decision.outcome,
        "amounts_applied": _by_year(submission.amounts.all()),
        "amounts_granted": _by_year(decision.amounts.all()),
        "reasons": decision.reasons,
        "conditions": decision.condition_list,
        "legal_basis": decision.legal_basis,
        "appeal": decision.appeal,
        "decided_at": decision.decided_at.isoformat(timespec="seconds"),
        "decided_by": decision.decided_by_name,
        "presented_by": decision.presented_by_name,
        "also_took_part": decision.participants.splitlines(),
        "dissent": decision.dissent,
        "replaces_decision_of": decision.replaces.decided_at.isoformat(timespec="seconds")
        if decision.replaces
        else None,
    }


def canonical_data_of(letter: Letter) -> bytes:
    """The same in the one form that RFC 8785 gives it."""
    return rfc8785.dumps(data_of(letter))


def _by_year(amounts: Any) -> dict[str, int]:
    return {str(amount.year): amount.amount for amount in amounts}
