"""Writing to the outbox, and delivering from it."""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import structlog
from celery import current_app
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from portal.outbox import mailer, workers
from portal.outbox.models import Delivery, Job, Mail

log = structlog.get_logger(__name__)

State = Delivery.State
TASKS: dict[type[Mail] | type[Job], str] = {Mail: "outbox.deliver_mail", Job: "outbox.run_job"}
RELAY = "outbox.relay"


# --- Putting in ---------------------------------------------------------------------------------


def withdraw_mails(mails: QuerySet[Mail], *, at: datetime) -> int:
    """See to it that those of `mails` that are not sent never are: what they say does not hold. Returns how many.

    One that a worker is sending at this moment is not stopped.
    """
    return mails.exclude(state=State.DONE).update(expires_at=at)


@transaction.atomic
def queue_mail(
    *,
    to: str,
    subject: str,
    body: str,
    category: str,
    at: datetime,
    key: str = "",
    person: Any = None,
    expires_at: datetime | None = None,
) -> Mail:
    """Put a mail in the outbox, within the caller's transaction. The same `key` twice gives the first mail.

    `subject` becomes one line, whatever was written in the names it holds. A mail that is still here at `expires_at`
    is not sent any more.
    """
    mail, created = Mail.objects.get_or_create(
        key=key or f"mail:{uuid4()}",
        defaults={
            "to": to,
            "subject": one_line(subject),
            "body": _writable(body),
            "category": category,
            "person": person,
            "expires_at": expires_at,
            "created_at": at,
            "queued_at": at,
            "next_attempt_at": at,
        },
    )
    if created:
        _tell_after_commit(mail)
    return mail


@dataclass(frozen=True)
class NewMail:
    """A mail to put in the outbox."""

    key: str
    person: Any
    subject: str
    body: str


@dataclass(frozen=True)
class Enclosed:
    """A file to send with a mail: where it is stored, for as long as the mail waits, and what it is called."""

    path: str
    name: str


@transaction.atomic(savepoint=False)
def queue_mails(
    mails: Sequence[NewMail],
    *,
    category: str,
    at: datetime,
    expires_at: datetime | None = None,
    enclosed: Enclosed | None = None,
) -> list[Mail]:
    """As `queue_mail`, for many people in one query. A key that is there already keeps its first mail.

    The workers are told once, to run the relay: whoever waits for an answer does not wait for a message to each person.
    """
    rows = Mail.objects.bulk_create(
        [
            Mail(
                key=mail.key,
                to=mail.person.email,
                person=mail.person,
                subject=one_line(mail.subject),
                body=_writable(mail.body),
                category=category,
                attachment=enclosed.path if enclosed else "",
                attachment_name=enclosed.name if enclosed else "",
                expires_at=expires_at,
                created_at=at,
                next_attempt_at=at,
            )
            for mail in mails
        ],
        # Not "ignore": an update of nothing gives the ids of the rows that were there.
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["key"],
    )
    transaction.on_commit(lambda: workers.queue.tell(RELAY), robust=True)
    return rows


@transaction.atomic(savepoint=False)
def queue_job(*, task: str, arguments: Sequence[int], key: str, at: datetime) -> Job:
    """Have `task` run with `arguments` (ids only) after the caller's transaction. The same `key` twice is one job.

    One query. A worker that is told of a job that is already done finds nothing to do.
    """
    job = Job(key=key, task=task, arguments=list(arguments), created_at=at, queued_at=at, next_attempt_at=at)
    # Not "ignore": an update of nothing gives the id of the row that was there.
    Job.objects.bulk_create([job], update_conflicts=True, unique_fields=["key"], update_fields=["key"])
    _tell_after_commit(job)
    return job


def try_again(*, delivery: Mail | Job, by: Any, at: datetime) -> bool:
    """Put a failed delivery back in the queue, at a person's word. False when it no longer waits for that.

    Raises PermissionDenied.
    """
    if not by.has_perm("outbox.try_again"):
        raise PermissionDenied(_("Bara den som administrerar portalen kan skicka något igen."))
    changed = _put_back(type(delivery).objects.failed(), delivery, at=at)
    if changed:
        log.info("delivery_tried_again", kind=delivery._meta.label, pk=delivery.pk, by=by.pk)
    return changed


@transaction.atomic(savepoint=False)
def queue_again(*, key: str, at: datetime) -> bool:
    """Have the job of a key run once more, now, whatever became of it; who may ask that is for the caller to say.

    False when a worker has it at this moment, or there is none. A job is safe to run twice.
    """
    job = Job.objects.filter(key=key).first()
    return job is not None and _put_back(Job.objects.exclude(state=State.STARTED), job, at=at)


def _put_back(among: QuerySet[Any], delivery: Mail | Job, *, at: datetime) -> bool:
    """Make a delivery wait anew, with all its attempts, and tell a worker. False when it is not `among` those."""
    changed = among.filter(pk=delivery.pk).update(
        state=State.PENDING, attempts=0, next_attempt_at=at, queued_at=at, last_error=""
    )
    if changed:
        _tell_after_commit(delivery)
    return bool(changed)


def _writable(text: str) -> str:
    """PostgreSQL keeps no NUL in a text."""
    return text.replace("\x00", "")


def one_line(subject: str) -> str:
    """What a mail's subject may be, whatever was written in the names it holds."""
    return " ".join(_writable(subject).split())[:250]


def _tell_after_commit(delivery: Mail | Job) -> None:
    """Tell a worker once the row stands. A queue that is away is no error: the relay finds the row."""

    def tell() -> None:
        if not workers.queue.tell(TASKS[type(delivery)], delivery.pk):
            type(delivery).objects.filter(pk=delivery.pk).update(queued_at=None)

    transaction.on_commit(tell, robust=True)


# --- Picking up what was left behind ---------------------------------------------------------------


def relay(*, at: datetime, limit: int = 500) -> int:
    """Tell workers of what was left behind, and take back what a dead worker had started. Returns how many."""
    told = 0
    for model, task in TASKS.items():
        _take_back_interrupted(model, at=at)
        for pk in (
            model.objects.left_behind_at(at).order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:limit]
        ):
            # Noted first: a worker may be done with the row before we come back to it.
            model.objects.filter(pk=pk, state=State.PENDING).update(queued_at=at)
            if not workers.queue.tell(task, pk):
                model.objects.filter(pk=pk, queued_at=at).update(queued_at=None)
                return told
            told += 1
    return told


def _take_back_interrupted(model: type[Mail] | type[Job], *, at: datetime) -> None:
    """A started mail may have been taken by the mail server: it is sent again with the same Message-ID, and noted so.

    What has interrupted its workers too many times is left to a person: it may be what kills them.
    """
    interrupted = model.objects.interrupted_at(at)
    interrupted.filter(attempts__gte=model.MAX_ATTEMPTS).update(state=State.FAILED, last_error="interrupted")
    again: dict[str, Any] = {"sent_in_doubt": F("sent_in_doubt") + 1} if model is Mail else {}
    taken_back = interrupted.update(
        state=State.PENDING, next_attempt_at=at, queued_at=None, last_error="interrupted", **again
    )
    if taken_back:
        log.warning("deliveries_interrupted", kind=model._meta.label, number=taken_back)


# --- Delivering -------------------------------------------------------------------------------------


def deliver_mail(*, mail_id: int, at: datetime) -> None:
    """Hand one mail to the mail server, if it is still due. Safe to call any number of times, by any workers."""
    mail = _claim(Mail, mail_id, at=at)
    if mail is None:
        return
    if mail.has_expired_at(at):
        _settle(mail, state=State.EXPIRED, last_error="")
        return
    _attempt(mail, lambda: mailer.hand_over(mail), at=at)


def run_job(*, job_id: int, at: datetime) -> None:
    """Run one job, if it is still due. Safe to call any number of times, by any workers."""
    job = _claim(Job, job_id, at=at)
    if job is not None:
        _attempt(job, lambda: current_app.tasks[job.task].run(*job.arguments), at=at)


def _claim(model: type[Any], pk: int, *, at: datetime) -> Any:
    """The row, marked as started by this worker alone; None when it is not due or another worker has it.

    The mark must be seen by others before anything is sent, so it is never part of a larger transaction.
    """
    with transaction.atomic(durable=True):
        claimed = (
            model.objects.due_at(at)
            .filter(pk=pk)
            .update(state=State.STARTED, claimed_at=at, attempts=F("attempts") + 1)
        )
        return model.objects.get(pk=pk) if claimed else None


def _attempt(delivery: Mail | Job, deliver: Callable[[], object], *, at: datetime) -> None:
    try:
        deliver()
    except mailer.NotTakenError as error:
        _postpone(delivery, str(error), at=at, for_good=error.for_good)
    except mailer.InDoubtError as error:
        _postpone(delivery, str(error), at=at, in_doubt=True)
    except Exception as error:  # noqa: BLE001 - whatever a job raises is noted on its row
        # Where, but not the error's own words: they may hold what a person wrote.
        where = traceback.format_tb(error.__traceback__)[-3:]
        log.error(  # noqa: TRY400
            "delivery_failed", kind=delivery._meta.label, pk=delivery.pk, error=type(error).__name__, where=where
        )
        _postpone(delivery, f"{type(error).__name__}: {error}", at=at)
    else:
        _settle(delivery, state=State.DONE, done_at=at, last_error="")


def _postpone(
    delivery: Mail | Job, reason: str, *, at: datetime, for_good: bool = False, in_doubt: bool = False
) -> None:
    give_up = for_good or delivery.attempts >= delivery.MAX_ATTEMPTS
    again: dict[str, Any] = {"sent_in_doubt": F("sent_in_doubt") + 1} if in_doubt and not give_up else {}
    _settle(
        delivery,
        state=State.FAILED if give_up else State.PENDING,
        next_attempt_at=at + delivery.pause_after_attempt(),
        queued_at=None,
        last_error=_writable(reason)[:500],
        **again,
    )
    log.warning("delivery_postponed", kind=delivery._meta.label, pk=delivery.pk, given_up=give_up, in_doubt=in_doubt)


def _settle(delivery: Mail | Job, *, state: State, **changes: Any) -> None:
    """Write how an attempt ended, unless the row has gone on without this worker.

    A worker that was slow enough to be taken for dead may still say that it is done, until another has begun.
    """
    mine = type(delivery).objects.filter(pk=delivery.pk, claimed_at=delivery.claimed_at)
    still_mine = mine.filter(state__in=[State.STARTED, State.PENDING] if state == State.DONE else [State.STARTED])
    if not still_mine.update(state=state, **changes):
        log.warning("delivery_settled_elsewhere", kind=delivery._meta.label, pk=delivery.pk)
