"""Files in S3: private, streamed through the portal, cleared away as on disk. The server is moto's, on this machine."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer

from portal.files import actions, rules
from portal.files.models import StoredFile
from portal.files.storage import PrivateBucket
from tests.factories.accounts import UserFactory
from tests.factories.files import EICAR, PDF, upload

pytestmark = pytest.mark.django_db(transaction=True)
KEY = {"S3_ACCESS_KEY_ID": "portal", "S3_SECRET_ACCESS_KEY": "only-for-the-tests", "S3_REGION": "eu-north-1"}


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a running S3."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3: str, settings: Any) -> Any:
    """A bucket, which the portal's files are in."""
    for name, value in {**KEY, "S3_BUCKET": "bilagor", "S3_ENDPOINT_URL": s3}.items():
        setattr(settings, name, value)
    made = PrivateBucket().connection.Bucket("bilagor")
    made.create(CreateBucketConfiguration={"LocationConstraint": KEY["S3_REGION"]})
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "portal.files.storage.PrivateBucket"}}
    yield made
    made.objects.all().delete()
    made.delete()


def store(content: bytes = PDF, name: str = "avtal.pdf") -> StoredFile:
    return actions.store_file(upload=upload(content, name), by=UserFactory(), at=datetime.now(UTC))


def test_file_in_s3_is_handed_out_by_the_portal_alone(
    bucket: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = store()
    assert [found.key for found in bucket.objects.all()] == [stored.content.name]
    grants = bucket.Object(stored.content.name).Acl().grants
    assert all("URI" not in grant["Grantee"] for grant in grants)
    with pytest.raises(NotImplementedError):
        _ = stored.content.url

    there = reverse("files:download", args=[stored.uuid])
    client.force_login(stored.uploaded_by)
    assert client.get(there).status_code == 404
    monkeypatch.setattr(rules, "_gates", [lambda user, file: user == stored.uploaded_by])
    response = client.get(there)
    assert b"".join(response) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="avtal.pdf"'
    response.close()
    bucket.Object(stored.content.name).delete()
    assert client.get(there).status_code == 404


def test_file_in_s3_is_searched_for_viruses(bucket: Any, settings: Any, clamd: str) -> None:
    settings.CLAMD_ADDRESS = clamd
    for content, found in ((PDF, "clean"), (EICAR, "infected")):
        stored = store(content, "a.pdf" if content == PDF else "a.txt")
        actions.scan_file(file_id=stored.pk, at=datetime.now(UTC))
        stored.refresh_from_db()
        assert stored.scan == found


def test_orphans_in_s3_are_removed(bucket: Any) -> None:
    store()
    bucket.put_object(Key="uploads/ab/ab12", Body=b"cut off")
    bucket.put_object(Key="letters/ab12.pdf", Body=b"a letter")
    actions.remove_orphans(at=datetime.now(UTC) + timedelta(days=6))
    assert len(list(bucket.objects.all())) == 3
    actions.remove_orphans(at=datetime.now(UTC) + timedelta(days=8))
    assert [found.key for found in bucket.objects.all()] == ["letters/ab12.pdf"]
    assert default_storage.exists("letters/ab12.pdf")
