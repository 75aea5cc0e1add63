"""Statements put together once: what a much-read page asks is compiled when it is first asked, and then only told.

To build and compile a query set of several joins takes the ORM longer than PostgreSQL takes to answer it. Such a page
keeps the words of its statement; who asks, on which day and for which rows is told each time it runs. Nothing that
was read is kept.
"""

from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, DateField, Expression, Field, QuerySet


class Told(Expression):
    """A value in a query set that is not known until its statement runs."""

    def __init__(self, name: str, output_field: "Field[Any, Any]", sql: str = "%s") -> None:
        super().__init__(output_field=output_field)
        self.name, self.sql = name, sql

    def as_sql(self, compiler: object, connection: object) -> Any:
        return self.sql, [self]


def key(name: str) -> Told:
    return Told(name, BigIntegerField())


def keys(name: str) -> Told:
    """A list of keys, for ``pk__in``."""
    return Told(name, BigIntegerField(), "SELECT unnest(%s::bigint[])")


def day(name: str) -> Told:
    return Told(name, DateField())


class Statement:
    """The words of a query set of plain values, ready to be run with what is told."""

    def __init__(self, rows: "QuerySet[Any, Any]") -> None:
        self.sql, self.parameters = rows.query.sql_with_params()

    def read(self, **told: object) -> list[tuple[Any, ...]]:
        parameters: Any = [told[it.name] if isinstance(it, Told) else it for it in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
