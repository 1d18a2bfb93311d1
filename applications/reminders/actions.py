"""Sending what the plan says is due."""

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import structlog
from django.db import transaction

import portal.notices.actions
from applications.calls.models import Call, Extension
from applications.calls.queries import people_of
from applications.reminders import queries
from applications.reminders.mails import EXTENDED, KINDS, TEMPLATES, ReminderMail
from applications.reminders.models import Reminder, Round
from applications.reminders.plan import (
    TOO_LATE_TO_TELL,
    Due,
    Moment,
    due,
    for_region,
    planned_moments,
    regions_to_act_on,
)

log = structlog.get_logger(__name__)


def send_due(*, at: datetime) -> int:
    """Put all reminders that are due in the outbox, and note the planned moments that are then dealt with.

    Safe to call at any time, from any number of workers: each person's reminder of a planned moment is one row, made in
    one transaction with its mail. Returns how many reminders this call made.
    """
    calls = queries.calls_to_act_on(at)
    if not calls:
        return 0
    world = queries.gather(calls)
    return sum(_deal_with(world, facts, at=at) for facts in world.calls)


def _deal_with(world: queries.World, facts: queries.Facts, *, at: datetime) -> int:
    """Send what the latest planned moment of each of a call's regions asks for. A mail that can't be written does not
    stop the others.
    """
    everyone = due(facts.plan, facts.regions, facts.people, done=facts.done, sent=facts.sent, at=at)
    moments = regions_to_act_on(facts.plan, facts.regions, done=facts.done, at=at)
    return sum(
        _deal_with_moment(world, facts, moment, codes, [one for one in everyone if one.moment == moment], at=at)
        for moment, codes in moments.items()
    )


def _deal_with_moment(
    world: queries.World,
    facts: queries.Facts,
    moment: Moment,
    codes: Collection[str],
    everyone: list[Due],
    *,
    at: datetime,
) -> int:
    sent = failed = 0
    for one in everyone:
        mail = world.mail(facts, moment, one.regions, at=at)
        try:
            sent += _send(one, mail, world.people[one.person_id], expires_at=_loses_meaning(facts, one), at=at)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others still get theirs; it is tried again
            failed += 1
            log.error("reminder_not_written", call=one.call_id, person=one.person_id, error=type(error).__name__)  # noqa: TRY400
    if not failed:
        _note_done(facts.call, moment, codes, at=at)
    log.info("reminders_sent", call=facts.call.pk, planned_at=moment.at.isoformat(), sent=sent, failed=failed)
    return sent


@transaction.atomic
def tell_of_extension(*, extension: Extension, regions: Collection[str], at: datetime) -> int:
    """Mail everyone who acts for these regions that their closing moved, with what each region has in the call.

    Also those who have submitted: they may reopen it. Returns how many mails this call made.
    """
    world = queries.gather(list(queries.with_plan(Call.objects.filter(pk=extension.call_id))))
    (facts,) = world.calls
    alike: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    regions_of = {person.id: person.regions for person in facts.people}
    for person in people_of(regions):
        alike[tuple(sorted(regions_of[person.pk] & set(regions)))].append(person)
    mails = [
        portal.notices.actions.notify(
            people=people,
            kind=KINDS[EXTENDED],
            template=TEMPLATES[EXTENDED],
            context={"mail": world.mail(facts, Moment(at, EXTENDED), codes, at=at), "extension": extension},
            key=f"extension:{extension.pk}",
            at=at,
        )
        for codes, people in sorted(alike.items())
    ]
    return sum(map(len, mails))


@transaction.atomic
def _note_done(call: Call, moment: Moment, codes: Collection[str], *, at: datetime) -> None:
    """Keep that the moment is dealt with for these regions too."""
    values = {"done_at": at, "regions": sorted(codes)}
    rounds = Round.objects.select_for_update()
    found, created = rounds.get_or_create(call=call, kind=moment.kind, planned_at=moment.at, defaults=values)
    if not created and found.regions:
        found.regions = sorted({*found.regions, *codes})
        found.save(update_fields=["regions"])


@transaction.atomic
def _send(one: Due, mail: ReminderMail, person: Any, *, expires_at: datetime, at: datetime) -> int:
    """One person's reminder and its mail. 0 when it was already there, or the person does not want it."""
    planned = one.moment.at.astimezone(UTC)
    mails = portal.notices.actions.notify(
        people=[person],
        kind=KINDS[mail.kind],
        template=TEMPLATES[mail.kind],
        context={"mail": mail},
        key=f"reminder:{one.call_id}:{planned:%Y-%m-%dT%H:%M:%S}",
        at=at,
        expires_at=expires_at,
    )
    if not mails:
        return 0
    _reminder, created = Reminder.objects.get_or_create(
        call_id=one.call_id,
        person=person,
        planned_at=one.moment.at,
        defaults={"kind": mail.kind, "queued_at": at, "mail": mails[0], "region_names": mail.region_names},
    )
    return int(created)


def _loses_meaning(facts: queries.Facts, one: Due) -> datetime:
    """From when the mail is not worth sending any more: the next planned moment of its regions has its own."""
    mine = [region for region in facts.regions if region.code in one.regions]
    later = {moment.at for region in mine for moment in planned_moments(for_region(facts.plan, region))}
    return min((at for at in later if at > one.moment.at), default=one.moment.at + TOO_LATE_TO_TELL)
