"""A PostgreSQL and a Redis of the tests' own, on free ports, in a folder that is removed afterwards.

    python -m tests.services pytest -n 2

starts both, runs the command with DATABASE_URL, REDIS_URL and LOCAL_DIR set, and stops them whatever happens to the
command. What the environment already names (DATABASE_URL, REDIS_URL) is used as it is. With `--sqlite` before the
command nothing is started, and the command gets SQLite and no Redis, as the demonstration has.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PATIENCE_SECONDS = 30
# What docker-compose.yml sets, too: how dear it is to look up a row, against reading the next one.
POSTGRESQL_SETTINGS = ["-c", "random_page_cost=1.1"]
# The letters' fonts, which `make` has built, are the only thing shared with the demonstration.
FONTS = Path(__file__).resolve().parent.parent / ".local" / "fonts"


def free_port() -> int:
    """A TCP port on the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether something accepts connections on the port."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def wait_until(
    ready: Callable[[], bool],
    what: str,
    process: "subprocess.Popen[bytes] | None" = None,
    seconds: float = PATIENCE_SECONDS,
) -> None:
    """Look ten times a second until `ready()`. Raises RuntimeError when `process` has died or patience is over."""
    deadline = time.monotonic() + seconds
    while not ready():
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"{what} stopped by itself with exit code {process.returncode}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} was not ready after {seconds:g} seconds")
        time.sleep(0.1)


@contextlib.contextmanager
def running(
    command: list[str], *, log: Path, stop_with: signal.Signals = signal.SIGTERM, **options: object
) -> Iterator["subprocess.Popen[bytes]"]:
    """`command` as a process of its own group, so that Ctrl-C reaches the tests first; stopped at the end."""
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True, **options)
    try:
        yield process
    finally:
        process.send_signal(stop_with)
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def program(name: str) -> str:
    """The path of a system program; Debian keeps some outside PATH. Raises RuntimeError when it is missing."""
    elsewhere = [
        *sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True),
        *Path("/usr/sbin").glob(name),
    ]
    if found := shutil.which(name) or next(map(str, elsewhere), None):
        return found
    raise RuntimeError(f"{name} is not installed: run `.ci/system-packages test`")


def dying_with_us(stop_with: str, *command: str, as_nobody: bool = False) -> list[str]:
    """`command`, stopped by the kernel if this process is killed so hard that it can't tidy up (Linux)."""
    if not shutil.which("setpriv"):
        return list(command)
    identity = ["--reuid=nobody", "--regid=nogroup", "--clear-groups"] if as_nobody else []
    return ["setpriv", "--pdeathsig", stop_with, *identity, "--", *command]


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A PostgreSQL whose data is lost with a power cut, and so is quick. Gives its DATABASE_URL."""
    as_nobody = os.geteuid() == 0  # initdb refuses root
    home = folder / "postgresql"
    home.mkdir()
    if as_nobody:
        folder.chmod(0o711)
        shutil.chown(home, "nobody", "nogroup")
    data, port = home / "data", free_port()
    initdb = [program("initdb"), "-D", str(data), "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(
        dying_with_us("INT", *initdb, "--no-sync", as_nobody=as_nobody), check=True, stdout=subprocess.DEVNULL, cwd="/"
    )
    quick = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    where = ["-D", str(data), "-p", str(port), "-k", str(home), "-c", "listen_addresses=127.0.0.1"]
    server = dying_with_us("INT", program("postgres"), *where, *POSTGRESQL_SETTINGS, *quick, as_nobody=as_nobody)
    with running(server, log=folder / "postgresql.log", stop_with=signal.SIGINT, cwd="/") as process:
        wait_until(lambda: _is_ready(port), "PostgreSQL", process)
        yield f"postgres://portal@127.0.0.1:{port}/postgres"


def _is_ready(port: int) -> bool:
    command = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(command, check=False).returncode == 0


@contextlib.contextmanager
def redis(folder: Path, port: int | None = None) -> Iterator[str]:
    """A Redis that writes nothing to disk. Gives its REDIS_URL, without a database number."""
    port = port or free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--databases", "64", "--dir", str(folder)]
    server = dying_with_us("TERM", program("redis-server"), *options)
    with running(server, log=folder / "redis.log") as process:
        wait_until(lambda: answers(port), "Redis", process)
        yield f"redis://127.0.0.1:{port}"


def run_with_services(command: list[str], *, sqlite: bool = False) -> int:
    """Run `command` with the services in its environment. Returns its exit code."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-tests-")))
        environment = {"LOCAL_DIR": str(folder / "local"), "PDF_FONT_DIR": str(FONTS), **os.environ}
        if sqlite:
            environment |= {"DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3", "REDIS_URL": ""}
        else:
            environment["DATABASE_URL"] = environment.get("DATABASE_URL") or stack.enter_context(postgresql(folder))
            environment["REDIS_URL"] = environment.get("REDIS_URL") or stack.enter_context(redis(folder)) + "/0"
        process = subprocess.Popen(command, env=environment)
        # Ctrl-C reaches the command by itself; we wait for it to end and then tidy up.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        return process.wait()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    on_sqlite = arguments[:1] == ["--sqlite"]
    sys.exit(run_with_services(arguments[on_sqlite:], sqlite=on_sqlite))
