"""A real clamd with a signature base of its own, which knows EICAR and nothing else."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.files import EICAR

START_SECONDS = 20


@pytest.fixture(scope="session")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running clamd, started on a free port and stopped afterwards."""
    program = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.fail("clamd is missing: apt-get install clamav-daemon (make test installs it where it may)")
    home = tmp_path_factory.mktemp("clamd")
    (home / "db").mkdir()
    (home / "db" / "eicar.ndb").write_text(f"Eicar-Test:0:0:{EICAR.hex()}\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = home / "clamd.conf"
    settings.write_text(
        f"Foreground yes\nTCPAddr 127.0.0.1\nTCPSocket {port}\nDatabaseDirectory {home / 'db'}\n"
        f"LocalSocket {home / 'clamd.sock'}\nStreamMaxLength 1M\nUser {_user()}\n"
    )
    with (home / "clamd.log").open("wb") as log:
        process = subprocess.Popen([program, "--config-file", str(settings)], stdout=log, stderr=log)
    try:
        _wait_for(port, process, home / "clamd.log")
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def clamd_socket(clamd: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of the same clamd's Unix socket."""
    return next(tmp_path_factory.getbasetemp().glob("clamd*/clamd.sock"))


def _user() -> str:
    """clamd leaves root's rights unless it is told to keep them, and then could not read the folder of the tests."""
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(b"zPING\0")
                if connection.recv(16).startswith(b"PONG"):
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"clamd did not start: {log.read_text()}")
