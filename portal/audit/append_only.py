"""Database triggers that refuse to change or delete what must stand: the log, and every immutable version."""

from typing import Any

from django.db.migrations.operations.base import Operation

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$ LANGUAGE plpgsql;
"""


class RefuseChanges(Operation):
    """Migration operation: the table of `model` refuses UPDATE and, unless `may_be_deleted`, DELETE and TRUNCATE."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, *, may_be_deleted: bool = False) -> None:
        self.model = model
        self.may_be_deleted = may_be_deleted

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of the models' state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        events = ["UPDATE"] if self.may_be_deleted else ["UPDATE", "DELETE"]
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_POSTGRESQL_FUNCTION, params=None)
            schema_editor.execute(
                f'CREATE TRIGGER "{table}_refuse_change" BEFORE {" OR ".join(events)} ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()"
            )
            if not self.may_be_deleted:
                schema_editor.execute(
                    f'CREATE TRIGGER "{table}_refuse_truncate" BEFORE TRUNCATE ON "{table}" '
                    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()"
                )
        else:
            for event in events:
                schema_editor.execute(
                    f'CREATE TRIGGER "{table}_refuse_{event.lower()}" BEFORE {event} ON "{table}" '
                    f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END"
                )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        on_table = f' ON "{table}"' if schema_editor.connection.vendor == "postgresql" else ""
        for name in ("change", "truncate", "update", "delete"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_refuse_{name}"{on_table}')

    def describe(self) -> str:
        return f"Refuse changes to {self.model}"
