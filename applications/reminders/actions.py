"""Sending what the plan says is due."""

from datetime import UTC, datetime
from typing import Any

import structlog
from django.db import transaction

import portal.notices.actions
from applications.reminders import queries
from applications.reminders.mails import KINDS, TEMPLATES, ReminderMail
from applications.reminders.models import Reminder, Round
from applications.reminders.plan import TOO_LATE_TO_TELL, Due, Moment, due, moment_to_act_on, planned_moments

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
    """Send what one call's latest planned moment asks for. A mail that can't be written does not stop the others."""
    moment = moment_to_act_on(facts.plan, done=facts.done, at=at)
    if moment is None:
        return 0
    sent = failed = 0
    for one in due(facts.plan, facts.regions, facts.people, done=facts.done, sent=facts.sent, at=at):
        mail = world.mail(facts, moment, one.regions, at=at)
        try:
            sent += _send(one, mail, world.people[one.person_id], expires_at=_loses_meaning(facts, moment), at=at)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others still get theirs; it is tried again
            failed += 1
            log.error("reminder_not_written", call=one.call_id, person=one.person_id, error=type(error).__name__)  # noqa: TRY400
    if not failed:
        Round.objects.get_or_create(call=facts.call, kind=moment.kind, planned_at=moment.at, defaults={"done_at": at})
    log.info("reminders_sent", call=facts.call.pk, planned_at=moment.at.isoformat(), sent=sent, failed=failed)
    return sent


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


def _loses_meaning(facts: queries.Facts, moment: Moment) -> datetime:
    """From when the mail is not worth sending any more: the next planned moment has its own."""
    return next(
        (later.at for later in planned_moments(facts.plan) if later.at > moment.at), moment.at + TOO_LATE_TO_TELL
    )
