"""Who and what the cases are about: one open call and nineteen closed ones, the regions' people, and staff."""

import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from applications.calls.models import Call, CallYear, FormVersion
from bench.writing import QUESTIONS, Answers, form_definition
from portal.accounts.models import StaffRole, User
from regions.models import Membership, Region

CLOSED_CALLS = 19
# The region whose pages are measured, and the one that hands in, so that what it sends changes nobody's lists.
READING_REGION, SENDING_REGION = "20", "21"
LONG_AGO = datetime(2021, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Opened:
    """A call with the form that its drafts are on."""

    call: Call
    form: FormVersion


@dataclass(frozen=True)
class World:
    open: Opened
    # A call whose form asks much more, for what must cost the same whatever the number of answers.
    long: Opened
    closed: list[Opened]
    # The people of each region, by its code; the first may sign.
    people: dict[str, list[User]]
    officers: list[User]
    assessors: list[User]
    decider: User
    regions: dict[str, Region]
    answers: Answers

    @property
    def reader(self) -> User:
        return self.people[READING_REGION][0]

    @property
    def sender(self) -> User:
        return self.people[SENDING_REGION][0]


def build_world() -> World:
    """Everything but the cases, in an empty database that has only what the migrations load."""
    now = timezone.now()
    shipped = Call.objects.get(slug="regionala-strukturer-for-validering")
    return World(
        open=_call(shipped, "oppen", now - timedelta(days=30), now + timedelta(days=60)),
        long=_call(shipped, "lang", now - timedelta(days=30), now + timedelta(days=60), questions=3 * QUESTIONS),
        closed=[
            _call(
                shipped,
                f"stangd-{number}",
                LONG_AGO + timedelta(days=60 * number),
                LONG_AGO + timedelta(days=60 * number + 90),
            )
            for number in range(CLOSED_CALLS)
        ],
        people={region.code: _people_of(region) for region in Region.objects.order_by("code")},
        officers=[_staff(f"officer-{n}", f"Handläggare {n}", StaffRole.Role.CASE_OFFICER) for n in range(8)],
        assessors=[_staff(f"assessor-{n}", f"Bedömare {n}", StaffRole.Role.ASSESSOR) for n in range(4)],
        decider=_staff("decider", "Beslutsfattaren", StaffRole.Role.DECISION_MAKER),
        regions=Region.objects.in_bulk(),
        answers=Answers.written(),
    )


def _call(shipped: Call, name: str, opens_at: datetime, closes_at: datetime, questions: int = QUESTIONS) -> Opened:
    """A call that says what the shipped one says, at another time and with the bench's form."""
    call = copy.copy(shipped)
    call._state = copy.copy(shipped._state)
    call.pk, call._state.adding, call.slug = None, True, f"bench-{name}"
    call.audit_sequence, call.audit_hash = 0, ""
    call.opens_at, call.closes_at, call.published_at = opens_at, closes_at, opens_at
    call.project_earliest_start_on = opens_at.date()
    call.project_latest_end_on = opens_at.date().replace(year=opens_at.year + 2, month=12, day=31)
    call.save()
    call.eligible_regions.set(Region.objects.all())
    years = [opens_at.year + number for number in range(3)]
    CallYear.objects.bulk_create([CallYear(call=call, year=year, budget=20_000_000) for year in years])
    for criterion in shipped.criteria.all():
        criterion.pk, criterion.call = None, call
        criterion._state.adding = True
        criterion.save()
    form = FormVersion.objects.create(call=call, number=1, definition=form_definition(questions), created_at=opens_at)
    return Opened(call, form)


def _people_of(region: Region) -> list[User]:
    people = [_person(f"region-{region.code}-{number}", f"Person {number} i {region.name}") for number in range(3)]
    roles = [Membership.Role.SIGNATORY, Membership.Role.EDITOR, Membership.Role.READER]
    Membership.objects.bulk_create(
        [
            Membership(region=region, person=person, role=role, started_at=LONG_AGO)
            for person, role in zip(people, roles, strict=True)
        ]
    )
    return people


def _staff(address: str, name: str, role: str) -> User:
    person = _person(address, name)
    StaffRole.objects.create(person=person, role=role)
    return person


def _person(address: str, name: str) -> User:
    return User.objects.create(email=f"{address}@example.test", name=name, is_active=True, created_at=LONG_AGO)
