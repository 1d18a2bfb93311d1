"""Sending what the plan says is due."""

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime

import structlog
from django.db import transaction
from django.urls import reverse

import portal.notices.actions
from applications.calls.models import Call, Extension
from applications.calls.queries import people_of
from applications.reminders import queries
from applications.reminders.mails import EXTENDED, KINDS, TEMPLATES, ReminderMail
from applications.reminders.models import Reminder, Round, Way
from applications.reminders.plan import (
    TOO_LATE_TO_TELL,
    Due,
    Moment,
    due,
    for_region,
    planned_moments,
    regions_to_act_on,
)
from portal.notices.actions import Told, withdraw_notices
from portal.notices.models import Notice
from portal.outbox.actions import withdraw_mails
from portal.outbox.models import Mail

log = structlog.get_logger(__name__)


class _ClosingMovedError(Exception):
    """The call was given longer after it was read. The next beat reads it anew."""


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
    """Send what the latest planned moment of each of a call's regions asks for."""
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
    """Send all of a moment's reminders at once; one by one when some can't be written, so that it stops no other."""
    failed = 0
    try:
        sent = _send(world, facts, everyone, at=at) if everyone else 0
    except _ClosingMovedError:
        return 0
    except Exception:  # noqa: BLE001 - whatever it is, whose mail it was is found below, and told there
        sent = 0
        for one in everyone:
            try:
                sent += _send(world, facts, [one], at=at)
            except Exception as error:  # noqa: BLE001 - the others still get theirs; it is tried again
                failed += 1
                log.error("reminder_not_written", call=one.call_id, person=one.person_id, error=type(error).__name__)  # noqa: TRY400
    if not failed:
        _note_done(facts.call, moment, codes, at=at)
    log.info("reminders_sent", call=facts.call.pk, planned_at=moment.at.isoformat(), sent=sent, failed=failed)
    return sent


@transaction.atomic
def tell_of_extension(*, extension: Extension, regions: Collection[str], at: datetime) -> int:
    """Mail everyone who acts for these regions that their closing moved, with what each region has in the call.

    Also those who have submitted: they may reopen it. Reminders of the old closing that are not sent or read yet are
    taken back, and this mail stands for what the new closing would have reminded them of by now. Returns how many
    people were told.
    """
    world = queries.gather(list(queries.with_plan(Call.objects.filter(pk=extension.call_id))))
    (facts,) = world.calls
    moved = [region for region in facts.regions if region.code in regions]
    for moment, codes in regions_to_act_on(facts.plan, moved, done=facts.done, at=at).items():
        _note_done(facts.call, moment, codes, at=at)
    regions_of = {person.id: person.regions for person in facts.people}
    people = people_of(regions)
    # Who acts for another region too keeps what is true for that one; this mail comes after it.
    theirs = [person.pk for person in people if regions_of[person.pk] <= set(regions)]
    withdraw_mails(Mail.objects.filter(reminder__call=facts.call, person__in=theirs), at=at)
    withdraw_notices(Notice.objects.with_key(_key(facts.call)).filter(person__in=theirs))
    told = portal.notices.actions.notify(
        people=people,
        kind=KINDS[EXTENDED],
        template=TEMPLATES[EXTENDED],
        context=lambda person: {
            "mail": world.mail(facts, Moment(at, EXTENDED), sorted(regions_of[person.pk] & set(regions)), at=at),
            "extension": extension,
        },
        key=f"extension:{extension.pk}",
        link=reverse("calls:call", args=[facts.call.slug]),
        at=at,
    )
    return len(told)


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
def _send(world: queries.World, facts: queries.Facts, everyone: Collection[Due], *, at: datetime) -> int:
    """These people's reminders of one planned moment and their mails, in as many questions for one as for hundreds.

    The call's row is locked, so that another beat waits and then finds them sent, and so that nobody is told of a
    closing that has just been moved. Those who do not want the mail have it on their start page alone.
    """
    if _is_moved(facts.call):
        raise _ClosingMovedError
    moment = next(iter(everyone)).moment
    had = queries.reminded(facts.call, moment)
    alike: dict[datetime, dict[int, ReminderMail]] = defaultdict(dict)
    for one in everyone:
        if one.person_id not in had:
            mail = world.mail(facts, moment, one.regions, at=at)
            alike[_loses_meaning(facts, one)][one.person_id] = mail
    return sum(
        _mail(world, facts.call, moment, mails, expires_at=expires_at, at=at) for expires_at, mails in alike.items()
    )


def _is_moved(call: Call) -> bool:
    """Whether the call, which is locked from here on, closes otherwise than when it was read."""
    now = Call.objects.locked().only("closes_at", "region_closings").get(pk=call.pk)
    return (now.closes_at, now.region_closings) != (call.closes_at, call.region_closings)


def _mail(
    world: queries.World,
    call: Call,
    moment: Moment,
    mails: dict[int, ReminderMail],
    *,
    expires_at: datetime,
    at: datetime,
) -> int:
    told = portal.notices.actions.notify(
        people=[world.people[person_id] for person_id in mails],
        kind=KINDS[moment.kind],
        template=TEMPLATES[moment.kind],
        context=lambda person: {"mail": mails[person.pk]},
        link=lambda person: mails[person.pk].page,
        key=f"{_key(call)}:{moment.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        at=at,
        expires_at=expires_at,
    )
    reminders = [
        Reminder(
            call=call,
            person=one.notice.person,
            planned_at=moment.at,
            kind=moment.kind,
            queued_at=at,
            way=_way(one),
            mail=one.mail,
            region_names=mails[one.notice.person_id].region_names,
        )
        for one in told
    ]
    return len(Reminder.objects.bulk_create(reminders))


def _key(call: Call) -> str:
    """What the keys of all reminders of the call begin with."""
    return f"reminder:{call.pk}"


def _way(told: Told) -> Way:
    if told.mail:
        return Way.MAIL
    return Way.DIGEST if told.notice.in_digest else Way.START_PAGE


def _loses_meaning(facts: queries.Facts, one: Due) -> datetime:
    """From when the mail is not worth sending any more: the next planned moment of its regions has its own."""
    mine = [region for region in facts.regions if region.code in one.regions]
    later = {moment.at for region in mine for moment in planned_moments(for_region(facts.plan, region))}
    return min((at for at in later if at > one.moment.at), default=one.moment.at + TOO_LATE_TO_TELL)
