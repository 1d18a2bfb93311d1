"""What the minutes of a meeting say, as canonical JSON (RFC 8785), and back to what a page or a PDF shows. Pure.

Minutes are in Swedish whatever language the reader has chosen (språklagen 10 §), so the words in them are no gettext
texts; labels of outcomes are read in Swedish by who calls this.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import rfc8785
from django.utils.formats import date_format
from django.utils.timezone import localtime

from applications.decisions.models import Decision, ItemAttendance, Meeting, MeetingItem, Proposal
from portal.pdf.text import clean, with_good_breaks

FORMAT = "minutes/1"
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
# Why somebody at the meeting did not take part in a section.
_WHY = {
    ItemAttendance.Part.CONFLICT: "jäv",
    ItemAttendance.Part.UNDECLARED: "har inte svarat på om det finns jäv",
    ItemAttendance.Part.ASIDE: "",
}
_LEFT = {
    Proposal.State.OPEN: "Ärendet avgjordes inte. Förslaget väntar på beslut.",
    Proposal.State.SENT_BACK: "Ärendet avgjordes inte. Förslaget har skickats tillbaka till föredraganden.",
    Proposal.State.LAPSED: "Ärendet avgjordes inte. Regionen har återkallat ansökan.",
    Proposal.State.DECIDED: "Ärendet avgjordes inte på sammanträdet, utan för sig.",
}


def freeze(meeting: Meeting, items: Iterable[MeetingItem], *, present: Iterable[str], agency: str) -> str:
    """All that the minutes say, once the meeting is closed. `items` with their decisions and attendance loaded."""
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "agency": agency,
            "name": meeting.name,
            "call": meeting.call.title if meeting.call else None,
            "meets_on": meeting.meets_on.isoformat(),
            "is_per_capsulam": meeting.form == Meeting.Form.PER_CAPSULAM,
            "place": meeting.place,
            "chair": str(meeting.chair),
            "secretary": str(meeting.secretary),
            "adjuster": str(meeting.adjuster),
            "present": list(present),
            "closed_at": meeting.closed_at.isoformat(timespec="seconds") if meeting.closed_at else None,
            "sections": [_section(item, meeting) for item in items],
        }
    ).decode()


def sha256_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _section(item: MeetingItem, meeting: Meeting) -> dict[str, Any]:
    case = item.proposal.case
    head = {
        "number": item.position,
        "registry_number": case.registry_number,
        "region": case.region.name,
        "title": case.title,
        "call": case.call.title,
        "presented_by": str(item.presenter),
    }
    if item.decision is None:
        return {**head, "is_decided": False, "left": _LEFT[Proposal.State(item.proposal.state)]}
    return {**head, "is_decided": True, **_decided(item, item.decision, meeting)}


def _decided(item: MeetingItem, decision: Decision, meeting: Meeting) -> dict[str, Any]:
    attendance = list(item.attendance.all())
    return {
        "outcome": decision.get_outcome_display(),
        "replaces": decision.get_ground_display() if decision.ground else "",
        "amounts": {str(year): amount for year, amount in decision.granted_by_year.items()},
        "reasons": decision.reasons,
        "conditions": decision.condition_list,
        "legal_basis": decision.legal_basis,
        "dissent": decision.dissent,
        "decided_by": decision.decided_by_name,
        "has_own_chair": decision.decided_by_id != meeting.chair_id,
        "decided_at": decision.decided_at.isoformat(timespec="seconds"),
        "took_part": decision.participant_list,
        "did_not": [
            {"name": str(each.person), "why": _WHY[ItemAttendance.Part(each.part)]}
            for each in attendance
            if each.part in _WHY
        ],
    }


# --- Back to what is shown --------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownSection:
    """One case of the minutes. Texts are plain, paragraphs one item each."""

    number: int
    registry_number: str
    heading: str
    call: str
    presented_by: str
    is_decided: bool
    left: str = ""
    outcome: str = ""
    replaces: str = ""
    decided_by: str = ""
    has_own_chair: bool = False
    amounts: tuple[tuple[str, int], ...] = ()
    reasons: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    dissent: tuple[str, ...] = ()
    took_part: str = ""
    did_not: str = ""

    @property
    def total(self) -> int:
        return sum(amount for _year, amount in self.amounts)


@dataclass(frozen=True)
class ShownMinutes:
    """The minutes as one person may read them. `hidden` is how many sections they may not."""

    agency: str
    name: str
    call: str
    day: str
    place: str
    chair: str
    secretary: str
    adjuster: str
    present: str
    closed: str
    sections: tuple[ShownSection, ...] = field(default=())
    hidden: int = 0


def numbers_in(content: str) -> set[str]:
    """The registry numbers of the cases that the minutes name."""
    return {section["registry_number"] for section in json.loads(content)["sections"]}


def sections_of(content: str, seen: Collection[str]) -> list[int]:
    """The numbers of the sections about cases whose registry numbers are in `seen`."""
    return [each["number"] for each in json.loads(content)["sections"] if each["registry_number"] in seen]


def thaw(content: str, *, seen: Collection[str] | None = None) -> ShownMinutes:
    """Frozen minutes with the sections of the cases whose registry numbers are in `seen`; None: with all of them."""
    data = json.loads(content)
    shown = [each for each in data["sections"] if seen is None or each["registry_number"] in seen]
    return ShownMinutes(
        agency=_line(data["agency"]),
        name=_line(data["name"]),
        call=_line(data["call"] or ""),
        day=date_format(date.fromisoformat(data["meets_on"]), "DATE_FORMAT"),
        place="Per capsulam" if data["is_per_capsulam"] else _line(data["place"]),
        chair=_line(data["chair"]),
        secretary=_line(data["secretary"]),
        adjuster=_line(data["adjuster"]),
        present=", ".join(_line(name) for name in data["present"]),
        closed=date_format(localtime(datetime.fromisoformat(data["closed_at"])), "DATETIME_FORMAT"),
        sections=tuple(_shown(each) for each in shown),
        hidden=len(data["sections"]) - len(shown),
    )


def _shown(each: dict[str, Any]) -> ShownSection:
    head = {
        "number": each["number"],
        "registry_number": each["registry_number"],
        "heading": _line(f"{each['region']}: {each['title']}"),
        "call": _line(each["call"]),
        "presented_by": _line(each["presented_by"]),
        "is_decided": each["is_decided"],
    }
    if not each["is_decided"]:
        return ShownSection(**head, left=each["left"])
    return ShownSection(
        **head,
        outcome=each["outcome"],
        replaces=each["replaces"],
        decided_by=_line(each["decided_by"]),
        has_own_chair=each["has_own_chair"],
        amounts=tuple(each["amounts"].items()),
        reasons=_paragraphs(each["reasons"]),
        conditions=tuple(_line(condition) for condition in each["conditions"]),
        legal_basis=_paragraphs(each["legal_basis"]),
        dissent=_paragraphs(each["dissent"]),
        took_part=", ".join(_line(name) for name in each["took_part"]),
        did_not=", ".join(_with_why(one) for one in each["did_not"]),
    )


def _with_why(one: dict[str, str]) -> str:
    return f"{_line(one['name'])} ({one['why']})" if one["why"] else _line(one["name"])


def _line(text: str) -> str:
    return with_good_breaks(" ".join(clean(text).split()))


def _paragraphs(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in _PARAGRAPH_BREAK.split(clean(text)))
    return tuple(with_good_breaks(part) for part in parts if part)
