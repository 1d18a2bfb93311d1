"""Database triggers that refuse to change or delete what must stand: the log, and every immutable version."""

from collections.abc import Sequence
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
    """Migration operation: the table of `model` refuses UPDATE and, unless `may_be_deleted`, DELETE and TRUNCATE.

    Fields named in `may_change` may still be updated: what happened to a thing, beside what it says.

    A migration that gives the model a column or changes one ends with the operation `again=True`: PostgreSQL's
    triggers name their columns, and SQLite makes such a table anew, without its triggers. tests/house sees to it.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(
        self, model: str, *, may_be_deleted: bool = False, may_change: Sequence[str] = (), again: bool = False
    ) -> None:
        self.model = model
        self.again = again
        self.may_be_deleted = may_be_deleted
        self.may_change = tuple(may_change)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of the models' state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._refuse(schema_editor, to_state.apps.get_model(app_label, self.model)._meta)

    def _refuse(self, schema_editor: Any, meta: Any) -> None:
        self._allow(schema_editor, meta)
        table = meta.db_table
        events = {"update": self._update_of(meta)} | ({} if self.may_be_deleted else {"delete": "DELETE"})
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_POSTGRESQL_FUNCTION, params=None)
            schema_editor.execute(
                f'CREATE TRIGGER "{table}_refuse_change" BEFORE {" OR ".join(events.values())} ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()"
            )
            if not self.may_be_deleted:
                schema_editor.execute(
                    f'CREATE TRIGGER "{table}_refuse_truncate" BEFORE TRUNCATE ON "{table}" '
                    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()"
                )
        else:
            for name, event in events.items():
                schema_editor.execute(
                    f'CREATE TRIGGER "{table}_refuse_{name}" BEFORE {event} ON "{table}" '
                    f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END"
                )

    def _update_of(self, meta: Any) -> str:
        """The event of an update that is refused: any, or one of the columns that may not change."""
        if not self.may_change:
            return "UPDATE"
        columns = [field.column for field in meta.concrete_fields if field.name not in self.may_change]
        return "UPDATE OF " + ", ".join(f'"{column}"' for column in columns)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        meta = to_state.apps.get_model(app_label, self.model)._meta
        if self.again:
            self._refuse(schema_editor, meta)
        else:
            self._allow(schema_editor, meta)

    def _allow(self, schema_editor: Any, meta: Any) -> None:
        table = meta.db_table
        on_table = f' ON "{table}"' if schema_editor.connection.vendor == "postgresql" else ""
        for name in ("change", "truncate", "update", "delete"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_refuse_{name}"{on_table}')

    def describe(self) -> str:
        return f"Refuse changes to {self.model}"
