"""Emptying the database after a test that committed: a transaction that is rolled back needs none of this.

Two things stand in the way of Django's `flush`: tables that refuse DELETE and TRUNCATE by trigger, and rows that
migrations loaded (the regions, the site's pages), which would be gone for the rest of the run.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import transaction

OUR_ROOMS = ("portal.", "regions", "applications.")


def survive_flushes(connection: Any) -> None:
    """Keep what the migrations loaded, and put it back after each flush of a database of this kind.

    It is the kind that is changed, not this connection: beside a browser's event loop Django opens another one.
    """
    rows = _rows_of_our_rooms()
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def flush_and_put_back(self: Any, statements: list[str]) -> None:
        with triggers_asleep(self.connection):
            flush(self, statements)
            with transaction.atomic():
                for model, objects in rows.items():
                    model._base_manager.bulk_create(objects)

    operations.execute_sql_flush = flush_and_put_back


def _rows_of_our_rooms() -> dict[Any, list[Any]]:
    ours = [config for config in apps.get_app_configs() if config.name.startswith(OUR_ROOMS)]
    models = [model for config in ours for model in config.get_models(include_auto_created=True)]
    return {model: objects for model in models if (objects := list(model._base_manager.all()))}


@contextmanager
def triggers_asleep(connection: Any) -> Iterator[None]:
    """No trigger of ours fires within: PostgreSQL is told so; SQLite's triggers are taken away and made again."""
    if connection.vendor == "postgresql":
        _run(connection, "SET session_replication_role = replica")
        try:
            yield
        finally:
            _run(connection, "SET session_replication_role = DEFAULT")
        return
    with connection.cursor() as cursor:
        triggers = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        _run(connection, f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        for _name, sql in triggers:
            _run(connection, sql)


def _run(connection: Any, sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
