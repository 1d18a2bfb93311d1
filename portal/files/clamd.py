"""Asking a clamd virus scanner, by its INSTREAM command (clamd(8))."""

import socket
import struct
from typing import IO

_CHUNK_BYTES = 64 * 1024
_TIMEOUT_SECONDS = 60


class ScanFailed(Exception):
    """The scanner could not be asked, or did not answer whether the file is clean."""


def find_virus(file: IO[bytes], address: str) -> str:
    """The name of the virus in `file`, or "" when it is clean.

    `address` is host:port, or the path of a Unix socket. Raises ScanFailed.
    """
    try:
        with _connect(address) as connection:
            connection.sendall(b"zINSTREAM\0")
            while chunk := file.read(_CHUNK_BYTES):
                connection.sendall(struct.pack("!I", len(chunk)) + chunk)
            connection.sendall(struct.pack("!I", 0))
            answer = _read_answer(connection)
    except OSError as error:
        # A scanner that finds the file too large answers and hangs up in the middle of it.
        raise ScanFailed(f"{type(error).__name__}: {error}") from error
    if answer.endswith(" OK"):
        return ""
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScanFailed(answer or "no answer")


def _connect(address: str) -> socket.socket:
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_TIMEOUT_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_TIMEOUT_SECONDS)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _read_answer(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and (part := connection.recv(4096)):
        answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
