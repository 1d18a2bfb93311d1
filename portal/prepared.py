"""Queries that are built and compiled once in a process, and asked with new values each time.

Django builds a query anew for every request and turns it into SQL again. For one with many conditions that takes
longer than PostgreSQL needs to answer it. What is measured, and why so: docs/decisions/0063.
"""

import copy
import re
from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Model, QuerySet
from django.db.models.expressions import RawSQL
from psycopg.sql import Literal

# Values that nothing real has: where they come out in the SQL's parameters, the values of each time go in.
_FIRST_NUMBER = 2**53
_FIRST_YEAR = 3000
# Django knows that no row has a larger number; a compiled query would ask PostgreSQL, which can't be told of it.
_LARGEST = BigIntegerField.MAX_BIGINT


class Prepared:
    """A query as a function that gives its rows; decorates the function that builds it.

    `build` takes rows of the database, numbers, days, moments, or lists of keys (`among`), and puts them into the query
    as they are: it reads no more of them than a row's key, and reckons with none of them. Whatever else decides what
    the query looks like is told in `alike`: those who are alike get the same query. Other databases than PostgreSQL get
    it built each time.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]]) -> None:
        self.build = build
        self._statements: dict[Hashable, _Statement | None] = {}

    def __call__(self, *values: Any, alike: Hashable = None) -> list[Any]:
        if connection.vendor != "postgresql" or any(isinstance(each, int) and each > _LARGEST for each in values):
            return list(self.build(*values))
        statement = self.statement(values, alike)
        return statement.rows(values) if statement else []

    def statement(self, values: tuple[Any, ...], alike: Hashable) -> "_Statement | None":
        """The compiled query; None for one that gives nothing, whatever is asked."""
        if alike not in self._statements:
            stand_ins = [_stand_in(value, place) for place, value in enumerate(values)]
            try:
                self._statements[alike] = _Statement(self.build(*stand_ins), stand_ins)
            except EmptyResultSet:
                self._statements[alike] = None
        return self._statements[alike]


def among(keys: list[int]) -> Any:
    """A list of keys for `__in`, as one value, so that the query is the same however many there are."""
    return RawSQL("SELECT unnest(%s::bigint[])", [keys]) if connection.vendor == "postgresql" else keys


class _Statement:
    def __init__(self, queryset: Any, stand_ins: list[Any]) -> None:
        if queryset._known_related_objects:
            raise ValueError("A query from a row's own relations gives rows that hold the stand-in for it")
        self._queryset = queryset
        self._compiler = queryset.query.get_compiler(queryset.db)
        self._sql, self._parameters = self._compiler.as_sql()
        keys = [_key(each) for each in stand_ins]
        self._places = [keys.index(each) if each in keys else None for each in self._parameters]
        for place, each in enumerate(stand_ins):
            # Of a person, the query may hold nothing but for what `alike` tells: which regions they act for.
            if place not in self._places and not isinstance(each, Model):
                raise ValueError(f"The query does not hold what it is asked with, as it is: value {place + 1}")
        # What is the same each time is written into the statement: a plan that PostgreSQL keeps may then use an index
        # that holds only some rows, such as those of undecided cases.
        parts = zip(self._parameters, self._places, strict=True)
        self._open = [(one, place) for one, place in parts if place is not None]
        self._fixed_sql = self._with_what_is_fixed()

    def sql(self, values: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """The query as Django would ask it, and with what."""
        keys = [_key(value) for value in values]
        filled = zip(self._parameters, self._places, strict=True)
        return self._sql, tuple(one if place is None else _as(one, keys[place]) for one, place in filled)

    def rows(self, values: tuple[Any, ...]) -> list[Any]:
        keys = [_key(value) for value in values]
        statement = self._fixed_sql, tuple(_as(one, keys[place]) for one, place in self._open)
        compiler: Any = copy.copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_options: statement
        queryset: Any = self._queryset.all()
        queryset.query.get_compiler = lambda *_args, **_options: compiler
        return list(queryset)

    def _with_what_is_fixed(self) -> str:
        connection.ensure_connection()  # psycopg asks it how a value is written
        parts = zip(self._parameters, self._places, strict=True)
        written = iter(["%s" if place is not None else _literal(one) for one, place in parts])
        return re.sub("%%|%s", lambda found: found[0] if found[0] == "%%" else next(written), self._sql)


def _literal(value: Any) -> str:
    return Literal(value).as_string(connection.connection).replace("%", "%%")


def _stand_in(value: Any, place: int) -> Any:
    if isinstance(value, Model):
        row = copy.copy(value)
        row.pk = f"stand-in {place}" if isinstance(value.pk, str) else _FIRST_NUMBER + place
        return row
    if isinstance(value, datetime):
        return datetime(_FIRST_YEAR + place, 1, 1, tzinfo=UTC)
    if isinstance(value, date):
        return date(_FIRST_YEAR + place, 1, 1)
    if isinstance(value, int):
        return _FIRST_NUMBER + place
    if isinstance(value, list):
        return [_FIRST_NUMBER + place]
    raise TypeError(f"{value!r} is neither a row, a number, a day, a moment nor a list of keys")


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def _as(stand_in: Any, value: Any) -> Any:
    """The value in the database driver's own kind of number, which the stand-in came out in."""
    return type(stand_in)(value) if isinstance(value, int) else value
