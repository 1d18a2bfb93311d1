"""What every test has: its own database, files, cache and queue, and less forgiveness than production."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection

from portal.celery import app as celery
from portal.prepared import Prepared
from tests.flush import survive_flushes
from tests.strictness import RaiseWhenUndefined

ALSO_ON_SQLITE = (
    "tests/audit/",
    "tests/cases/",
    "tests/desk/",
    "tests/house/test_strictness.py",
    "tests/outbox/",
    "tests/regions/",
    "tests/submissions/",
)
pytest_plugins = ["tests.processes", "tests.browser", "tests.clamd"]


def pytest_configure(config: pytest.Config) -> None:
    """Settings of the whole run, changed before anything reads them."""
    django_settings.MIDDLEWARE = ["tests.strictness.GetNeverWrites", *django_settings.MIDDLEWARE]
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    django_settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # In the settings, and not in the engine: Django makes new engines when a test changes DEBUG.
    django_settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = RaiseWhenUndefined()
    celery.conf.broker_url = own_queue()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what also runs on SQLite: where the database's own ways matter most, and a page of each audience."""
    for item in items:
        if item.nodeid.startswith(ALSO_ON_SQLITE):
            item.add_marker(pytest.mark.sqlite)


def own_queue() -> str:
    """The address of this process's own queue: its own Redis database, or memory where there is no Redis."""
    if not os.environ.get("REDIS_URL"):
        return "memory://"
    server, _, database = os.environ["REDIS_URL"].rpartition("/")
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return f"{server}/{int(database) + process}"


@pytest.fixture(scope="session", autouse=True)
def _own_static_root(tmp_path_factory: pytest.TempPathFactory) -> None:
    django_settings.STATIC_ROOT = tmp_path_factory.mktemp("static")


_END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """pytest-django's own, and a way to empty this database that leaves the migrations' rows."""
    with django_db_blocker.unblock():
        survive_flushes(connection)
    yield
    with django_db_blocker.unblock():
        _end_other_sessions()


def _end_other_sessions() -> None:
    """PostgreSQL drops no database that is in use, as by a process of the portal that a test stopped a moment ago."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_END_OTHERS)


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    """Uploads, letters and mails of a test go to the test's own folder, and its cache begins empty."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MAIL_FILE_DIR = tmp_path / "mail"
    cache.clear()


@pytest.fixture(autouse=True)
def _prepared_queries_are_the_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a prepared query is asked with, it is what would be built for just that."""
    ask = Prepared.__call__

    def compare_and_ask(query: Prepared, *values: Any, alike: Any = None) -> list[Any]:
        with suppress(EmptyResultSet):
            if connection.vendor == "postgresql" and (statement := query.statement(values, alike)):
                assert statement.sql(values) == query.build(*values).query.sql_with_params()
        return ask(query, *values, alike=alike)

    monkeypatch.setattr(Prepared, "__call__", compare_and_ask)


@pytest.fixture
def now() -> datetime:
    """A fixed moment in the middle of the open call that factories make: 1 June 2022, 12.00 in Stockholm."""
    return datetime(2022, 6, 1, 10, 0, tzinfo=UTC)
