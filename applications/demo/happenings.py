"""What else happens in a case than that it goes on: colleagues, changes of mind, messages and supplements."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils.timezone import localdate

import applications.correspondence.actions
import applications.submissions.actions
from applications.cases.models import Side
from applications.demo import handling, writing
from applications.demo.play import Play
from applications.submissions.models import SupplementRequest
from applications.submissions.queries import check_page


@cache
def _said() -> dict[str, Any]:
    """What is said and written on these occasions, by occasion."""
    return json.loads((Path(__file__).parent / "data" / "happenings.json").read_text(encoding="utf-8"))


def _revise(play: Play, occasion: str) -> None:
    """Writer and colleague change each other's texts, as the occasion has it."""
    for change in _said()["revisions"][occasion]:
        by = play.people[getattr(play.project, change["by"])]
        writing.revise(play, change["section"], change["answer"], change["old"], change["new"], by=by)


# --- Before it is handed in -------------------------------------------------------------------------


def _write_together(play: Play) -> None:
    _revise(play, "together")


def _mark_ready(play: Play) -> None:
    applications.submissions.actions.mark_ready(
        case_id=play.case.pk, note=_said()["note"], by=play.writer, at=play.clock.next()
    )


def _send_back(play: Play) -> None:
    _mark_ready(play)
    applications.submissions.actions.send_back(
        case_id=play.case.pk, comment=_said()["comment"], by=play.colleague, at=play.clock.next()
    )


# --- After ------------------------------------------------------------------------------------------


def _reopen(play: Play) -> None:
    at = play.clock.next(hours=6)
    applications.submissions.actions.reopen(case_id=play.case.pk, by=play.writer, arrived_at=at, at=at)
    _revise(play, "reopened")


def _hand_in_anew(play: Play) -> None:
    _reopen(play)
    writing.ask_for(play, play.project.cost * 9 // 10)
    play.clock.next()
    writing.hand_in(play)


def _withdraw(play: Play) -> None:
    at = play.clock.next(hours=24)
    applications.submissions.actions.withdraw_application(
        case_id=play.case.pk, reason=_said()["withdrawal"], by=play.writer, arrived_at=at, at=at
    )


def _talk(conversation: str, play: Play) -> None:
    """Messages back and forth. The last of them waits for its answer."""
    for number, text in enumerate(_said()["conversations"][conversation]):
        side, by = [(Side.REGION, play.writer), (Side.AUTHORITY, play.officer)][number % 2]
        at = play.clock.next(hours=5)
        applications.correspondence.actions.send_message(
            case_id=play.case.pk, side=side, text=text, key=uuid4(), by=by, arrived_at=at, at=at
        )


# --- Supplements ------------------------------------------------------------------------------------


def _ask_supplement(due_in: int, play: Play) -> SupplementRequest:
    """Ask for what the region can't answer by less than writing in two sections. `due_in` is days from today."""
    asked = _said()["supplement"]
    return applications.submissions.actions.ask_supplement(
        case_id=play.case.pk,
        text=asked["text"],
        sections=asked["sections"],
        due_on=_in_days(play, due_in),
        by=play.officer,
        at=play.clock.next(),
    )


def _ask_more_time(play: Play) -> None:
    _ask_supplement(3, play)
    at = play.clock.next(hours=24)
    applications.submissions.actions.ask_more_time(
        case_id=play.case.pk,
        wanted_on=_in_days(play, 17),
        reason=_said()["more_time"],
        by=play.writer,
        arrived_at=at,
        at=at,
    )


def _supplement(play: Play) -> None:
    _ask_supplement(-4, play)
    play.clock.next(hours=96)
    _revise(play, "supplement")
    at, seen = play.clock.next(), check_page(play.again()).sha256
    answered = applications.submissions.actions.send_supplement(
        case_id=play.case.pk, seen_hash=seen, by=play.writer, arrived_at=at, at=at
    )
    assert answered.submission  # noqa: S101 - what the action makes
    writing.send_receipt(play, answered.submission)


def _in_days(play: Play, days: int) -> date:
    return localdate(play.told_at) + timedelta(days=days)


# What may stand in `Project.then`.
HAPPENINGS: dict[str, Callable[[Play], object]] = {
    "write together": _write_together,
    "mark ready": _mark_ready,
    "send back": _send_back,
    "reopen": _reopen,
    "hand in anew": _hand_in_anew,
    "take": handling.take,
    "withdraw": _withdraw,
    "region asks": partial(_talk, "region_asks"),
    "officer asks": partial(_talk, "officer_asks"),
    "await supplement": partial(_ask_supplement, 9),
    "miss supplement": partial(_ask_supplement, -8),
    "ask for more time": _ask_more_time,
    "supplement": _supplement,
    "agree": handling.agree,
    "read letter": handling.read_letter,
    "appeal": handling.appeal,
}
