"""The portal's own processes beside the measurement: gunicorn with two workers, Celery's worker and its beat."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.services import answers, free_port, running, wait_until


@contextlib.contextmanager
def portal_running(folder: Path) -> Iterator[tuple[str, int]]:
    """All of it until the end of the block. Gives gunicorn's host and port."""
    host, port = "127.0.0.1", free_port()
    # As the Dockerfile starts it.
    web = ["gunicorn", "bench.wsgi", f"--bind={host}:{port}", "--workers=2", "--threads=4"]
    celery = ["celery", "-A", "portal"]
    worker = [*celery, "worker", "--concurrency=1", "--loglevel=WARNING", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel=WARNING", f"--schedule={folder / 'schedule'}"]
    connection.close()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.settings", "STATIC_ROOT": str(settings.STATIC_ROOT)}
    with contextlib.ExitStack() as stack:
        for name, command in {"gunicorn": web, "worker": worker, "beat": beat}.items():
            process = stack.enter_context(
                running(
                    [sys.executable, "-m", *command],
                    log=folder / f"{name}.log",
                    env=environment,
                    cwd=settings.BASE_DIR,
                )
            )
            if name == "gunicorn":
                wait_until(lambda: answers(port), "gunicorn", process)
        try:
            yield host, port
        except Exception:
            for log in folder.glob("*.log"):
                sys.stderr.write(f"{log.name}:\n{log.read_text()[-3000:]}")
            raise
