"""Statements put together once: what a much-read page asks is compiled when it is first asked, and then only told.

To build and compile a query set of several joins takes the ORM longer than PostgreSQL takes to answer it, and so does
the planning of one. Such a page keeps the words of its statement; who asks, on which day and for which rows is told
each time it runs. Nothing that was read is kept.
"""

from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import BigIntegerField, DateField, Expression, Field, QuerySet


class Told(Expression):
    """A value in a query set that is not known until its statement runs."""

    def __init__(self, name: str, output_field: "Field[Any, Any]", kind: str, sql: str = "%s") -> None:
        super().__init__(output_field=output_field)
        self.name, self.kind, self.sql = name, kind, sql

    def as_sql(self, compiler: object, connection: object) -> Any:
        return self.sql, [self]


def key(name: str) -> Told:
    return Told(name, BigIntegerField(), "bigint")


def keys(name: str) -> Told:
    """A list of keys, for ``pk__in``."""
    return Told(name, BigIntegerField(), "bigint[]", "SELECT unnest(%s)")


def day(name: str) -> Told:
    return Told(name, DateField(), "date")


class Statement:
    """The words of a query set of plain values. PostgreSQL, too, plans it once for each connection."""

    _serial = count(1)

    def __init__(self, rows: "QuerySet[Any, Any]") -> None:
        self.sql, self.parameters = rows.query.sql_with_params()
        self.name = f"kept_{next(self._serial)}"
        self.told = {it.name: it for it in self.parameters if isinstance(it, Told)}

    def read(self, **told: object) -> list[tuple[Any, ...]]:
        """The rows; more may be told than the statement asks for."""
        values: Any = [told[name] for name in self.told]
        with connection.cursor() as cursor:
            known = _known.setdefault(connection.connection, set())
            if self.name not in known:
                cursor.execute(self._prepare(cursor))
                known.add(self.name)
            places = f" ({', '.join(['%s'] * len(values))})" if values else ""
            # planned once: a unit's or a page's keys do not change by which indexes they are looked up
            cursor.execute(
                f"SET LOCAL plan_cache_mode = force_generic_plan; EXECUTE {self.name}{places}", values
            )
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _prepare(self, cursor: Any) -> str:
        """What is fixed is written out, so that the planner sees which partial index it may use."""
        places = {name: f"${n}" for n, name in enumerate(self.told, 1)}
        written = [
            places[it.name] if isinstance(it, Told) else cursor.mogrify("%s", [it]).decode()
            for it in self.parameters
        ]
        kinds = ", ".join(it.kind for it in self.told.values())
        return f"PREPARE {self.name}{f' ({kinds})' if kinds else ''} AS {self.sql % tuple(written)}"


#: The statements each connection to PostgreSQL already knows.
_known: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()
