import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from applications.demo import cast, story
from applications.demo.processes import Process, portal_processes


class Command(BaseCommand):
    help = "Serve the portal with made-up people and cases on this machine, with a worker and beat, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        _require_free(port)
        url = f"http://127.0.0.1:{port}"
        local_dir: Path = settings.LOCAL_DIR
        environment = {**os.environ, "PORTAL_DEMO": "1", "PORTAL_URL": url, "LOCAL_DIR": str(local_dir)}
        self._prepare(local_dir, environment)
        processes = portal_processes(port=port, local_dir=local_dir)
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            for process in processes:
                process.start(environment)
            _wait_until_answering(url, processes[0])
            self._tell(url, local_dir)
            self._watch(processes, environment)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping. The data is kept; `make demo-reset` starts over.")
        finally:
            for process in processes:
                process.stop()

    def _prepare(self, local_dir: Path, environment: dict[str, str]) -> None:
        """Folders, database, static files and data: what is there already is kept."""
        for folder in ("queue/control", "mail"):
            (local_dir / folder).mkdir(parents=True, exist_ok=True)
        self._manage("migrate", "--verbosity", "0", environment=environment)
        stamp, sources = local_dir / "static.stamp", _fingerprint_of_static_files()
        if not stamp.exists() or stamp.read_text() != sources:
            self._manage("collectstatic", "--no-input", "--verbosity", "0", environment=environment)
            stamp.write_text(sources)
        self._manage("load_demo", environment=environment)

    def _manage(self, *arguments: str, environment: dict[str, str]) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
        if subprocess.run(command, env=environment, check=False).returncode:  # noqa: S603
            raise CommandError(f"`manage.py {' '.join(arguments)}` failed. `make demo-reset` starts over.")

    def _tell(self, url: str, local_dir: Path) -> None:
        accounts = cast.accounts()
        demo = {"url": url, "accounts": accounts, "open_call_url": f"{url}/utlysningar/{story.SLUG}/"}
        (local_dir / "demo.json").write_text(json.dumps(demo, ensure_ascii=False, indent=2), encoding="utf-8")
        self.stdout.write(f"\nThe portal is served on {url} (Ctrl-C stops it).")
        self.stdout.write(f"Everyone's password: {cast.PASSWORD}\n")
        for account in accounts:
            self.stdout.write(f"  {account['email']:32} {account['role']:20} {account['region']}")
        self.stdout.write(f"\nMails that were sent: {url}/demo/mejl/   The same list: {local_dir / 'demo.json'}\n")
        self.stdout.flush()

    def _watch(self, processes: list[Process], environment: dict[str, str]) -> None:
        """Start again what ends by itself, as a real installation would."""
        while True:
            time.sleep(0.5)
            for process in processes:
                if process.has_ended:
                    if process.gives_up:
                        raise CommandError(f"The {process.name} process ends again and again; see its messages above.")
                    self.stderr.write(f"The {process.name} process ended and is started again.")
                    process.start(environment)


def _interrupt(signum: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"Port {port} is taken. Choose another one: make demo PORT={port + 1}") from error


def _fingerprint_of_static_files() -> str:
    """Changes when our own static files or the locked packages do."""
    files = [*sorted((settings.BASE_DIR / "static").rglob("*.*")), settings.BASE_DIR / "package-lock.json"]
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file).encode() + file.read_bytes())
    return digest.hexdigest()


def _wait_until_answering(url: str, web: Process) -> None:
    for _attempt in range(240):
        try:
            with urllib.request.urlopen(f"{url}/halsa/", timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            if web.has_ended:
                break
            time.sleep(0.25)
    raise CommandError("The web server does not answer; see its messages above.")
