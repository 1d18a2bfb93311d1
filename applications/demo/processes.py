"""The processes of the demonstration: web server, worker and beat, started together, watched and stopped together."""

import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

BIN = Path(sys.executable).parent


@dataclass
class Process:
    """A process that is started again when it ends by itself."""

    name: str
    command: list[str]
    starts: list[float] = field(default_factory=list)
    running: subprocess.Popen[bytes] | None = None

    # Ended so often within a minute, it will not get better by being started again.
    MOST_STARTS_A_MINUTE = 5

    def start(self, environment: Mapping[str, str]) -> None:
        self.starts = [at for at in self.starts if at > time.monotonic() - 60] + [time.monotonic()]
        # In a session of its own, so that Ctrl-C reaches it only through us, after the work at hand.
        self.running = subprocess.Popen(self.command, env=dict(environment), start_new_session=True)  # noqa: S603

    @property
    def has_ended(self) -> bool:
        return self.running is not None and self.running.poll() is not None

    @property
    def gives_up(self) -> bool:
        return len(self.starts) >= self.MOST_STARTS_A_MINUTE

    def stop(self) -> None:
        if self.running is None or self.has_ended:
            return
        self.running.terminate()
        try:
            self.running.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.running.kill()


def portal_processes(*, port: int, local_dir: Path) -> list[Process]:
    """What serves the portal on `port` of this machine alone."""
    celery = [str(BIN / "celery"), "--app", "portal"]
    return [
        Process(
            "web",
            [
                str(BIN / "gunicorn"), "portal.wsgi:application", "--bind", f"127.0.0.1:{port}",
                "--workers", "2", "--log-level", "warning",
            ],
        ),
        Process(
            "worker",
            [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"],
        ),
        Process(
            "beat",
            [*celery, "beat", "--loglevel", "WARNING", "--schedule", str(local_dir / "beat"), "--pidfile", ""],
        ),
    ]  # fmt: skip
