"""What a region does with its application: writes it, section by section, and hands it in."""

import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.timezone import localtime

import applications.drafting.actions
import applications.submissions.actions
from applications.demo.play import Play
from applications.drafting.fields import flatten
from applications.submissions.models import Submission
from applications.submissions.queries import check_page
from portal.accounts.models import User

TEXT_SECTIONS = ("project", "applicant", "background", "objectives", "organisation", "horizontal", "indicators")


@cache
def texts() -> dict[str, Any]:
    """What people of the demonstration write, by where they write it."""
    return json.loads((Path(__file__).parent / "data" / "answers.json").read_text(encoding="utf-8"))


def write(play: Play) -> None:
    """As much of the application as the project has got round to."""
    sections = _sections(play, play.clock.next())
    if play.project.reached == "empty":
        sections = {}
    elif play.project.reached == "half":
        sections = {key: sections[key] for key in ("project", "applicant", "background")}
        del sections["background"]["strategy"]
    for key, content in sections.items():
        save(play, key, content, by=play.writer)


def save(play: Play, section: str, content: dict[str, Any], *, by: User) -> None:
    """Save what `content` says in a section, on the version that stands."""
    current = play.case.draft.versions.filter(section_key=section, is_current=True).first()
    applications.drafting.actions.save_section(
        case_id=play.case.pk,
        section_key=section,
        changes={path: str(value) for path, value in flatten(content).items()},
        base_version=current.number if current else 0,
        by=by,
        at=play.clock.next(hours=0.2),
    )


def revise(play: Play, section: str, answer: str, old: str, new: str, *, by: User) -> None:
    """Write `new` instead of `old` in an answer."""
    current = play.case.draft.versions.get(section_key=section, is_current=True)
    save(play, section, {answer: current.content[answer].replace(old, new)}, by=by)


def ask_for(play: Play, cost: int) -> None:
    """Reckon the budget and the funding anew, from what staff cost a full year."""
    first_year = int(play.case.draft.versions.get(section_key="period", is_current=True).content["start_on"][:4])
    budget, funding = _money(play, cost, first_year)
    save(play, "budget", budget, by=play.writer)
    save(play, "funding", funding, by=play.writer)


def hand_in(play: Play) -> Submission:
    """Read the check page, hand in now what it shows, and get the receipt, which a worker makes otherwise."""
    at = play.clock.now
    submission = applications.submissions.actions.submit_application(
        case_id=play.case.pk, by=play.writer, arrived_at=at, at=at, seen_hash=check_page(play.again()).sha256
    )
    send_receipt(play, submission)
    return submission


def send_receipt(play: Play, submission: Submission) -> None:
    applications.submissions.actions.send_receipt(submission_id=submission.pk, at=play.clock.next(hours=0))


def _sections(play: Play, at: datetime) -> dict[str, Any]:
    """A whole application in every section of the 2022 form."""
    project, region, call = play.project, play.case.region, play.case.call
    words = {
        "name": project.name,
        "county": region.county,
        "manager": play.writer.name,
        "email": play.writer.email,
    }
    sections: dict[str, Any] = {
        key: {name: text.format(**words) for name, text in texts()[key].items()} for key in TEXT_SECTIONS
    }
    start_on = max(localtime(at).date() + timedelta(days=60), call.project_earliest_start_on)
    end_on = call.project_latest_end_on
    sections["period"] = {"start_on": start_on.isoformat(), "end_on": end_on.isoformat()}
    sections["activities"] = {
        "rows": [
            {
                "name": activity["name"],
                "description": activity["description"],
                "start_on": (start_on + timedelta(days=activity["from"])).isoformat(),
                "end_on": min(start_on + timedelta(days=activity["to"]), end_on).isoformat(),
            }
            for activity in texts()["activities"]
        ]
    }
    sections["budget"], sections["funding"] = _money(play, project.cost, start_on.year)
    return sections


def _money(play: Play, cost: int, first_year: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A budget in which the region pays a tenth of staff and the fund the rest."""
    amounts: dict[str, dict[str, int]] = {"staff": {}, "services": {}, "travel": {}}
    applied, own = {}, {}
    for year in play.case.call.project_years:
        if year < first_year:
            continue
        staff = cost // 4 if year == first_year else cost
        costs = {"staff": staff, "services": staff // 5 // 1000 * 1000, "travel": 30_000}
        for cost_type, amount in costs.items():
            amounts[cost_type][str(year)] = amount
        total = sum(costs.values()) + (staff * 15 + 50) // 100
        own[str(year)] = staff // 10
        applied[str(year)] = total - own[str(year)]
    funding = {"applied": applied, "rows": [{"name": play.case.region.name, "kind": "own_cash", "amounts": own}]}
    return {"amounts": amounts}, funding
