"""Handing one mail to the mail server, and knowing whether the server took it."""

import smtplib
from collections.abc import Callable
from email.utils import format_datetime
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.utils.timezone import localtime

from portal.outbox.models import Mail

log = structlog.get_logger(__name__)


class NotTakenError(Exception):
    """The mail server certainly did not take the mail. `for_good` when trying again can't help."""

    def __init__(self, reason: object, *, for_good: bool = False) -> None:
        super().__init__(_words(reason))
        self.for_good = for_good


class InDoubtError(Exception):
    """The connection broke so that nobody can know whether the mail server took the mail."""

    def __init__(self, reason: object) -> None:
        super().__init__(_words(reason))


def hand_over(mail: Mail) -> None:
    """Give `mail` to the mail server, which then answers for it. Raises NotTakenError or InDoubtError."""
    message = _message(mail)
    if mail.attachment:
        _enclose(message, mail)
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise NotTakenError(error) from error
    content_was_sent = _watch_for_content(connection)
    try:
        connection.send_messages([message])
    except Exception as error:
        raise _verdict(error, content_was_sent=content_was_sent()) from error
    finally:
        _close(connection)


def _message(mail: Mail) -> EmailMessage:
    """The mail as it is sent, the same each time. Raises NotTakenError for good when it can't be a mail."""
    try:
        validate_email(mail.to)
        message = EmailMessage(
            subject=mail.subject,
            body=mail.body,
            to=[mail.to],
            headers={
                "Message-ID": mail.message_id,
                "Date": format_datetime(localtime(mail.created_at)),
                "Auto-Submitted": "auto-generated",
            },
        )
        message.message()
    except (ValidationError, ValueError) as error:
        raise NotTakenError(error, for_good=True) from error
    return message


def _enclose(message: EmailMessage, mail: Mail) -> None:
    """Add the mail's file. Raises NotTakenError when the storage does not give it now."""
    try:
        with default_storage.open(mail.attachment) as file:
            message.attach(mail.attachment_name, file.read())
    except OSError as error:
        raise NotTakenError(error) from error


def _watch_for_content(connection: Any) -> Callable[[], bool]:
    """A question to ask later: had we begun to send the mail's content? Before that, no server can have taken it."""
    smtp = getattr(connection, "connection", None)
    begun: list[bool] = []
    if isinstance(smtp, smtplib.SMTP):
        send_content = smtp.data

        def data(message: Any) -> Any:
            begun.append(True)
            return send_content(message)

        smtp.data = data  # type: ignore[assignment,method-assign]
    return lambda: bool(begun)


def _verdict(error: Exception, *, content_was_sent: bool) -> NotTakenError | InDoubtError:
    """What an error while sending says. An answer is a clear no: 4xx for now, 5xx for good (RFC 5321, 4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        return NotTakenError(error, for_good=all(code >= 500 for code in codes))  # noqa: PLR2004
    if isinstance(error, smtplib.SMTPResponseException):
        return NotTakenError(error, for_good=error.smtp_code >= 500)  # noqa: PLR2004
    if content_was_sent:
        return InDoubtError(error)
    return NotTakenError(error, for_good=isinstance(error, smtplib.SMTPNotSupportedError | ValueError))


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        log.info("mail_connection_closed_badly")


def _words(reason: object) -> str:
    return f"{type(reason).__name__}: {reason}" if isinstance(reason, Exception) else str(reason)
