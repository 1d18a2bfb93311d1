"""Plays the demonstration's story through the portal's own actions, with moments in the past: as people would have."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.urls import resolve
from django.utils.timezone import get_current_timezone, localtime

import applications.calls.actions
import applications.decisions.actions
import applications.drafting.actions
import portal.accounts.actions
import portal.notices.actions
import regions.actions
from applications.calls.models import Call
from applications.decisions.models import Proposal
from applications.demo import handling, writing
from applications.demo.cast import PASSWORD, PROJECTS, REGION_PEOPLE, STAFF, Project
from applications.demo.happenings import HAPPENINGS
from applications.demo.play import Clock, Play
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.notices.models import Notice
from regions.models import Region

ORIGINAL = "regionala-strukturer-for-validering"
SLUG = "demonstration"
DAYS_OPEN_BEFORE, DAYS_LEFT = 40, 25
# Over a weekend too, whatever is handed in has been by then.
DAYS_TO_WRITE = 4
DAYS_TO_MEETING = 12
DRAFTS = {"empty", "half", "ready"}


@transaction.atomic
def tell(*, at: datetime) -> Call:
    """Write the whole demonstration into an empty database, seen from the moment `at`. Returns its open call."""
    people = _invite_people(at=Clock(at - timedelta(days=DAYS_OPEN_BEFORE + 14)).next())
    call = _publish_call(people["anna.berg"], at=at)
    plays = [_begin(project, call, people, at=at) for project in PROJECTS]
    # As they come in, for so the registry numbers them.
    for play in sorted(plays, key=lambda each: each.clock.now):
        _go_on(play)
    last = max(play.clock.now for play in plays)
    _plan_money(call, people["sara.nyberg"], at=last)
    _plan_meeting(call, people, at=last)
    _read_notices(people.values())
    return call


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
    clock = Clock(opens_at - timedelta(days=6))
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


def _begin(project: Project, call: Call, people: dict[str, User], *, at: datetime) -> Play:
    """The project's draft, written as far as it has come. The clock then stands at what comes next."""
    member = next(person for person in REGION_PEOPLE if person.key == project.writer)
    clock = Clock(at - timedelta(days=project.days_ago + DAYS_TO_WRITE))
    case = applications.drafting.actions.start_draft(
        call=call,
        region=Region.objects.get(pk=member.region),
        title=project.name,
        by=people[project.writer],
        at=clock.next(),
    )
    play = Play(project, case, people, clock, told_at=at)
    writing.write(play)
    clock.next()
    return play


def _go_on(play: Play) -> None:
    """Take the project from its draft as far as it has come, each step by the person whose it is."""
    if play.project.reached not in DRAFTS:
        writing.hand_in(play)
    if play.project.reached not in DRAFTS | {"submitted"}:
        handling.handle(play)
    for happening in play.project.then:
        HAPPENINGS[happening](play)


def _plan_money(call: Call, officer: User, *, at: datetime) -> None:
    """A plan for the call's money, as far as it reaches in order of score."""
    applications.decisions.actions.make_scenario(
        call_id=call.pk,
        name="Bredd i landet",
        reasons="Så många län som möjligt får börja. Utgångsläget är rangordningen.",
        follows_ranking=True,
        by=officer,
        at=at,
    )


def _plan_meeting(call: Call, people: dict[str, User], *, at: datetime) -> None:
    """A meeting some days from now, with what waits for a decision on its agenda."""
    officer = people["sara.nyberg"]
    meeting = applications.decisions.actions.plan_meeting(
        name="Beslutsmöte 1",
        meets_on=localtime(at).date() + timedelta(days=DAYS_TO_MEETING),
        form="together",
        place="Rum Vättern",
        chair_id=people["eva.strand"].pk,
        secretary_id=people["per.lund"].pk,
        call_id=call.pk,
        by=officer,
        at=at,
    )
    waiting = Proposal.objects.awaiting_decision().filter(case__call=call, outcome="grant")
    applications.decisions.actions.add_to_agenda(
        meeting_id=meeting.pk, proposal_ids=[proposal.pk for proposal in waiting], by=officer, at=at
    )


def _read_notices(people: Collection[User]) -> None:
    """Everyone has seen on their start page what they had been told when they last did something."""
    for person in people:
        last = AuditEntry.objects.filter(by=person).order_by("-at").first()
        if last is not None:
            seen = Notice.objects.filter(created_at__lt=last.at)
            portal.notices.actions.mark_read(notices=seen, by=person, at=last.at)
