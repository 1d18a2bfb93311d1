"""What must stand is guarded by the database itself, also after later migrations changed its table."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from portal.audit.append_only import RefuseChanges

_POSTGRESQL = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
_SQLITE = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"


def guarded() -> dict[str, RefuseChanges]:
    """The newest refusal of each model in the migrations, by label."""
    loader = MigrationLoader(None)
    return {
        f"{label}.{operation.model}".lower(): operation
        for label, name in loader.graph._generate_plan(loader.graph.leaf_nodes(), True)
        for operation in loader.disk_migrations[label, name].operations
        if isinstance(operation, RefuseChanges)
    }


def triggers_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE, [table])
        return " ".join(row[0] for row in cursor.fetchall())


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


@pytest.mark.sqlite
@pytest.mark.django_db
def test_rows_that_stand_have_their_triggers_over_every_column():
    unguarded = []
    for label, refusal in guarded().items():
        meta = apps.get_model(label)._meta
        found = triggers_of(meta.db_table)
        expected = words(refusal._update_of(meta)) | (set() if refusal.may_be_deleted else {"DELETE"})
        if missing := expected - words(found):
            unguarded.append(f"{label}: {', '.join(sorted(missing))}")

    assert unguarded == []


def test_models_that_stand_are_known_to_the_walk():
    assert {"decisions.decision", "submissions.submission", "audit.auditentry"} <= guarded().keys()
