"""Writing to the outbox, and delivering from it."""

import smtplib
import socket
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import structlog
from celery import current_app
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.outbox.models import MAX_ATTEMPTS, Delivery, Job, Mail

log = structlog.get_logger(__name__)


def queue_mail(
    *, to: str, subject: str, body: str, category: str, at: datetime, key: str = "", person: Any = None
) -> Mail:
    """Put a mail in the outbox, within the caller's transaction. The same `key` twice gives the first mail.

    `subject` becomes one line, whatever was written in the names it holds.
    """
    mail, created = Mail.objects.get_or_create(
        key=key or f"mail:{uuid4()}",
        defaults={
            "to": to,
            "subject": " ".join(subject.split())[:250],
            "body": body,
            "category": category,
            "person": person,
            "created_at": at,
            "next_attempt_at": at,
        },
    )
    if created:
        _send_after_commit("outbox.deliver_mail", mail.pk)
    return mail


def queue_job(*, task: str, arguments: Sequence[int], key: str, at: datetime) -> Job:
    """Have `task` run with `arguments` (ids only) after the caller's transaction. The same `key` twice is one job."""
    job, created = Job.objects.get_or_create(
        key=key, defaults={"task": task, "arguments": list(arguments), "created_at": at, "next_attempt_at": at}
    )
    if created:
        _send_after_commit("outbox.run_job", job.pk)
    return job


def _send_after_commit(task: str, pk: int) -> None:
    transaction.on_commit(lambda: _send(task, pk))


def _send(task: str, pk: int) -> None:
    """Tell a worker. A queue that is away is no error here: the row stands, and the relay finds it."""
    try:
        current_app.send_task(task, args=[pk])
    except Exception as error:  # noqa: BLE001 - whatever the broker's library raises
        log.warning("queue_unavailable", task=task, pk=pk, error=type(error).__name__)


def relay(*, at: datetime, limit: int = 500) -> int:
    """Send to workers what is due but was left behind, and what a dead worker had started. Returns how many."""
    sent = 0
    for model, task in ((Mail, "outbox.deliver_mail"), (Job, "outbox.run_job")):
        _give_back_interrupted(model, at=at)
        for pk in model.objects.due_at(at).order_by("pk").values_list("pk", flat=True)[:limit]:
            _send(task, pk)
            sent += 1
    return sent


def _give_back_interrupted(model: type[Mail] | type[Job], *, at: datetime) -> None:
    """A started mail may have been taken by the mail server: it is sent again with the same Message-ID, and noted so."""
    interrupted = model.objects.interrupted_at(at)
    if model is Mail:
        interrupted.update(
            state=Delivery.State.PENDING,
            next_attempt_at=at,
            last_error="interrupted",
            sent_in_doubt=F("sent_in_doubt") + 1,
        )
    else:
        interrupted.update(state=Delivery.State.PENDING, next_attempt_at=at, last_error="interrupted")


def deliver_mail(*, mail_id: int, at: datetime) -> None:
    """Hand one mail to the mail server, if it is still due. Safe to call any number of times, from any number of workers."""
    mail = _claim(Mail, mail_id, at=at)
    if mail is not None:
        _attempt(mail, lambda: _hand_over(mail), at=at)


def run_job(*, job_id: int, at: datetime) -> None:
    """Run one job, if it is still due. Safe to call any number of times, from any number of workers."""
    job = _claim(Job, job_id, at=at)
    if job is not None:
        _attempt(job, lambda: current_app.tasks[job.task].run(*job.arguments), at=at)


def try_again(*, delivery: Mail | Job, at: datetime) -> None:
    """Put a failed delivery back in the queue, at a person's word."""
    changed = (
        type(delivery)
        .objects.filter(pk=delivery.pk, state=Delivery.State.FAILED)
        .update(state=Delivery.State.PENDING, attempts=0, next_attempt_at=at)
    )
    if changed:
        _send_after_commit("outbox.deliver_mail" if isinstance(delivery, Mail) else "outbox.run_job", delivery.pk)


class NotDelivered(Exception):
    """The mail server certainly did not take the mail. `for_good` when trying again can't help."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


class InDoubt(Exception):
    """The connection broke so that nobody can know whether the mail server took the mail."""


def _claim(model: type[Any], pk: int, *, at: datetime) -> Any:
    """The row, marked as started by this worker alone; None when it is not due or another worker has it."""
    claimed = (
        model.objects.due_at(at)
        .filter(pk=pk)
        .update(state=Delivery.State.STARTED, claimed_at=at, attempts=F("attempts") + 1)
    )
    return model.objects.get(pk=pk) if claimed else None


def _attempt(delivery: Mail | Job, deliver: Callable[[], object], *, at: datetime) -> None:
    try:
        deliver()
    except NotDelivered as error:
        _postpone(delivery, str(error), at=at, for_good=error.for_good)
    except InDoubt as error:
        if isinstance(delivery, Mail):
            delivery.sent_in_doubt += 1
        _postpone(delivery, str(error), at=at)
    except Exception as error:
        log.exception("delivery_failed", kind=delivery._meta.label, pk=delivery.pk)
        _postpone(delivery, f"{type(error).__name__}: {error}", at=at)
    else:
        delivery.state, delivery.done_at, delivery.last_error = Delivery.State.DONE, timezone.now(), ""
        _save(delivery)


def _postpone(delivery: Mail | Job, reason: str, *, at: datetime, for_good: bool = False) -> None:
    give_up = for_good or delivery.attempts >= MAX_ATTEMPTS
    delivery.state = Delivery.State.FAILED if give_up else Delivery.State.PENDING
    delivery.next_attempt_at = at + delivery.pause_after_attempt()
    delivery.last_error = reason[:500]
    log.warning("delivery_postponed", kind=delivery._meta.label, pk=delivery.pk, for_good=give_up)
    _save(delivery)


def _save(delivery: Mail | Job) -> None:
    fields = ["state", "done_at", "last_error", "next_attempt_at"]
    delivery.save(update_fields=[*fields, "sent_in_doubt"] if isinstance(delivery, Mail) else fields)


def _hand_over(mail: Mail) -> None:
    """Give the mail to the server. Raises NotDelivered or InDoubt."""
    message = EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(f"{type(error).__name__}: {error}") from error
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        raise NotDelivered(str(error), for_good=all(code >= 500 for code in codes)) from error
    except smtplib.SMTPResponseException as error:
        raise NotDelivered(str(error), for_good=error.smtp_code >= 500) from error
    except (smtplib.SMTPServerDisconnected, socket.timeout, OSError) as error:
        raise InDoubt(f"{type(error).__name__}: {error}") from error
    finally:
        _close(connection)


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        log.info("mail_connection_closed_badly")
