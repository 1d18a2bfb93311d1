"""What every test has: its database, its media folder and its people."""

import pytest


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    """Uploads, letters and mails of a test go to the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def now():
    """A fixed moment in the middle of the open call that factories make: 1 June 2022, 12.00 in Stockholm."""
    from datetime import UTC, datetime

    return datetime(2022, 6, 1, 10, 0, tzinfo=UTC)
