"""The work list taken out as a file: how long it takes until the last byte has come."""

import time
from dataclasses import dataclass
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.measuring import statements_in
from bench.world import World

KEY = "export"
TURNS = 5
# Rows, and the seconds that so many may take.
GOALS = {2_000: 1.0, 10_000: 5.0}
_FILES = {"CSV": "desk:work_list_csv", "XLSX": "desk:work_list_xlsx"}


@dataclass(frozen=True)
class Exported:
    """One file with so many rows."""

    kind: str
    rows: int
    queries: int
    bytes: int
    seconds: float


def export(world: World, size: int, *, turns: int = TURNS) -> list[Exported]:
    """Take out everything, in each kind of file. The decision maker sees every case, and has no conflict in any."""
    client = Client(headers={"host": "localhost"})
    client.force_login(world.decider)
    return [_export(client, kind, reverse(address), size, turns) for kind, address in _FILES.items()]


def _export(client: Client, kind: str, path: str, size: int, turns: int) -> Exported:
    with CaptureQueriesContext(connection) as captured:
        content = _all_of(client, path)
    queries, took = statements_in(captured), []
    for _turn in range(turns):
        began = time.perf_counter()
        _all_of(client, path)
        took.append(time.perf_counter() - began)
    return Exported(kind, size, queries, len(content), median(took))


def _all_of(client: Client, path: str) -> bytes:
    response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"GET {path} answered {response.status_code}")
    return b"".join(response)
