"""The mails that the demonstration sent, read from the files that they became."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class SentMail:
    name: str
    to: str
    subject: str
    sent_at: datetime
    body: str
    files: tuple[str, ...]


def sent_mails(limit: int) -> list[SentMail]:
    """The newest mails, newest first."""
    folder: Path = settings.MAIL_FILE_DIR
    mails = sorted(map(_read, folder.glob("*.log")), key=lambda mail: mail.sent_at, reverse=True)
    return mails[:limit]


def sent_mail(name: str) -> SentMail | None:
    """The mail in the file `name`, when there is one."""
    return next((_read(file) for file in settings.MAIL_FILE_DIR.glob("*.log") if file.stem == name), None)


def _read(file: Path) -> SentMail:
    # Django ends each mail in a file with a line of dashes.
    content = file.read_bytes().rsplit(b"\n" + b"-" * 79, 1)[0]
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what the policy makes
    sent_at: datetime = message["Date"].datetime
    text = message.get_body(("plain",))
    return SentMail(
        name=file.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        # "-0000", which Django writes, is read as a moment without a zone: it is UTC (RFC 5322, 3.3).
        sent_at=sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC),
        body=text.get_content() if text else "",
        files=tuple(part.get_filename() or "" for part in message.iter_attachments()),
    )
