"""The portal as it runs for real, beside a test: a mail server, Celery's worker and beat, and gunicorn.

Each is a process (the mail server a thread) of its own that uses the test's database, queue and files. A test that asks
for one must commit: `@pytest.mark.django_db(transaction=True)`; these fixtures see to it by `transactional_db`.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from aiosmtpd.controller import Controller
from django.conf import settings as django_settings
from django.db import connection

from portal.celery import app as celery
from tests.services import answers, free_port, program, running, wait_until

ROOT = Path(django_settings.BASE_DIR)
# They say at INFO that they are ready.
CELERY = ["celery", "-A", "portal"]


# --- The mail server --------------------------------------------------------------------------


@dataclass
class Postbox:
    """What the mail server has received, and how it should behave: tests set `answer` and `hang_up_after_data`."""

    received: list[EmailMessage] = field(default_factory=list)
    # What it says to each mail instead of taking it, for example "451 Try later" or "550 No such mailbox".
    answer: str = ""
    # How many seconds it takes over each mail.
    pause: float = 0
    # It has taken a mail and does not say so, as long as this is set; `held` is how many stand so.
    holds: bool = False
    held: int = 0
    # It takes the mail and breaks the connection before saying so: the sender can't know.
    hang_up_after_data: bool = False

    def to(self, address: str) -> list[EmailMessage]:
        """The mails that one address has received."""
        return [mail for mail in self.received if mail["To"] and address in mail["To"]]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(self.pause)
        if self.answer:
            return self.answer
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        if self.hang_up_after_data:
            server.transport.abort()
        self.held += 1
        try:
            while self.holds:
                await asyncio.sleep(0.02)
        finally:
            self.held -= 1
        return "250 OK"


@pytest.fixture
def smtp_server(settings: Any) -> Iterator[Postbox]:
    """A real mail server, to which this test's mails go, from this process and from the portal's own."""
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield postbox
    controller.stop()


# --- The portal's own processes ---------------------------------------------------------------


@pytest.fixture
def portal_environment(transactional_db: None, smtp_server: Postbox, settings: Any, tmp_path: Path) -> dict[str, str]:
    """The environment in which a process of the portal shares the test's database, queue, mail server and files."""
    if connection.vendor != "postgresql" or not os.environ.get("REDIS_URL"):
        pytest.skip("the portal's processes need a database and a queue that they can share")
    queue = str(celery.conf.broker_url)
    with celery.connection_for_write() as broker:
        broker.default_channel.client.flushdb()
    return {
        **os.environ,
        "DATABASE_URL": _database_url(),
        "REDIS_URL": queue,
        "CELERY_BROKER_URL": queue,
        "LOCAL_DIR": str(tmp_path),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "PDF_FONT_DIR": str(settings.PDF_FONT_DIR),
        "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
        "OUTBOX_RELAY_SECONDS": "1",
        "REMINDERS_CHECK_SECONDS": "1",
    }


def _database_url() -> str:
    database = connection.settings_dict
    password = f":{quote(database['PASSWORD'], safe='')}" if database["PASSWORD"] else ""
    return f"postgres://{database['USER']}{password}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


class PortalProcess:
    """A process of the portal that a test may kill: `process.kill()`. `log()` is all it has written."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process, self._log = process, log

    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def kill(self) -> None:
        """As when the machine dies: the process and its children, without a chance to tidy up."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextlib.contextmanager
def portal_process(
    command: list[str], environment: dict[str, str], log: Path, ready_when_it_says: str
) -> Iterator[PortalProcess]:
    """`python -m <command>` with `environment`, from when its log says it is ready until the end of the block."""
    with running([sys.executable, "-m", *command], log=log, env=environment, cwd=ROOT) as process:
        portal = PortalProcess(process, log)
        try:
            wait_until(lambda: ready_when_it_says in portal.log(), " ".join(command), process)
            yield portal
        finally:
            sys.stdout.write(portal.log())  # pytest shows it when the test fails


@pytest.fixture
def celery_worker(portal_environment: dict[str, str], tmp_path: Path) -> Iterator[PortalProcess]:
    """A real Celery worker."""
    command = [*CELERY, "worker", "--loglevel=INFO", "--concurrency=1", "--without-gossip", "--without-mingle"]
    with portal_process(command, portal_environment, tmp_path / "worker.log", " ready.") as worker:
        yield worker


@pytest.fixture
def beat(portal_environment: dict[str, str], tmp_path: Path) -> Iterator[PortalProcess]:
    """A real Celery beat, which looks for what was left behind every second."""
    command = [*CELERY, "beat", "--loglevel=INFO", f"--schedule={tmp_path / 'schedule'}"]
    with portal_process(command, portal_environment, tmp_path / "beat.log", "beat: Starting...") as process:
        yield process


@pytest.fixture(scope="session")
def collected_static(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Path:
    """The static files as a real installation serves them, collected once."""
    folder = tmp_path_factory.mktemp("collected")
    environment = {**os.environ, "STATIC_ROOT": str(folder)}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True)
    return folder


class Server:
    """The portal served by gunicorn at `address`, which a test may `stop()` and `start()` again."""

    def __init__(self, environment: dict[str, str], static: Path, folder: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._environment = {**environment, "STATIC_ROOT": str(static), "PORTAL_URL": self.address}
        self._log = folder / "gunicorn.log"
        self._running = contextlib.ExitStack()

    def start(self) -> None:
        command = ["gunicorn", "portal.wsgi", f"--bind=127.0.0.1:{self.port}", "--workers=1", "--threads=4"]
        self._log.unlink(missing_ok=True)
        process = portal_process(command, self._environment, self._log, "Booting worker")
        portal = self._running.enter_context(process)
        wait_until(lambda: answers(self.port), "gunicorn", portal.process)

    def stop(self) -> None:
        self._running.close()


@pytest.fixture
def server(
    portal_environment: dict[str, str], collected_static: Path, settings: Any, tmp_path: Path
) -> Iterator[Server]:
    """The portal served by gunicorn, to be stopped and started."""
    # It knows only real hashes, so that the people of these tests get them.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    server = Server(portal_environment, collected_static, tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def live_portal(server: Server) -> str:
    """The portal served by gunicorn. Gives its address, without a slash at the end."""
    return server.address


# --- The proxy ----------------------------------------------------------------------------------


def nginx_configuration(folder: Path) -> str:
    """The proxy's configuration as we ship it, in a whole that runs without root and writes in `folder` alone."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    content = compose["configs"]["nginx"]["content"].replace("$$", "$")
    for shipped, here in (
        ("resolver 127.0.0.11", "resolver 127.0.0.1"),
        ("/var/log/nginx/access.log", f"{folder}/access.log"),
    ):
        assert shipped in content
        content = content.replace(shipped, here)
    own = f"pid {folder}/pid; error_log stderr; daemon off; worker_processes 1; events {{}}"
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"{own} http {{ {paths} {content} }}"


@contextlib.contextmanager
def nginx(in_front_of: int, folder: Path) -> Iterator[str]:
    """Our nginx in front of a portal on this machine's port `in_front_of`. Gives its address."""
    port = free_port()
    folder.mkdir()
    content = nginx_configuration(folder)
    for shipped, here in (
        ("listen 8080", f"listen 127.0.0.1:{port}"),
        ("http://web:8000", f"http://127.0.0.1:{in_front_of}"),
    ):
        assert shipped in content
        content = content.replace(shipped, here)
    configuration = folder / "nginx.conf"
    configuration.write_text(content)
    command = [program("nginx"), "-c", str(configuration), "-p", str(folder), "-e", "stderr"]
    with running(command, log=folder / "log") as process:
        wait_until(lambda: answers(port), "nginx", process)
        yield f"http://127.0.0.1:{port}"
