"""Telling people things: on their start page, and by mail at once or once a day, as each of them chooses."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

import portal.outbox.actions
from portal.accounts.models import User
from portal.notices import digest
from portal.notices.kinds import Kind, mutable_keys
from portal.notices.models import DigestChoice, MutedKind, Notice
from portal.notices.querysets import NoticeQuerySet
from portal.notices.restating import as_they_hold
from portal.outbox.actions import Enclosed, NewMail
from portal.outbox.models import Mail

# What was read is kept for a year on the page of all notices.
KEPT_AFTER_READING = timedelta(days=365)


# --- Telling -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A person's notice, and the mail with it: none when it waits for their digest, or they want no such mails."""

    notice: Notice
    mail: Mail | None


def render_notice(*, person: Any, template: str, context: dict[str, Any], kind: Kind | None = None) -> tuple[str, str]:
    """Subject and body of the mail `templates/<template>`, in the person's language.

    The template's first line is the subject. It is plain text: nothing is escaped. Beside `context` it knows `person`,
    `portal_url` and `agency_name`. The foot says who sends it and, for a `kind` that may be, how to turn it off.
    """
    given = {**context, "person": person, "portal_url": settings.PORTAL_URL, "agency_name": settings.AGENCY_NAME}
    with translation.override(person.language):
        subject, _line, body = _render(template, given).strip().partition("\n")
        foot = _render("notices/_mail_foot.txt", {**given, "kind": kind}).strip()
    return subject.strip(), f"{body.strip()}\n\n-- \n{foot}\n"


def _render(template: str, context: dict[str, Any]) -> str:
    return get_template(template).template.render(Context(context, autoescape=False))  # type: ignore[attr-defined]


@transaction.atomic(savepoint=False)
def notify(
    *,
    people: Collection[Any],
    kind: Kind,
    template: str,
    context: dict[str, Any] | Callable[[Any], dict[str, Any]],
    key: str,
    at: datetime,
    expires_at: datetime | None = None,
    link: str | Callable[[Any], str] = "",
    enclosed: Enclosed | None = None,
) -> list[Told]:
    """Tell each of `people` who can sign in, on their start page and, if they want such mails, by mail.

    `link` is where in the portal it leads: a path, from `reverse()`. It and `context` may be functions of the person,
    where they are not the same for all. `key` and the person make the notice unique, and its mail. Whoever wants one
    mail a day finds it in their next digest, unless it must be mailed at once, or would by then have lost its meaning:
    what is still not sent at `expires_at` is not sent at all. `enclosed` is a file to send with the mails. Returns what
    each was told.
    """
    told = _not_yet_told(kind, people, key=key)
    muted = who_muted(kind, told)
    waits = _who_waits(kind, told, at=at, expires_at=expires_at) - muted
    notices, mails = [], []
    for person in told:
        own_key = f"{key}:{person.pk}"
        own = context(person) if callable(context) else context
        subject, body = render_notice(person=person, template=template, context=own, kind=kind)
        notices.append(
            Notice(
                key=own_key,
                person=person,
                kind=kind.key,
                subject=portal.outbox.actions.one_line(subject),
                link=link(person) if callable(link) else link,
                created_at=at,
                in_digest=person.pk in waits,
            )
        )
        if person.pk not in muted | waits:
            mails.append(NewMail(own_key, person, subject, body))
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    queued = portal.outbox.actions.queue_mails(
        mails, category=kind.key, at=at, expires_at=expires_at, enclosed=enclosed
    )
    by_key = {mail.key: mail for mail in queued}
    return [Told(notice, by_key.get(notice.key)) for notice in notices]


def _not_yet_told(kind: Kind, people: Collection[Any], *, key: str) -> list[Any]:
    """Those who can sign in and don't have this notice.

    Where everybody is mailed at once the keys alone see to it. Elsewhere somebody may have chosen anew since the first
    time, and would get as a mail what they have in a digest.
    """
    active = [person for person in people if person.is_active]
    if not kind.may_be_muted:
        return active
    keys = [f"{key}:{person.pk}" for person in active]
    told = set(Notice.objects.filter(key__in=keys).values_list("person_id", flat=True))
    return [person for person in active if person.pk not in told]


@transaction.atomic
def withdraw_notices(notices: NoticeQuerySet) -> int:
    """Take those of `notices` back that nobody has read: what they say does not hold. Returns how many. One query.

    Nor are they in a digest then. Their mails are the outbox's own (`withdraw_mails`).
    """
    return notices.unread().delete()[0]


@transaction.atomic
def forget(*, notices: NoticeQuerySet) -> int:
    """Remove `notices`, read or not: those they were for may not know of it any more. Returns how many. One query.

    Their mails are the outbox's own (`withdraw_mails`).
    """
    return notices.delete()[0]


def who_muted(kind: Kind, people: Collection[Any]) -> set[int]:
    """The ids of those of `people` who do not want mails of this kind."""
    if not kind.may_be_muted:
        return set()
    return set(MutedKind.objects.filter(kind=kind.key, person__in=people).values_list("person_id", flat=True))


def _who_waits(kind: Kind, people: Collection[Any], *, at: datetime, expires_at: datetime | None) -> set[int]:
    """The ids of those of `people` whose mail waits for the day's digest."""
    too_late = expires_at is not None and expires_at <= digest.next_moment(at)
    if too_late or not kind.may_be_muted:
        return set()
    return set(DigestChoice.objects.filter(person__in=people).values_list("person_id", flat=True))


# --- Choosing ----------------------------------------------------------------------------------


@transaction.atomic
def choose_mails(*, person: Any, wanted: Collection[str], daily: bool, at: datetime) -> None:
    """Keep which of the kinds that the person may turn off they want by mail, and whether once a day.

    Who wants their mails at once again gets what waited for the digest now.
    """
    choices = mutable_keys(person)
    muted = choices - set(wanted)
    MutedKind.objects.filter(person=person, kind__in=choices - muted).delete()
    MutedKind.objects.bulk_create(
        [MutedKind(person=person, kind=kind) for kind in sorted(muted)], ignore_conflicts=True
    )
    if daily:
        DigestChoice.objects.get_or_create(person=person)
    elif DigestChoice.objects.filter(person=person).delete()[0]:
        send_digest(person=person, at=at)


# --- The day's digest --------------------------------------------------------------------------


def send_digests(*, at: datetime) -> int:
    """Mail everyone what has waited since before the latest moment for digests. Returns how many mails this call made.

    Safe to call at any time, from any number of workers: each person's digest is one transaction, in which what is in
    it stops waiting.
    """
    moment = digest.latest_moment(at)
    waiting = Notice.objects.waiting().filter(created_at__lt=moment)
    people = User.objects.filter(pk__in=waiting.values("person")).order_by("pk")
    return sum(send_digest(person=person, before=moment, at=at) is not None for person in people)


@transaction.atomic
def send_digest(*, person: Any, at: datetime, before: datetime | None = None) -> Mail | None:
    """Put one mail in the outbox with what waits for the person, or has since before a moment; None if nothing.

    What they have turned off since then is left out, what does not hold any more (`restating`), and everything for one
    who can't sign in any more.
    """
    waiting = Notice.objects.of(person).waiting()
    if before:
        waiting = waiting.filter(created_at__lt=before)
    notices = list(waiting.select_for_update(no_key=True).order_by("created_at", "pk"))
    muted = set(MutedKind.objects.filter(person=person).values_list("kind", flat=True))
    wanted = [notice for notice in notices if person.is_active and notice.kind not in muted]
    shown = as_they_hold(wanted, language=person.language, at=at)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(in_digest=False)
    if not shown:
        return None
    context = {"notices": shown, "sent_at": at}
    subject, body = render_notice(person=person, template="notices/mail_digest.txt", context=context)
    mail = NewMail(f"digest:{shown[-1].key}", person, subject, body)
    return portal.outbox.actions.queue_mails([mail], category="digest", at=at)[0]


# --- Reading -----------------------------------------------------------------------------------


@transaction.atomic
def mark_read(*, notices: Any, by: Any, at: datetime) -> int:
    """Mark those of `notices` as read that are the reader's own and were not. They are not mailed any more."""
    return notices.of(by).unread().update(read_at=at, in_digest=False)


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Remove what was read more than a year ago. Returns how many that were."""
    return Notice.objects.read_before(at - KEPT_AFTER_READING).delete()[0]
