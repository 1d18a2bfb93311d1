"""A mail server that fails in every way that mail servers do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.services import free_port


@dataclass
class MailServer:
    """A real SMTP server. Tests say how it answers at each step; an answer of `HANG_UP` breaks the connection."""

    HANG_UP = "hang up"
    at_sender: str = ""
    at_recipient: str = ""
    at_content: str = ""
    received: list[bytes] = field(default_factory=list)
    port: int = 0

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self._answers(server, self.at_sender):
            return self.at_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self._answers(server, self.at_recipient):
            return self.at_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.at_content and self.at_content != self.HANG_UP:
            return self.at_content
        self.received.append(envelope.content)
        self._answers(server, self.at_content)
        return "250 OK"

    def _answers(self, server: Any, answer: str) -> bool:
        if answer == self.HANG_UP:
            server.transport.abort()
        return bool(answer)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="mail.example.test", enable_SMTPUTF8=False)


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    server = MailServer(port=free_port())
    controller = _Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    controller.stop()
