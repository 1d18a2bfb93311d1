import hashlib
import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from portal.files import actions, rules
from portal.files.clamd import ScanFailed, find_virus
from portal.files.events import file_infected
from portal.files.models import StoredFile
from portal.outbox.models import Job
from tests.factories.accounts import UserFactory
from tests.factories.files import EICAR, EXECUTABLE, PDF, stored_file, upload

pytestmark = pytest.mark.django_db


def store(now: datetime, content: bytes = PDF, name: str = "avtal.pdf", **more: Any) -> StoredFile:
    return actions.store_file(upload=upload(content, name), by=UserFactory(), at=now, **more)


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A person whom a room's gate lets open every file; nobody else."""
    person = UserFactory()
    monkeypatch.setattr(rules, "_gates", [lambda user, stored: user == person])
    return person


# --- Taking --------------------------------------------------------------------------------------------------------


def test_file_is_stored_under_a_name_that_says_nothing(now: datetime, settings: Any) -> None:
    stored = store(now, name="../hemligt\u202e.pdf")
    assert (stored.name, stored.content_type, stored.size) == ("hemligt.pdf", "application/pdf", len(PDF))
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert stored.content.name == f"uploads/{stored.uuid.hex[:2]}/{stored.uuid.hex}"
    path = Path(stored.content.path)
    assert path.is_relative_to(settings.MEDIA_ROOT)
    assert path.read_bytes() == PDF
    assert path.stat().st_mode & 0o777 == 0o600


def test_refused_file_leaves_no_row_and_no_content(now: datetime, settings: Any) -> None:
    with pytest.raises(ValidationError):
        store(now, EXECUTABLE)
    assert not StoredFile.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*"))


def test_file_above_the_portals_own_limit_is_refused_whatever_the_call_says(now: datetime, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(ValidationError) as refused:
        store(now, max_bytes=10_000)
    assert refused.value.code == "too_large"


# --- Scanning ------------------------------------------------------------------------------------------------------


def test_without_a_scanner_a_file_says_that_it_was_not_scanned(now: datetime) -> None:
    assert store(now).scan == "not_scanned"
    assert not Job.objects.exists()


def test_file_stays_shut_until_the_scanner_has_found_it_clean(now: datetime, settings: Any, clamd: str) -> None:
    settings.CLAMD_ADDRESS = clamd
    stored = store(now)
    assert not stored.may_be_opened
    assert (Job.objects.get().task, Job.objects.get().arguments) == ("files.scan_file", [stored.pk])
    actions.scan_file(file_id=stored.pk, at=now)
    actions.scan_file(file_id=stored.pk, at=now)
    stored.refresh_from_db()
    assert stored.scan == "clean"
    assert stored.may_be_opened


def test_infected_file_stays_shut_and_is_told_of_once(now: datetime, settings: Any, clamd: str) -> None:
    settings.CLAMD_ADDRESS = clamd
    told: list[StoredFile] = []

    def listen(stored: StoredFile, **kwargs: Any) -> None:
        told.append(stored)

    file_infected.connect(listen)
    stored = store(now, EICAR, "eicar.txt")
    actions.scan_file(file_id=stored.pk, at=now)
    actions.scan_file(file_id=stored.pk, at=now)
    file_infected.disconnect(listen)
    stored.refresh_from_db()
    assert (stored.scan, told) == ("infected", [stored])


def test_scanner_answers_over_a_unix_socket_too(clamd_socket: Path) -> None:
    assert find_virus(io.BytesIO(EICAR), str(clamd_socket)).startswith("Eicar-Test")
    assert find_virus(io.BytesIO(PDF), str(clamd_socket)) == ""


def test_scanner_that_takes_no_file_so_large_has_not_found_it_clean(clamd: str) -> None:
    with pytest.raises(ScanFailed):
        find_virus(io.BytesIO(b"x" * 3_000_000), clamd)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock"])
def test_scanner_that_is_away_leaves_the_file_waiting(now: datetime, settings: Any, address: str) -> None:
    settings.CLAMD_ADDRESS = address
    stored = store(now)
    with pytest.raises(ScanFailed):
        actions.scan_file(file_id=stored.pk, at=now)
    stored.refresh_from_db()
    assert stored.scan == "pending"


# --- Handing out ---------------------------------------------------------------------------------------------------


def test_file_is_a_download_by_its_own_name(client: Client, owner: Any) -> None:
    stored = stored_file(name='Översikt; filename="x".pdf')
    client.force_login(owner)
    response = client.get(reverse("files:download", args=[stored.uuid]))
    assert b"".join(response) == PDF
    assert response["Content-Disposition"] == ("attachment; filename*=utf-8''%C3%96versikt%3B%20filename%3D%22x%22.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    response.close()


def test_file_is_not_there_for_those_whom_no_gate_lets_in(client: Client, owner: Any) -> None:
    stored = stored_file()
    there = reverse("files:download", args=[stored.uuid])
    assert client.get(there).status_code == 302
    client.force_login(UserFactory())
    assert client.get(there).status_code == 404
    assert client.post(there).status_code == 405


@pytest.mark.parametrize(("scan", "words"), [("pending", "Filen söks igenom"), ("infected", "Vi hittade ett virus")])
def test_shut_file_tells_why(client: Client, owner: Any, scan: str, words: str) -> None:
    stored = stored_file(scan=scan)
    client.force_login(owner)
    response = client.get(reverse("files:download", args=[stored.uuid]))
    assert response.status_code == 403
    assert words in response.content.decode()


def test_file_whose_content_is_gone_is_404(client: Client, owner: Any) -> None:
    stored = stored_file()
    Path(stored.content.path).unlink()
    client.force_login(owner)
    assert client.get(reverse("files:download", args=[stored.uuid])).status_code == 404
