"""Plays the demonstration's story through the portal's own actions, with moments in the past: as people would have."""

import json
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.urls import resolve
from django.utils.timezone import get_current_timezone, localtime

import applications.calls.actions
import applications.cases.actions
import applications.decisions.actions
import applications.drafting.actions
import applications.letters.actions
import applications.reviews.actions
import applications.submissions.actions
import portal.accounts.actions
import regions.actions
from applications.calls.models import Call
from applications.cases.models import Case
from applications.demo.cast import PASSWORD, PROJECTS, REGION_PEOPLE, STAFF, Project
from applications.drafting.fields import flatten
from applications.reviews.actions import Given
from applications.submissions.queries import check_page
from portal.accounts.models import User
from regions.models import Region

ORIGINAL = "regionala-strukturer-for-validering"
SLUG = "demonstration"
DAYS_OPEN_BEFORE, DAYS_LEFT = 40, 25
# Over a weekend too, whatever is handed in has been by then.
DAYS_TO_WRITE = 4
OPENS, CLOSES, WEEKEND = 8, 17, {5, 6}
ASSESSED_CRITERION = 4


@transaction.atomic
def tell(*, at: datetime) -> Call:
    """Write the whole demonstration into an empty database, seen from the moment `at`. Returns its open call."""
    people = _invite_people(at=_Clock(at - timedelta(days=DAYS_OPEN_BEFORE + 14)).next())
    call = _publish_call(people["anna.berg"], at=at)
    # The oldest first, as the registry numbers them.
    for project in sorted(PROJECTS, key=lambda each: each.days_ago, reverse=True):
        _play(project, call, people, at=at)
    return call


@cache
def _texts() -> dict[str, Any]:
    return json.loads((Path(__file__).parent / "data" / "answers.json").read_text(encoding="utf-8"))


def _invite_people(*, at: datetime) -> dict[str, User]:
    people: dict[str, User] = {}
    for staff in STAFF:
        invitation = portal.accounts.actions.invite_person(
            email=staff.email,
            name=staff.name,
            roles=staff.roles,
            organisation=staff.organisation,
            by=people.get("anna.berg"),
            at=at,
        )
        people[staff.key] = _accept(invitation, at=at)
    for member in REGION_PEOPLE:
        for role in member.roles:
            membership = regions.actions.add_member(
                region=Region.objects.get(pk=member.region),
                role=role,
                email=member.email,
                name=member.name,
                by=people["anna.berg"],
                at=at,
            )
        people[member.key] = membership.person
        _accept(
            portal.accounts.actions.invite_person(email=member.email, name=member.name, by=people["anna.berg"], at=at),
            at=at,
        )
        people[member.key].refresh_from_db()
    return people


def _accept(invitation: Any, *, at: datetime) -> User:
    """As the person would: by the link in the mail."""
    token = resolve(urlsplit(invitation.link).path).kwargs["token"]
    return portal.accounts.actions.accept_invitation(token=token, password=PASSWORD, at=at)


def _publish_call(administrator: User, *, at: datetime) -> Call:
    opens_at = _midnight(at - timedelta(days=DAYS_OPEN_BEFORE))
    clock = _Clock(opens_at - timedelta(days=6))
    call = applications.calls.actions.clone_call(
        call=Call.objects.get(slug=ORIGINAL),
        slug=SLUG,
        title="Demonstration: regionala strukturer för validering",
        title_en="Demonstration: regional structures for validation",
        opens_at=opens_at,
        closes_at=_midnight(at + timedelta(days=DAYS_LEFT + 1)),
        by=administrator,
        at=clock.next(),
        is_demo=True,
    )
    return applications.calls.actions.publish_call(call_id=call.pk, by=administrator, at=clock.next())


def _midnight(moment: datetime) -> datetime:
    """The beginning of the moment's day in Stockholm."""
    return datetime.combine(localtime(moment).date(), time(), get_current_timezone())


def _play(project: Project, call: Call, people: dict[str, User], *, at: datetime) -> None:
    """Take the project as far as it has come, each step by the person whose it is."""
    member = next(person for person in REGION_PEOPLE if person.key == project.writer)
    region, writer = Region.objects.get(pk=member.region), people[project.writer]
    clock = _Clock(at - timedelta(days=project.days_ago + DAYS_TO_WRITE))
    case = applications.drafting.actions.start_draft(
        call=call, region=region, title=project.name, by=writer, at=clock.next()
    )
    _write(case, project, writer, region, clock)
    if project.reached in {"empty", "half", "ready"}:
        return
    _submit(case, writer, clock)
    if project.reached == "submitted":
        return
    _handle(case, project, people, clock)
    if project.acknowledged:
        letter = case.decisions.get().letter
        applications.letters.actions.note_opened(letter_id=letter.pk, by=writer, at=clock.next())
        applications.letters.actions.acknowledge(letter_id=letter.pk, by=writer, at=clock.next())


class _Clock:
    """Goes some time between one thing and the next, in office hours: Monday to Friday, 8 to 17 in Stockholm."""

    def __init__(self, start: datetime) -> None:
        self._now = localtime(start)

    def next(self, hours: float = 3) -> datetime:
        # Not on the hour, as people don't.
        self._now = localtime(self._now + timedelta(hours=hours, minutes=7))
        while self._now.weekday() in WEEKEND or not OPENS <= self._now.hour < CLOSES:
            day = self._now.date() + timedelta(days=int(self._now.hour >= OPENS))
            self._now = datetime.combine(day, time(OPENS, (self._now.minute * 7) % 60), get_current_timezone())
        return self._now


def _write(case: Case, project: Project, writer: User, region: Region, clock: _Clock) -> None:
    sections = _sections(project, writer, region, case.call, clock.next())
    if project.reached == "empty":
        sections = {}
    elif project.reached == "half":
        sections = {key: sections[key] for key in ("project", "applicant", "background")}
        del sections["background"]["strategy"]
    for key, content in sections.items():
        applications.drafting.actions.save_section(
            case_id=case.pk,
            section_key=key,
            changes={path: str(value) for path, value in flatten(content).items()},
            base_version=0,
            by=writer,
            at=clock.next(hours=0.2),
        )


def _sections(project: Project, writer: User, region: Region, call: Call, at: datetime) -> dict[str, Any]:
    """A whole application in every section of the 2022 form."""
    words = {"name": project.name, "county": region.county, "manager": writer.name, "email": writer.email}
    sections: dict[str, Any] = {
        key: {name: text.format(**words) for name, text in _texts()[key].items()}
        for key in (
            "project",
            "applicant",
            "background",
            "objectives",
            "organisation",
            "horizontal",
            "indicators",
        )
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
            for activity in _texts()["activities"]
        ]
    }
    sections["budget"], sections["funding"] = _money(project, region, call, start_on.year)
    return sections


def _money(project: Project, region: Region, call: Call, first_year: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A budget in which the region pays a tenth of staff and the fund the rest."""
    amounts: dict[str, dict[str, int]] = {"staff": {}, "services": {}, "travel": {}}
    applied, own = {}, {}
    for year in call.project_years:
        if year < first_year:
            continue
        staff = project.cost // 4 if year == first_year else project.cost
        costs = {"staff": staff, "services": staff // 5 // 1000 * 1000, "travel": 30_000}
        for cost_type, amount in costs.items():
            amounts[cost_type][str(year)] = amount
        total = sum(costs.values()) + (staff * 15 + 50) // 100
        own[str(year)] = staff // 10
        applied[str(year)] = total - own[str(year)]
    funding = {"applied": applied, "rows": [{"name": region.name, "kind": "own_cash", "amounts": own}]}
    return {"amounts": amounts}, funding


def _submit(case: Case, writer: User, clock: _Clock) -> None:
    at = clock.next()
    applications.submissions.actions.submit_application(
        case_id=case.pk, by=writer, arrived_at=at, at=at, seen_hash=check_page(_fresh(case)).sha256
    )


def _fresh(case: Case) -> Case:
    return Case.objects.select_related("call", "region", "draft__form_version").get(pk=case.pk)


def _handle(case: Case, project: Project, people: dict[str, User], clock: _Clock) -> None:
    """What staff have done so far."""
    officer, decider = people[project.officer], people["eva.strand"]
    case_id = case.pk
    applications.cases.actions.take_case(case_id=case_id, by=officer, at=clock.next(hours=20))
    applications.cases.actions.declare_conflict(case_id=case_id, by=officer, has_conflict=False, at=clock.next())
    if project.reached == "checking":
        return
    items = {item.key for item in case.call.checklist.all()}
    is_dismissed = project.reached == "dismiss"
    applications.reviews.actions.check_completeness(
        case_id=case_id,
        met=items - {"period"} if is_dismissed else items,
        comment="Projektperioden börjar för tidigt." if is_dismissed else "",
        by=officer,
        at=clock.next(),
    )
    if project.reached == "assessing":
        applications.cases.actions.ask_assessor(
            case_id=case_id, person=people["leila.haddad"], by=officer, at=clock.next()
        )
        return
    if not is_dismissed:
        _assess(case, officer, clock)
    _decide(case, project, officer, decider, clock)


def _assess(case: Case, officer: User, clock: _Clock) -> None:
    scores = {
        criterion.key: Given(points=ASSESSED_CRITERION, comment="Ansökan svarar väl mot kriteriet.")
        for criterion in case.call.criteria.all()
    }
    applications.reviews.actions.hand_in_assessment(
        case_id=case.pk, scores=scores, summary="En genomarbetad ansökan.", by=officer, at=clock.next(hours=24)
    )


def _decide(case: Case, project: Project, officer: User, decider: User, clock: _Clock) -> None:
    outcome = "grant" if project.reached == "proposed" else project.reached
    applied = {amount.year: amount.amount for amount in case.submissions.get().amounts.all()}
    amounts = {
        "grant": applied,
        "grant_in_part": {year: amount * 8 // 10 // 1000 * 1000 for year, amount in applied.items()},
    }.get(outcome, {})
    text = case.call.letter_texts.get(outcome=outcome)
    proposal = applications.decisions.actions.propose_decision(
        case_id=case.pk,
        outcome=outcome,
        amounts=amounts,
        reasons=_texts()["reasons"][outcome],
        conditions=text.conditions,
        by=officer,
        at=clock.next(hours=24),
    )
    if project.reached == "proposed":
        return
    applications.cases.actions.declare_conflict(case_id=case.pk, by=decider, has_conflict=False, at=clock.next())
    decision = applications.decisions.actions.decide(proposal_id=proposal.pk, by=decider, at=clock.next())
    applications.letters.actions.make_letter(letter_id=decision.letter.pk, at=clock.next(hours=1))
